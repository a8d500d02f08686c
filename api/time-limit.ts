import { RequestProblem } from "../schemas/problem.ts";

/**
 * Lets a question run until its time is up, or its asker is gone: both end it in the engine, whichever
 * of its statements is at work.
 * @throws {RequestProblem} 422 when it takes longer.
 */
export async function withinSeconds<Found>(
  seconds: number,
  gone: AbortSignal,
  find: (signal: AbortSignal) => Promise<Found>,
): Promise<Found> {
  const ended = new AbortController();
  const leave = () => {
    ended.abort(gone.reason);
  };
  const timer = setTimeout(() => {
    ended.abort(
      new RequestProblem(
        "question-too-heavy",
        `It took more than ${String(seconds)} s. Ask for a shorter range, fewer dimensions, or fewer values.`,
      ),
    );
  }, seconds * 1000);
  if (gone.aborted) leave();
  gone.addEventListener("abort", leave, { once: true });
  try {
    return await find(ended.signal);
  } finally {
    clearTimeout(timer);
    gone.removeEventListener("abort", leave);
  }
}
