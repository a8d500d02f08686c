import { fork, type ChildProcess } from "node:child_process";
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
    async ask<Answer>(order: object): Promise<Answer> {
      process.send(order);
      const told = await Promise.race([message(process), exit(process, module)]);
      if ("failed" in told) throw new Error(`${module}: ${told.failed}`);
      return told.answer as Answer;
    },
    async end() {
      if (process.exitCode !== null) return;
      const gone = once(process, "exit");
      process.disconnect();
      await gone;
    },
  };
}

async function message(process: ChildProcess): Promise<Told> {
  const [told] = (await once(process, "message")) as [Told];
  return told;
}

async function exit(process: ChildProcess, module: string): Promise<never> {
  await once(process, "exit");
  throw new Error(`${module} ended before it answered.`);
}

/** In the child: answers each order. */
export function serveOrders<Order>(answer: (order: Order) => Promise<unknown>): void {
  process.on("message", (order: Order) => {
    answer(order).then(
      (given) => process.send?.({ answer: given }),
      (error: unknown) => process.send?.({ failed: String((error as Error).stack) }),
    );
  });
  process.once("disconnect", () => process.exit());
}
