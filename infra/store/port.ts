/** A value bound to `{name: Type}` in SQL; never pasted into it. */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | readonly number[]
  | Readonly<Record<string, string>>;

export interface QueryOptions {
  /** Cancels the query in the engine, not only the wait for it. */
  readonly signal?: AbortSignal;
  /** The engine stops by itself after so many seconds (default 30, of questions PARCOURS_QUESTION_SECONDS). */
  readonly maxSeconds?: number;
}

/** ClickHouse, reached over its HTTP interface whatever runs behind it. */
export interface Store {
  /** Rows as objects. 64-bit integers arrive as numbers: cast what may exceed 2^53 to String in SQL. */
  query<Row>(
    sql: string,
    params?: Readonly<Record<string, SqlValue>>,
    options?: QueryOptions,
  ): Promise<Row[]>;
  /** The answer in any ClickHouse format, as bytes. */
  bytes(
    sql: string,
    format: string,
    params?: Readonly<Record<string, SqlValue>>,
    options?: QueryOptions,
  ): Promise<Uint8Array>;
  /** A statement without rows, as one server takes it. */
  command(sql: string, params?: Readonly<Record<string, SqlValue>>): Promise<void>;
  /**
   * Inserts one Arrow stream, whose columns are matched by name. Resolves once the rows are on disk
   * (embedded, server) or on all replicas (cluster). On rejection nothing is known: insert
   * again, rows replace themselves.
   */
  insert(table: string, arrowStream: Uint8Array): Promise<void>;
  /** A statement that `query` takes as one text, for people to run by hand: its values are written in. */
  written(sql: string, params: Readonly<Record<string, SqlValue>>): string;
  /** What a table of `system`, such as `processes`, is called where every node's rows are meant. */
  systemTable(name: string): string;
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/** The engine answered with an error: its ClickHouse code tells a bad question from a bad day. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: number;
  constructor(message: string, code: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
