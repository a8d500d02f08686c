import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { WireRequest } from "./draft.ts";

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly ms: number;
}

/** An answer takes no longer, or there is none. */
const PATIENCE_MS = 60_000;
const STREAM = "text/event-stream";

/** Sends requests over kept connections; by `node:http`, because fetch mends what it is given. */
export interface Sender {
  /** Of a stream the answer is what came up to the end of its first event. Rejects when none comes. */
  send(request: WireRequest): Promise<Answer>;
  close(): void;
}

export function openSender(url: string): Sender {
  const agent = new Agent({ keepAlive: true });

  function once(wire: WireRequest): Promise<Answer> {
    const { method, address, headers, body } = wire;
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { "content-length": String(body.byteLength) };
      const sent = httpRequest(url + address, {
        method,
        agent,
        headers: { ...headers, ...length },
      });
      sent.setTimeout(PATIENCE_MS, () => {
        sent.destroy(new Error(`no answer within ${String(PATIENCE_MS)} ms`));
      });
      sent.once("error", (error) => {
        reject(sent.reusedSocket ? new StaleConnection(error) : error);
      });
      sent.once("response", (response) => {
        const chunks: Buffer[] = [];
        const finish = () => {
          const { statusCode: status = 0, headers: answered } = response;
          const ms = performance.now() - began;
          resolve({ status, headers: answered, body: Buffer.concat(chunks), ms });
        };
        const isStream = response.headers["content-type"]?.startsWith(STREAM) === true;
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          if (!isStream || !chunk.includes("\n\n")) return;
          finish();
          response.destroy();
        });
        response.once("end", finish);
        response.once("error", reject);
      });
      sent.end(body);
    });
  }

  return {
    async send(wire) {
      try {
        return await once(wire);
      } catch (error) {
        // The server may close a quiet connection just as we use it again: no answer is no finding then.
        if (error instanceof StaleConnection) return once(wire);
        throw error;
      }
    },
    close: () => agent.destroy(),
  };
}

class StaleConnection extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
