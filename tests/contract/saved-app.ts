import { Writable } from "node:stream";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { pino } from "pino";
import { apiRoutes } from "../../api/routes.ts";
import { keyRing } from "../../infra/access/key-ring.ts";
import { hashKey, type StoredKey } from "../../infra/access/secrets.ts";
import { openSessions } from "../../infra/access/sessions.ts";
import { migrateStore } from "../../infra/commands/migrate.ts";
import { createApp } from "../../infra/http/app.ts";
import type { Store } from "../../infra/store/port.ts";
import { bearer, keyNamed } from "../support/keys.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

/** Who asks, by the name of a key. */
const KEYS: Readonly<Record<string, Pick<StoredKey, "tenant" | "scopes" | "sites">>> = {
  reader: { tenant: "ours", scopes: ["read"] },
  analyst: { tenant: "ours", scopes: ["duty"] },
  "at one site": { tenant: "ours", scopes: ["read"], sites: ["north"] },
  full: { tenant: "full", scopes: ["duty"] },
  theirs: { tenant: "theirs", scopes: ["duty"] },
};

/** The api over a real store of its own, asked without a network, with a clock that can be set. */
export interface SavedApp {
  readonly store: Store;
  readonly app: FastifyInstance;
  /** ms since 1970. */
  clock: number;
  /** All that was logged, at the finest level. */
  logs(): string;
  send(
    method: "GET" | "PUT" | "POST" | "DELETE",
    path: string,
    options?: { readonly as?: string; readonly body?: object } & Pick<InjectOptions, "headers">,
  ): Promise<LightMyRequestResponse>;
  stop(): Promise<void>;
}

export async function startSavedApp(now: number): Promise<SavedApp> {
  const own: OwnStore = await startOwnStore();
  await migrateStore(own.store);
  let logged = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += chunk.toString();
      done();
    },
  });
  const app = createApp(pino({ level: "trace" }, stream));
  const keys = Object.entries(KEYS).map(([name, key]): StoredKey => ({
    ...{ name, kind: "secret", sha256: hashKey(keyNamed(name)), created: "" },
    ...key,
  }));
  const access = keyRing({
    keys: () => keys,
    sessions: openSessions("a secret", () => saved.clock),
    now: () => saved.clock,
  });
  const saved: SavedApp = {
    store: own.store,
    app,
    clock: now,
    logs: () => logged,
    send: (method, url, { as, body, headers } = {}) =>
      app.inject({
        method,
        url,
        headers: { ...(as === undefined ? {} : bearer(as)), ...headers },
        ...(body === undefined ? {} : { payload: body }),
      }),
    async stop() {
      await app.close();
      await own.stop();
    },
  };
  await app.register(
    apiRoutes({
      store: own.store,
      access,
      tenants: ["ours", "theirs", "full"].map((id) => ({ id, timezone: "UTC", moments: [] })),
      lag: async () => ({ events: 0, behindMs: 0 }),
      now: () => saved.clock,
      questionSeconds: 30,
    }),
  );
  return saved;
}

/** A question by site, about the days that visits are made of. */
export const FUNNEL = {
  title: { fr: "Appelés dans l'heure", en: "Called within the hour" },
  question: "funnel",
  parameters: {
    range: "last_28_days",
    by: ["site"],
    steps: [{ type: "ticket.issued" }, { type: "ticket.called" }],
    window: "1h",
  },
} as const;
