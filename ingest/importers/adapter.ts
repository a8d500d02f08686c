/** What one row of a file says. */
export type Reading =
  | { readonly kind: "events"; readonly events: readonly object[] }
  /** Left out on purpose, for a reason that the summary counts. */
  | { readonly kind: "skip"; readonly because: string }
  /** Not understood; the detail says what was expected. */
  | { readonly kind: "reject"; readonly because: string; readonly detail: string };

/** How the rows of one kind of file become events. Pure: the same row gives the same events. */
export interface Adapter {
  readonly rows: "csv" | "lines";
  /** @param row a CSV record by column name, or a line. */
  read(row: Readonly<Record<string, string>> | string): Reading;
}
