import type { FastifyInstance, FastifyRequest } from "fastify";
import { asyncApi } from "../../schemas/documents/async-api.ts";
import { openApi } from "../../schemas/documents/open-api.ts";
import { DOCS_POLICY, docsPage } from "../../schemas/documents/page.ts";
import { eventJsonSchema } from "../../schemas/documents/json-schema.ts";
import type { Language } from "../../schemas/text.ts";

/** The contracts, generated from the schemas, and a page to read them. */
export async function documents(app: FastifyInstance): Promise<void> {
  const open = openApi();
  const asynchronous = asyncApi();
  const event = eventJsonSchema();
  const page = { en: docsPage(open, "en"), fr: docsPage(open, "fr") };
  app.get("/openapi.json", async () => open);
  app.get("/asyncapi.json", async () => asynchronous);
  app.get("/schemas/event.json", async (_request, reply) =>
    reply.type("application/schema+json; charset=utf-8").send(JSON.stringify(event)),
  );
  app.get("/docs", async (request, reply) =>
    reply
      .headers({
        "Content-Security-Policy": DOCS_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        Vary: "Accept-Language",
      })
      .type("text/html; charset=utf-8")
      .send(page[languageOf(request)]),
  );
}

/** As `?lang=` says, else as the browser prefers. */
function languageOf({ query, headers }: FastifyRequest): Language {
  const { lang } = query as { lang?: unknown };
  if (lang === "fr" || lang === "en") return lang;
  return /^\s*fr\b/i.test(headers["accept-language"] ?? "") ? "fr" : "en";
}
