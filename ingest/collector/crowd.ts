import type { FastifyReply, FastifyRequest } from "fastify";
import { RequestProblem } from "../../schemas/problem.ts";

/** What a collector can work off within its deadline (about 19 MB/s on a core of its own). */
const MOST_BYTES = 24 << 20;

/** Requests under way. */
export interface Crowd {
  /**
   * Counts a request until its answer has gone, or its connection.
   * @throws {RequestProblem} 503 when so much has come, and is not answered yet, that it would wait too long.
   */
  enter(request: FastifyRequest, reply: FastifyReply): void;
  /** Resolves when it is this request's turn: one after the other, in the order in which they came. */
  turn(): Promise<void>;
}

/**
 * Keeps a collector that is asked too much from answering everybody late: what it can't work off in
 * time it refuses before the body has come. What counts is bytes that are here, so that a connection
 * which sends slowly, or nothing, takes nobody's place.
 *
 * Between two turns the sockets are read. Without that, a thousand requests would wait unseen in the
 * kernel, behind the work for those before them, and nobody could be refused.
 */
export function crowd(mostBytes = MOST_BYTES): Crowd {
  const present = new Set<() => number>();
  const waiting: (() => void)[] = [];

  function next(): void {
    waiting[0]?.();
    setImmediate(() => {
      waiting.shift();
      if (waiting.length > 0) next();
    });
  }

  return {
    enter({ raw: { socket } }, { raw: response }) {
      let here = 0;
      for (const bytes of present) here += bytes();
      if (here > mostBytes) {
        const detail = "More events come than can be kept in time; send these again in a moment.";
        throw new RequestProblem("log-unavailable", detail, { retryAfterSeconds: 1 });
      }
      const before = socket.bytesRead;
      const received = () => socket.bytesRead - before;
      present.add(received);
      response.once("close", () => present.delete(received));
    },
    turn: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1) next();
      }),
  };
}
