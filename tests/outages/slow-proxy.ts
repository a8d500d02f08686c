import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Stands before a server, and lets its answers wait. */
export interface SlowProxy {
  /** Begins to stand before a server; resolves to the address at which it does. */
  before(url: string): Promise<string>;
  /** From now on, each piece that the server answers comes so many ms later. */
  delay(ms: number): void;
  close(): void;
}

export function slowProxy(): SlowProxy {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let delayMs = 0;

  function pass(client: Socket, port: number, host: string): void {
    const upstream = connect(port, host);
    const later = (send: () => void) => void setTimeout(send, delayMs);
    client.pipe(upstream);
    // Timers of the same delay keep their order; when it is taken back, what waits is overtaken by nobody.
    let last = Promise.resolve();
    upstream.on("data", (piece) => {
      const waited = new Promise<void>((resolve) => {
        later(resolve);
      });
      last = last.then(() => waited).then(() => void client.write(piece));
    });
    upstream.once("close", () => void last.then(() => client.end()));
    client.once("close", () => upstream.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("close", () => sockets.delete(socket));
    }
  }

  return {
    async before(url) {
      const { hostname, port } = new URL(url);
      server = createServer((client) => {
        pass(client, Number(port), hostname);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    },
    delay(ms) {
      delayMs = ms;
    },
    close() {
      server?.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
