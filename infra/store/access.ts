import { quote } from "./statement.ts";

/**
 * Who may read what is decided by the engine, not by reading SQL. chDB has no accounts that a caller
 * could log in with, but it does take roles, grants and row policies from a configuration file:
 *
 * - its one user holds two things: rights to read one database, employees' answers excepted, and the
 *   role `engine`, which may do everything. A reader's session gives the role up (`SET ROLE NONE`)
 *   and becomes read-only, which cannot be undone. Names are resolved by the engine, so quoting,
 *   escapes, `merge()`, `view()`, `IN table` or `remote('localhost')` change nothing: what is left is
 *   a closed list of grants, and files, URLs, other servers and processes are not on it;
 * - a second fence that holds even for a session that got its role back: row policies that show
 *   employees' answers, and what other people ask, to no read-only session.
 *
 * Three things are outside of grants and refused in `refuseStatement`, which reads the statement as
 * the engine itself writes it back (`formatQuerySingleLine`: one statement, comments gone, escapes
 * resolved): several statements, INTO OUTFILE, and functions that reach files by themselves.
 */
export function accessXml({ database, profile }: AccessOptions): string {
  const policies = QUERY_TEXTS.map((table) => `<${table}>${NOBODY_READS}</${table}>`).join("");
  return `<clickhouse>
  <profiles><default>${settingsXml(profile)}</default></profiles>
  <quotas><default/></quotas>
  <roles><engine><grants><query>GRANT ALL ON *.*</query></grants></engine></roles>
  <users><default>
    <password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
    <grants>
      <query>GRANT SELECT, SHOW TABLES, SHOW COLUMNS ON ${database}.*</query>
      <query>REVOKE SELECT, SHOW ON ${database}.employee_answers*</query>
      <query>GRANT engine</query>
    </grants>
    <databases>
      <${database}><employee_answers>${NOBODY_READS}</employee_answers></${database}>
      <system>${policies}</system>
    </databases>
  </default></users>
</clickhouse>
`;
}

export interface AccessOptions {
  /** A plain name: letters, digits, underscores. */
  readonly database: string;
  /** Settings of every session, unless a request says otherwise. */
  readonly profile: Readonly<Record<string, string | number>>;
}

const NOBODY_READS = "<filter>getSetting('readonly') = 0</filter>";

/** System tables that quote other people's statements, and with them the values these contain. */
const QUERY_TEXTS = [
  "processes",
  "user_processes",
  "errors",
  "mutations",
  "asynchronous_inserts",
  "query_cache",
  "query_condition_cache",
  "stack_trace",
  "warnings",
  "backups",
] as const;

const READING_VERBS = /^\(*(?:SELECT|WITH|SHOW|DESCRIBE|EXISTS|EXPLAIN)\b/;
/** Functions that grants don't cover: they read files, call out, look into indexes, or hide SQL in strings. */
const REFUSED_NAMES =
  /\b(?:file|filesystem\w*|eval|catboostEvaluate|ai(?:Generate|Classify|Extract|Embed|Translate)|reverseDNSQuery|cluster\w*|mergeTree(?:Index|Projection|TextIndex|AnalyzeIndexes)\w*)\b/i;

/** SQL that gives a statement as the engine understands it, on one line; an error if there are several. */
export function canonicalSql(sql: string): string {
  return `SELECT formatQuerySingleLine(${quote(sql)}) FORMAT RawBLOB`;
}

/** Why a reader may not run this statement (given as `canonicalSql` returns it), or `undefined`. */
export function refuseStatement(canonical: string): string | undefined {
  const code = canonical.replace(/'[^'\\]*(?:\\.[^'\\]*)*'/gs, "''");
  if (!READING_VERBS.test(code))
    return "a reader may only ask (SELECT, SHOW, DESCRIBE, EXISTS, EXPLAIN)";
  if (/\bINTO OUTFILE\b/i.test(code)) return "INTO OUTFILE would write to the store's own disk";
  const name = REFUSED_NAMES.exec(code)?.[0];
  return name && `${name} is not open to readers`;
}

/** The settings a reader may choose: what an answer looks like, and how little of it to compute. */
export const READER_SETTINGS: ReadonlySet<string> = new Set([
  "max_execution_time",
  "max_result_rows",
  "max_result_bytes",
  "max_rows_to_read",
  "result_overflow_mode",
  "limit",
  "offset",
  "final",
  "extremes",
  "session_timezone",
  "join_use_nulls",
  "prefer_column_name_to_alias",
  "date_time_input_format",
  "date_time_output_format",
  "format_csv_delimiter",
  "format_csv_null_representation",
  "format_tsv_null_representation",
  "output_format_arrow_compression_method",
  "output_format_arrow_string_as_string",
  "output_format_arrow_low_cardinality_as_dictionary",
  "output_format_parquet_compression_method",
  "output_format_parquet_string_as_string",
  "output_format_json_array_of_rows",
  "output_format_json_escape_forward_slashes",
  "output_format_json_named_tuples_as_objects",
  "output_format_json_quote_64bit_integers",
  "output_format_json_quote_decimals",
  "output_format_json_quote_denormals",
  "output_format_native_use_flattened_dynamic_and_json_serialization",
  "output_format_native_write_json_as_string",
  "output_format_pretty_max_rows",
  "output_format_write_statistics",
]);

function settingsXml(profile: AccessOptions["profile"]): string {
  return Object.entries(profile)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join("");
}
