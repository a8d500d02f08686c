import { Problem } from "../../schemas/problem.ts";
import { keepDefaultKeys, type DefaultKeys } from "../access/secrets.ts";
import { ownUrl, type Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";

/** A running Parcours, as the commands talk to it. */
export interface Client {
  readonly url: string;
  readonly keys: DefaultKeys;
  /** @throws {StartupError} that says what to do when nobody answers, or the answer is a problem. */
  ask<T>(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<T>;
}

/** Talks to `PARCOURS_URL` with the admin key of the environment, else of the data folder. */
export function clientOf({ environment, dataDir }: Settings): Client {
  const url = (environment.PARCOURS_URL ?? ownUrl(environment)).replace(/\/$/, "");
  const keys = keepDefaultKeys(dataDir, environment);
  return {
    url,
    keys,
    async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${keys.admin}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch((cause: unknown) => {
        const message = `Nobody answers at ${url}. Start Parcours (npm start), or set PARCOURS_URL.`;
        throw new StartupError("not-running", message, { cause });
      });
      const answer: unknown = await response.json();
      if (response.ok) return answer as T;
      const problem = Problem.safeParse(answer);
      const said = problem.success ? `${problem.data.title}. ${problem.data.detail}` : "";
      throw new StartupError(
        "refused",
        `${url}${path} answered ${String(response.status)}. ${said}`,
      );
    },
  };
}
