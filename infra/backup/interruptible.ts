import { ending } from "../roles/messages.ts";
import { StartupError } from "../startup-error.ts";

/**
 * Does long work that Ctrl+C ends in order, and that a disk may refuse; `outcome` says what is then left.
 */
export async function interruptible(
  outcome: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const signal = ending();
  try {
    await work(signal);
  } catch (cause) {
    if (signal.aborted) throw new StartupError("interrupted", `Interrupted. ${outcome}`, { cause });
    const { syscall, message } = cause as NodeJS.ErrnoException;
    if (syscall === undefined) throw cause;
    const remedy = "See to the rights and the room there, and run the same command again.";
    throw new StartupError("disk", `${message}. ${outcome} ${remedy}`, { cause });
  }
}
