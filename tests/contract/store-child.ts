import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export const internalKey = "internal-key";
export const readerKey = "reader-key";

export interface StoreChild {
  readonly url: string;
  readonly process: ChildProcess;
  /** As a power cut would: no warning, no last word. */
  kill(): Promise<void>;
  /** Asks it to finish, and waits for it. */
  end(): Promise<void>;
}

/** The embedded store in a process of its own, as it runs in production. */
export async function startStoreChild(dataDir: string, port = 0): Promise<StoreChild> {
  const entry = new URL("../../infra/store/embedded-process.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, ["--import", "tsx", entry], {
    env: { ...process.env, UV_THREADPOOL_SIZE: "16" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const options = { dataDir, host: "127.0.0.1", port, internalKey, readerKey };
  child.stdin.write(`${JSON.stringify(options)}\n`);
  const exited = once(child, "exit");
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    void exited.then(() => reject(new Error(complaint)));
  });
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    process: child,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
    async end() {
      child.stdin.end();
      await exited;
    },
  };
}
