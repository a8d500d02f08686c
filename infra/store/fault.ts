const CODES = {
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  SYNTAX_ERROR: 62,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_IS_TOO_LARGE: 223,
  QUERY_WAS_CANCELLED: 394,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
} as const;

/** An error that the HTTP front itself finds, in ClickHouse's words and with ClickHouse's codes. */
export class Fault extends Error {
  override readonly name = "Fault";
  constructor(code: keyof typeof CODES, reason: string, options?: ErrorOptions) {
    super(`Code: ${CODES[code]}. DB::Exception: ${reason}. (${code})`, options);
  }
}

/** ClickHouse's code, its text from `Code:` on, and the HTTP status that ClickHouse gives it. */
export function explain(error: unknown): { code: number; text: string; status: number } {
  const message = error instanceof Error ? error.message : String(error);
  const found = /Code: (\d+)\. .*/s.exec(message);
  // 1002 is ClickHouse's "unknown exception".
  const code = Number(found?.[1] ?? 1002);
  const text = found?.[0] ?? `Code: 1002. DB::Exception: ${message}. (UNKNOWN_EXCEPTION)`;
  return { code, text, status: STATUS.get(code) ?? 500 };
}

/** From ClickHouse's `exceptionCodeToHTTPStatus`; 202, 394 and 497 are ours, so that callers know what to retry. */
const STATUS: ReadonlyMap<number, number> = new Map([
  ...[194].map((code) => [code, 401] as const),
  ...[192, 193, 497, 511, 516].map((code) => [code, 403] as const),
  ...[6, 26, 27, 33, 36, 38, 41, 43, 53, 62, 72, 117, 130, 131, 190, 376, 441, 456, 457].map(
    (code) => [code, 400] as const,
  ),
  ...[16, 46, 47, 50, 56, 60, 61, 73, 81, 115, 336].map((code) => [code, 404] as const),
  ...[159, 394].map((code) => [code, 408] as const),
  [223, 413],
  [48, 501],
  ...[202, 209, 210].map((code) => [code, 503] as const),
]);
