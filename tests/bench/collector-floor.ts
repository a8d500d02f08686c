import { open } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { serveOrders } from "./child.ts";

export interface FloorOrder {
  /** Where the bodies go. */
  readonly file: string;
}

/**
 * What a collector can at best cost in Node: it reads the body, parses it and answers once the
 * bytes are flushed to a file, the requests of the meantime together. No checks, no keys, no log.
 */
async function listen(file: string): Promise<number> {
  const handle = await open(file, "w");
  let waiting: { body: Buffer; done: () => void }[] = [];
  let isBusy = false;

  async function flush(): Promise<void> {
    isBusy = true;
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await handle.writev(group.map(({ body }) => body));
      await handle.datasync();
      for (const { done } of group) done();
    }
    isBusy = false;
  }

  const keep = (body: Buffer) =>
    new Promise<void>((done) => {
      waiting.push({ body, done });
      if (!isBusy) void flush();
    });

  async function handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    let accepted = 0;
    for (const line of body.toString("utf8").split("\n")) {
      if (line !== "" && JSON.parse(line) !== undefined) accepted += 1;
    }
    await keep(body);
    const answer = JSON.stringify({ accepted });
    response.writeHead(202, { "content-length": answer.length }).end(answer);
  }

  const server = createServer((request, response) => void handleRequest(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

serveOrders(({ file }: FloorOrder) => listen(file));
