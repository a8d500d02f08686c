import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";

const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** The built dashboards; without a build a sentence says how to get one. */
export function pages(folder: string) {
  return async function pages(app: FastifyInstance): Promise<void> {
    if (!existsSync(join(folder, "index.html"))) {
      app.get("/", async (_request, reply) =>
        reply
          .code(503)
          .type("text/plain; charset=utf-8")
          .send("The dashboards are not built. Run `npm start`, or `npm run build`.\n"),
      );
      return;
    }
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false, // a route for each file, so that an address that is none is told so by us
      cacheControl: false,
      setHeaders(response, path) {
        const isHashed = path.includes(join("assets", ""));
        response.setHeader(
          "Cache-Control",
          isHashed ? "public, max-age=31536000, immutable" : "no-cache",
        );
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
      },
    });
  };
}
