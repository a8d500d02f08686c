/** The log can't take records now: the sender is told to come again (503, `Retry-After`). */
export class LogUnavailable extends Error {
  override readonly name = "LogUnavailable";
  readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
