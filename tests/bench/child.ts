import { fork } from "node:child_process";
import { once } from "node:events";

/** A process of the benchmark's own: it takes one order at a time and ends with whoever started it. */
export interface Child {
  readonly pid: number;
  ask<Answer>(order: object): Promise<Answer>;
  end(): Promise<void>;
}

type Told = { readonly answer: unknown } | { readonly failed: string };

/** Starts a module of this folder, such as `sender.ts`, which calls {@link serveOrders}. */
export function startChild(module: string): Child {
  const process = fork(new URL(module, import.meta.url).pathname, { serialization: "advanced" });
  return {
    pid: process.pid ?? 0,
    ask: <Answer>(order: object) =>
      new Promise<Answer>((resolve, reject) => {
        const onExit = () => reject(new Error(`${module} ended before it answered.`));
        process.once("exit", onExit);
        process.once("message", (told: Told) => {
          process.off("exit", onExit);
          if ("failed" in told) reject(new Error(`${module}: ${told.failed}`));
          else resolve(told.answer as Answer);
        });
        process.send(order);
      }),
    async end() {
      if (process.exitCode !== null) return;
      const gone = once(process, "exit");
      process.disconnect();
      await gone;
    },
  };
}

/** In the child: answers each order. */
export function serveOrders(answer: (order: never) => Promise<unknown>): void {
  process.on("message", (order) => {
    answer(order as never).then(
      (given) => process.send?.({ answer: given }),
      (error: unknown) => process.send?.({ failed: String((error as Error).stack) }),
    );
  });
  process.once("disconnect", () => process.exit());
}
