import { createInterface } from "node:readline";
import { sameSecret } from "./callers.ts";
import { startEmbeddedStore } from "./embedded.ts";

interface Start {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly internalKey: string;
  readonly readerKey?: string;
}

// The store as a process of its own. Its one line of input says how (a key has no place among a
// process's arguments), its one line of output says where; it ends when the input ends, and so
// with whoever started it.
const input = createInterface({ input: process.stdin });
const started = (async () => {
  for await (const line of input) {
    const { readerKey, ...start } = JSON.parse(line) as Start;
    return startEmbeddedStore({
      ...start,
      isReaderKey: (key) => readerKey !== undefined && sameSecret(key, readerKey),
    });
  }
  return undefined;
})();
process.stdin.on("end", () => void started.then((store) => store?.close()));
started.then(
  (store) => store && process.stdout.write(`${JSON.stringify({ url: store.url })}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
