import type { ServerResponse } from "node:http";
import { pino } from "pino";
import { expect, test } from "vitest";
import { apiRoutes } from "../../api/routes.ts";
import { createApp } from "../../infra/http/app.ts";
import type { Store } from "../../infra/store/port.ts";
import { eventually } from "../support/running.ts";

test("a stream that is watched for long holds no more than at its start", async () => {
  let asked = 0;
  let answering: ServerResponse | undefined;
  const store: Store = {
    async query(sql) {
      if (sql.includes("waiting_since")) asked += 1;
      return [];
    },
    bytes: async () => new Uint8Array(),
    command: async () => {},
    insert: async () => {},
    written: (sql) => sql,
    systemTable: (name) => name,
    ping: async () => true,
    close: async () => {},
  };
  const app = createApp(pino({ level: "silent" }));
  app.addHook("onRequest", async (_request, { raw }) => {
    answering = raw;
  });
  await app.register(
    apiRoutes({
      store,
      access: {
        authorize: () => ({ tenant: "t", name: "n", kind: "secret", scopes: new Set(["read"]) }),
        isPublicOrigin: () => false,
      },
      tenants: [],
      lag: async () => ({ events: 0, behindMs: 0 }),
      now: Date.now,
      questionSeconds: 30,
    }),
  );
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const leaving = new AbortController();
  const headers = { accept: "text/event-stream" };
  const watching = await fetch(`${url}/v1/live`, { headers, signal: leaving.signal });
  const listeners = () => answering?.listenerCount("close");
  const atFirst = listeners();
  await eventually("it was asked three times more", () => asked >= 5);
  expect(listeners()).toBe(atFirst);
  expect(watching.bodyUsed).toBe(false); // names it to the end: collected as garbage, it would end the stream
  leaving.abort();
  await app.close();
});
