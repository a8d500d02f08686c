/** Runs as another process: `log-child.ts write|read|peek|block <dir>`. Says a line for each thing done. */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openEnvironment } from "../../infra/log/lmdb-environment.ts";
import { openLmdbLog } from "../../infra/log/lmdb.ts";
import { recordOf } from "./log-values.ts";

const [role, dir = ""] = process.argv.slice(2);
const log = openLmdbLog({ dir });
const say = (line: string): void => {
  // Synchronous, so that a kill can't take back what was said.
  writeSync(1, `${line}\n`);
};

async function send(sender: number): Promise<void> {
  for (let i = 0; ; i++) {
    const value = `${String(process.pid)}:${String(sender)}:${String(i)}`;
    const padding = i % 5 === 0 ? "x".repeat(20_000) : "";
    try {
      await log.append("journey-events", [recordOf(value), recordOf(padding)]);
      say(`kept ${value}`);
    } catch (error) {
      say(`refused ${String(error)}`);
      await sleep(100);
    }
  }
}

if (role === "write") {
  await Promise.all(Array.from({ length: 16 }, (_, sender) => send(sender)));
} else if (role === "block") {
  // As a process does that is stopped in the middle of a commit.
  openEnvironment(dir).root.transactionSync(() => {
    say("blocking");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  });
} else {
  say("reading");
  const { signal } = new AbortController();
  const options = { signal, maxCount: 100, maxBytes: 1 << 20, lingerMs: () => 5 };
  for await (const batch of log.read("fold", "journey-events", options)) {
    for (const { value } of batch.records) say(`read ${value.toString()}`);
    if (role === "read") await batch.acknowledge();
  }
}
