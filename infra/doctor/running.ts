import { once } from "node:events";
import { createServer } from "node:net";
import { z } from "zod";
import { ownUrl } from "../settings.ts";
import { ok, problem, type Finding } from "./finding.ts";
import { fetchQuickly, type Patient } from "./patient.ts";

const Readiness = z.object({ missing: z.array(z.string()) });

/** Does a Parcours answer, and is everything of it there? */
export async function answers({ url, isAlive }: Patient): Promise<readonly Finding[]> {
  if (!isAlive) {
    const todo = "Start it (npm start) and ask again; or set PARCOURS_URL to where it is.";
    const found = "nobody answers; what only a running one knows is left out below";
    return [problem("parcours", { expected: `a Parcours at ${url}`, found, todo })];
  }
  const answer = await fetchQuickly(`${url}/readyz`);
  const body: unknown = await answer?.json().catch(() => undefined);
  const read = Readiness.safeParse(body);
  if (!read.success) {
    const found = "something that answers, and is no Parcours";
    const todo = "Set PARCOURS_URL, or PARCOURS_PORT, to where Parcours is.";
    return [problem("parcours", { expected: `a Parcours at ${url}`, found, todo })];
  }
  const { missing } = read.data;
  if (missing.length === 0) return [ok("parcours", `${url} is ready`)];
  return [
    problem("parcours", {
      expected: `all of it to be ready at ${url}`,
      found: missing.join(", "),
      todo: "Parts that ended start again by themselves within seconds: ask again. Else its standard error says why they can't.",
    }),
  ];
}

/** Where nothing answers, the ports must be free for the next start. */
export async function ports(patient: Patient): Promise<readonly Finding[]> {
  const { isAlive, store, url } = patient;
  const { environment } = patient.settings;
  const { PARCOURS_HOST: host, PARCOURS_PORT: port } = environment;
  const { PARCOURS_STORE_PORT: storePort, PARCOURS_STORE_URL: given } = environment;
  const wanted = [
    ...(isAlive || url !== ownUrl(environment) ? [] : [{ port, variable: "PARCOURS_PORT" }]),
    ...(store.store !== undefined || given !== undefined || isAlive
      ? []
      : [{ port: storePort, variable: "PARCOURS_STORE_PORT" }]),
  ];
  return Promise.all(wanted.map((each) => freePort(host, each.port, each.variable)));
}

async function freePort(host: string, port: number, variable: string): Promise<Finding> {
  const refused = await whyNotListen(host, port);
  const where = `${host}:${String(port)}`;
  if (refused === undefined) return ok("port", `${where} (${variable}) is free`);
  return problem("port", {
    expected: `${where} (${variable}) to be free, because no Parcours of ours has it`,
    found: refused,
    todo: `Free that port, or set ${variable} to another.`,
  });
}

async function whyNotListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    server.close();
  }
}
