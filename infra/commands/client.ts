import { Problem } from "../../schemas/problem.ts";
import { keepDefaultKeys, type DefaultKeys } from "../access/secrets.ts";
import { ownUrl, type Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";

type Method = "GET" | "POST" | "PUT";

/** A running Parcours, as the commands talk to it. */
export interface Client {
  readonly url: string;
  readonly keys: DefaultKeys;
  /** @throws {StartupError} that says what to do when nobody answers, or the answer is a problem. */
  ask<T>(method: Method, path: string, body?: unknown): Promise<T>;
  /** The same with a key that may only read, for an answer that is read as it comes. */
  open(path: string, body: unknown, signal: AbortSignal): Promise<Response>;
}

/** Talks to `PARCOURS_URL` with the keys of the environment, else of the data folder. */
export function clientOf({ environment, dataDir }: Settings): Client {
  const url = (environment.PARCOURS_URL ?? ownUrl(environment)).replace(/\/$/, "");
  const keys = keepDefaultKeys(dataDir, environment);

  async function send(path: string, key: string, request: RequestInit): Promise<Response> {
    const response = await fetch(url + path, {
      ...request,
      headers: {
        authorization: `Bearer ${key}`,
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
    }).catch((cause: unknown) => {
      const message = `Nobody answers at ${url}. Start Parcours (npm start), or set PARCOURS_URL.`;
      throw new StartupError("not-running", message, { cause });
    });
    if (response.ok) return response;
    const problem = Problem.safeParse(await response.json());
    const said = problem.success ? `${problem.data.title}. ${problem.data.detail}` : "";
    throw new StartupError("refused", `${url}${path} answered ${String(response.status)}. ${said}`);
  }

  return {
    url,
    keys,
    async ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
      const request = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const response = await send(path, keys.admin, request);
      return (await response.json()) as T;
    },
    open: (path, body, signal) =>
      send(path, keys.read, { method: "POST", body: JSON.stringify(body), signal }),
  };
}
