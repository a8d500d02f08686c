import type { FastifyReply } from "fastify";
import type { Answer } from "../schemas/answer.ts";

const TICK_MS = 1_000;
const HEARTBEAT_MS = 15_000;

/** Who waits now, again whenever it changes, as server-sent events. Ends when the reader leaves. */
export async function streamLive(reply: FastifyReply, ask: () => Promise<Answer>): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  raw.flushHeaders();
  let said = "";
  let saidAt = 0;
  while (!raw.destroyed) {
    const now = performance.now();
    const answer = await ask().catch(() => undefined);
    const text = answer === undefined ? said : JSON.stringify(answer);
    const isFull = raw.writableNeedDrain; // a reader that does not read gets nothing more
    if (text !== said && !isFull) {
      raw.write(`event: live\ndata: ${text}\n\n`);
      said = text;
      saidAt = now;
    } else if (now - saidAt > HEARTBEAT_MS && !isFull) {
      raw.write(": still here\n\n");
      saidAt = now;
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}
