import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Language } from "../../schemas/text.ts";

/** Once somebody reads them: a start has better things to do. */
const made = () => import("./made-documents.ts");

/** The contracts, generated from the schemas, and a page to read them. */
export async function documents(app: FastifyInstance): Promise<void> {
  app.get("/openapi.json", async () => (await made()).OPEN_API);
  app.get("/asyncapi.json", async () => (await made()).ASYNC_API);
  app.get("/schemas/event.json", async (_request, reply) => {
    const { EVENT_SCHEMA } = await made();
    return reply.type("application/schema+json; charset=utf-8").send(EVENT_SCHEMA);
  });
  app.get("/docs", async (request, reply) => {
    const { DOCS_POLICY, PAGE } = await made();
    return reply
      .headers({
        "Content-Security-Policy": DOCS_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        Vary: "Accept-Language",
      })
      .type("text/html; charset=utf-8")
      .send(PAGE[languageOf(request)]);
  });
}

/** As `?lang=` says, else as the browser prefers. */
function languageOf({ query, headers }: FastifyRequest): Language {
  const { lang } = query as { lang?: unknown };
  if (lang === "fr" || lang === "en") return lang;
  return /^\s*fr\b/i.test(headers["accept-language"] ?? "") ? "fr" : "en";
}
