import type { SqlValue } from "./port.ts";

/** What the HTTP front must know of a statement before the engine reads it. */
export interface Statement {
  /** The first word, in capitals; `""` when there is none. */
  readonly verb: string;
  /** The statement without the rows that follow it. */
  readonly sql: string;
  /** The format it names, if any; `null` when the statement is too long to look for it. */
  readonly format: string | undefined | null;
  /** Rows that follow `INSERT … FORMAT x`, byte for byte. */
  readonly rows: Uint8Array | undefined;
  /** The same insert reading its rows from a file. */
  fromFile(path: string): string;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Words = Iterator<Word, undefined>;

const WORD = /[A-Za-z_][\w$]*/y;
const BLANK = /\s+/y;
const LINE_COMMENT = /(?:--|#[ !])[^\n]*/y;
const TAG = /\$\w*\$/y;
const NAMES_FOLLOW = new Set(["INTO", "TABLE", "FUNCTION", "AS", "."]);
/** The head of any insert is shorter; of other statements that are longer, nothing but the verb is known. */
const HEAD_BYTES = 1 << 20;

/** Finds the verb, the format and, of an insert, where the rows begin. Never throws: the engine words syntax errors. */
export function readStatement(bytes: Buffer): Statement {
  // One character a byte, so that positions are offsets.
  const words = wordsOutsideParentheses(bytes.toString("latin1", 0, HEAD_BYTES));
  const first = words.next().value;
  if (first?.text === "INSERT") return readInsert(bytes, words);
  if (bytes.length > HEAD_BYTES) return plain(bytes, first?.text ?? "", null);
  return readOther(bytes, first, words);
}

function readInsert(bytes: Buffer, words: Words): Statement {
  let settings: number | undefined;
  for (let next = words.next(); !next.done; next = words.next()) {
    const word = next.value;
    if (["SELECT", "WITH", "VALUES", "INFILE"].includes(word.text)) break;
    if (word.text === "SETTINGS") settings ??= word.start;
    if (word.text !== "FORMAT") continue;
    const name = words.next().value;
    if (!name) break;
    const sql = bytes.toString("utf8", 0, name.end);
    const before = bytes.toString("utf8", 0, settings ?? word.start);
    const after = bytes.toString("utf8", settings ?? word.start, name.end);
    return {
      verb: "INSERT",
      sql,
      format: bytes.toString("latin1", name.start, name.end),
      rows: bytes.subarray(rowsBegin(bytes, name.end)),
      fromFile: (path) => `${before}FROM INFILE ${quote(path)} ${after}`,
    };
  }
  return plain(bytes, "INSERT", undefined);
}

/** As ClickHouse's own parser does: blanks, then at most one line break. */
function rowsBegin(bytes: Buffer, end: number): number {
  let at = end;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0c) at++;
  if (bytes[at] === 0x0d) at++;
  if (bytes[at] === 0x0a) at++;
  return at;
}

function readOther(bytes: Buffer, first: Word | undefined, words: Words): Statement {
  let format: Word | undefined;
  let previous = first?.text;
  for (let next = words.next(); !next.done; next = words.next()) {
    if (previous === "FORMAT") format = next.value;
    previous = next.value.text;
  }
  return plain(
    bytes,
    first?.text ?? "",
    format && bytes.toString("latin1", format.start, format.end),
  );
}

function plain(bytes: Buffer, verb: string, format: Statement["format"]): Statement {
  const sql = bytes.toString("utf8");
  return { verb, sql, format, rows: undefined, fromFile: () => sql };
}

function* wordsOutsideParentheses(text: string): Generator<Word, undefined> {
  let depth = 0;
  let before = "";
  for (let at = 0; at < text.length;) {
    const blank = endOfBlank(text, at);
    if (blank > at) {
      at = blank;
      continue;
    }
    const end = match(WORD, text, at);
    const sign = text[at] ?? "";
    if (sign === "(") depth++;
    else if (sign === ")") depth--;
    const name = end > at ? text.slice(at, end).toUpperCase() : sign;
    // A table may be called `format`: what follows INTO or a dot is a name, not a keyword.
    const isName = NAMES_FOLLOW.has(before) && !NAMES_FOLLOW.has(name);
    if (end > at && depth === 0 && !isName) yield { text: name, start: at, end };
    before = name;
    at = end > at ? end : endOfQuoted(text, at);
  }
  return undefined;
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function endOfBlank(text: string, at: number): number {
  if (text.startsWith("/*", at)) return endAfter(text, "*/", at + 2);
  const blank = match(BLANK, text, at);
  return blank > at ? blank : match(LINE_COMMENT, text, at);
}

/** One sign, or all of what is quoted. A loop, because a pattern would exhaust the stack on long strings. */
function endOfQuoted(text: string, at: number): number {
  const sign = text[at] ?? "";
  if (sign === "$") {
    const tag = match(TAG, text, at);
    return tag > at ? endAfter(text, text.slice(at, tag), tag) : at + 1;
  }
  if (!"'\"`".includes(sign)) return at + 1;
  const stop = new RegExp(`[\\\\${sign}]`, "g");
  stop.lastIndex = at + 1;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    if (found[0] === sign) return stop.lastIndex;
    stop.lastIndex++;
  }
  return text.length;
}

/** What is never closed goes on to the end. */
function endAfter(text: string, closing: string, from: number): number {
  const found = text.indexOf(closing, from);
  return found < 0 ? text.length : found + closing.length;
}

/** A string literal of ClickHouse SQL. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&").replaceAll("\0", "\\0")}'`;
}

/** A quoted identifier of ClickHouse SQL. */
export function quoteName(name: string): string {
  return `\`${name.replace(/[\\`]/g, "\\$&").replaceAll("\0", "\\0")}\``;
}

/**
 * The statement with the values of its parameters written in, for people who run it by hand. Each is
 * cast to the type that the statement names, so that it means what it means when it is bound.
 */
export function written(sql: string, params: Readonly<Record<string, SqlValue>>): string {
  return sql.replace(/\{(\w+): *([^{}]+)\}/g, (placeholder, name: string, type: string) => {
    const value = params[name];
    return value === undefined ? placeholder : `CAST(${literal(value)}, ${quote(type)})`;
  });
}

function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${(value as readonly SqlValue[]).map(literal).join(", ")}]`;
  return `map(${Object.entries(value).flat().map(quote).join(", ")})`;
}
