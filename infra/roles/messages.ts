/** What the processes of the embedded default tell each other, through their supervisor. */
export type RoleMessage =
  | { readonly kind: "ready"; readonly role: string }
  /** Of the supervisor: a part has ended, and is started again. */
  | { readonly kind: "ended"; readonly role: string }
  /** Of the supervisor to a spare: be the part that has ended. */
  | { readonly kind: "turn"; readonly role: string }
  | { readonly kind: "metrics"; readonly role: string; readonly json: unknown };

/** Tells the supervisor, where there is one; a role alone has nobody to tell. */
export function tell(message: RoleMessage): void {
  if (process.connected) process.send?.(message);
}

/** Resolves when this process should end: asked to, or left alone by its supervisor. */
export function ending(): AbortSignal {
  const end = new AbortController();
  const stop = () => {
    end.abort();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  return end.signal;
}

/** Resolves once the signal is aborted. */
export function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener("abort", () => {
        resolve();
      });
  });
}
