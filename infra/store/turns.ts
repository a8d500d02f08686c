/** Lets so many work at once; the next wait in order, and what exceeds the queue is refused. */
export interface Turns {
  /** Resolves with the function that gives the turn back; `undefined` when the queue is full. Rejects when aborted while waiting. */
  take(signal: AbortSignal): Promise<(() => void) | undefined>;
}

export function createTurns({ running, waiting }: { running: number; waiting: number }): Turns {
  let free = running;
  const queue: (() => void)[] = [];

  function giveBack() {
    const next = queue.shift();
    if (next) next();
    else free++;
  }

  function once(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      giveBack();
    };
  }

  function wait(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        queue.splice(queue.indexOf(enter), 1);
        reject(signal.reason as Error);
      };
      const enter = () => {
        signal.removeEventListener("abort", leave);
        resolve(once());
      };
      queue.push(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free--;
        return once();
      }
      return queue.length < waiting ? wait(signal) : undefined;
    },
  };
}
