import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { Answer } from "../../schemas/answer.ts";
import { follow } from "./follow.ts";

/** Who waits now, as the server tells it. */
export interface Live {
  readonly answer: Answer | undefined;
  /** When it was told, ms since 1970: seconds grow from here. */
  readonly at: number;
  readonly connected: boolean;
}

const RETRY_MS = 5_000;

/** Listens to an address of server-sent events for as long as the page is seen. */
export function listen(
  path: ReadonlySignal<string>,
  visible: ReadonlySignal<boolean>,
): { readonly live: ReadonlySignal<Live>; readonly stop: () => void } {
  const live = signal<Live>({ answer: undefined, at: 0, connected: false });
  const retries = signal(0);

  const stop = effect(() => {
    follow(retries);
    if (!visible.value) return undefined;
    const stream = new EventSource(path.value);
    let retry: ReturnType<typeof setTimeout> | undefined;
    stream.addEventListener("live", ({ data }: MessageEvent<string>) => {
      live.value = { answer: JSON.parse(data) as Answer, at: Date.now(), connected: true };
    });
    stream.addEventListener("error", () => {
      live.value = { ...live.peek(), connected: false };
      // A refusal closes the stream for good; the browser only mends broken lines.
      if (stream.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(() => {
        retries.value += 1;
      }, RETRY_MS);
    });
    return () => {
      clearTimeout(retry);
      stream.close();
    };
  });
  return { live, stop };
}
