import type { FastifyInstance } from "fastify";
import { asyncApi } from "../../schemas/documents/async-api.ts";
import { openApi } from "../../schemas/documents/open-api.ts";
import { docsPage } from "../../schemas/documents/page.ts";
import { eventJsonSchema } from "../../schemas/documents/json-schema.ts";

/** The contracts, generated from the schemas, and a page to read them. */
export async function documents(app: FastifyInstance): Promise<void> {
  const open = openApi();
  const asynchronous = asyncApi();
  const event = eventJsonSchema();
  app.get("/openapi.json", async () => open);
  app.get("/asyncapi.json", async () => asynchronous);
  app.get("/schemas/event.json", async () => event);
  app.get("/docs", async (_request, reply) =>
    reply.type("text/html; charset=utf-8").send(docsPage(open)),
  );
}
