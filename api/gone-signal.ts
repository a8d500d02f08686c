import type { FastifyReply } from "fastify";

/** Aborts when the asker is gone, so that nobody's question goes on in the engine. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    gone.abort();
  });
  return gone.signal;
}
