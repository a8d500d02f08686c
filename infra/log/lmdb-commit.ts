import { LogUnavailable } from "./port.ts";

/**
 * Waits for writes of one commit. lmdb-js rejects them with an error that carries the reason as
 * another promise, which has to be handled too, or Node ends the process when the disk is full.
 */
export async function committed<T>(writes: Promise<T>): Promise<T> {
  try {
    return await writes;
  } catch (failure) {
    const reason = await (failure as { commitError?: Promise<unknown> }).commitError?.catch(
      (error: unknown) => error,
    );
    const cause = reason ?? failure;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new LogUnavailable(`The log could not be written (${said}). Is the disk full?`, 5, {
      cause,
    });
  }
}
