import { connect, type Socket } from "node:net";

/** One answer, as it stood on the wire. */
export interface Reply {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A connection on which any bytes can be said. */
export interface Wire {
  /** Resolves once the kernel has taken them; false when the other side is gone. */
  say(bytes: string | Uint8Array): Promise<boolean>;
  /** Says that nothing more will come. */
  finish(): void;
  /** Hangs up, rudely. */
  cut(): void;
  /** The answers that came, once the other side has hung up or there are `count` of them. */
  replies(count: number, withinMs?: number): Promise<readonly Reply[]>;
  /** Resolves to true once the other side has hung up, to false when it has not in time. */
  isClosed(withinMs: number): Promise<boolean>;
  /** How long it was open until the other side hung up, in ms; undefined while it is. */
  lastedMs(): number | undefined;
}

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const began = performance.now();
  const socket = connect({ host: hostname, port: Number(port) });
  let heard = Buffer.alloc(0);
  let isOver = false;
  let lasted: number | undefined;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  socket.on("data", (bytes) => {
    heard = Buffer.concat([heard, bytes]);
    tell();
  });
  socket.on("error", () => undefined); // a reset is an answer too
  for (const end of ["end", "close"] as const) {
    socket.on(end, () => {
      isOver = true;
      lasted ??= performance.now() - began;
      tell();
    });
  }
  await new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  const until = (holds: () => boolean, withinMs: number) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!holds()) return;
        clearTimeout(timer);
        listeners.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        listeners.delete(check);
        resolve();
      }, withinMs);
      listeners.add(check);
      check();
    });
  return {
    say: (bytes) => sayOn(socket, bytes),
    finish: () => socket.end(),
    cut: () => socket.resetAndDestroy(),
    async replies(count, withinMs = 10_000) {
      await until(() => isOver || parseReplies(heard).length >= count, withinMs);
      return parseReplies(heard);
    },
    lastedMs: () => lasted,
    async isClosed(withinMs) {
      await until(() => isOver, withinMs);
      socket.destroy();
      return isOver;
    },
  };
}

function sayOn(socket: Socket, bytes: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    if (!socket.writable) resolve(false);
    else socket.write(bytes, (error) => resolve(error === undefined || error === null));
  });
}

/** The whole answers among the bytes; interim ones (1xx) are none. */
function parseReplies(bytes: Buffer): readonly Reply[] {
  const replies: Reply[] = [];
  for (let rest = bytes; ;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) return replies;
    const [first = "", ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const status = Number(first.split(" ")[1]);
    const size = Number(headers["content-length"] ?? 0);
    const body = rest.subarray(end + 4, end + 4 + size);
    if (body.length < size) return replies;
    rest = rest.subarray(end + 4 + size);
    if (status >= 200) replies.push({ status, headers, body: body.toString("utf8") });
  }
}
