import { connect, type Socket } from "node:net";
import { once } from "node:events";

export interface Target {
  readonly port: number;
  readonly key: string;
}

/** What was answered to one request. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * One kept-alive connection, one request at a time: the cheapest client there can be, because it
 * shares two cores with what it measures.
 */
export interface Connection {
  post(body: Buffer): Promise<Answer>;
  close(): void;
}

export async function openConnection({ port, key }: Target): Promise<Connection> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await once(socket, "connect");
  const head =
    "POST /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n" +
    `Authorization: Bearer ${key}\r\nPrefer: return=minimal\r\nContent-Length: `;
  const read = answers(socket);
  return {
    post(body) {
      const answer = read();
      socket.cork();
      socket.write(`${head}${body.length}\r\n\r\n`, "latin1");
      socket.write(body);
      socket.uncork();
      return answer;
    },
    close: () => socket.destroy(),
  };
}

/** Reads answers with a Content-Length, which are the only ones that come. */
function answers(socket: Socket): () => Promise<Answer> {
  let text = "";
  let waiting: { give: (answer: Answer) => void; fail: (error: Error) => void } | undefined;
  socket.setEncoding("latin1");
  socket.on("data", (piece: string) => {
    text += piece;
    const split = text.indexOf("\r\n\r\n");
    if (split < 0) return;
    const head = text.slice(0, split);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) socket.destroy(new Error(`No Content-Length: ${head}`));
    if (text.length < split + 4 + length) return;
    const body = text.slice(split + 4);
    text = "";
    waiting?.give({ status: Number(head.slice(9, 12)), body });
  });
  socket.on("error", (error) => waiting?.fail(error));
  socket.on("close", () => waiting?.fail(new Error("The server hung up.")));
  return () => new Promise((give, fail) => (waiting = { give, fail }));
}
