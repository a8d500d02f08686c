/** Parcours can't start: what was expected, what came, and what to do, under a stable code. */
export class StartupError extends Error {
  override readonly name = "StartupError";
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
