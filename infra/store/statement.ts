/** What the HTTP front must know of a statement before the engine reads it. */
export interface Statement {
  /** The first word, in capitals; `""` when there is none. */
  readonly verb: string;
  /** The statement without the rows that follow it. */
  readonly sql: string;
  /** The format it names, if any. */
  readonly format: string | undefined;
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

/** What is never closed goes on to the end: looking for its end once more at every sign would take for ever. */
const TOKEN =
  /(?<blank>\s+|--[^\n]*|#[ !][^\n]*|\/\*.*?(?:\*\/|$))|(?<quoted>'[^'\\]*(?:\\.[^'\\]*)*(?:'|$)|"[^"\\]*(?:\\.[^"\\]*)*(?:"|$)|`[^`\\]*(?:\\.[^`\\]*)*(?:`|$)|(?<tag>\$\w*\$).*?(?:\k<tag>|$))|(?<word>[A-Za-z_][\w$]*)|(?<sign>.)/sy;
const NAMES_FOLLOW = new Set(["INTO", "TABLE", "FUNCTION", "AS", "."]);

/** Finds the verb, the format and, of an insert, where the rows begin. Never throws: the engine words syntax errors. */
export function readStatement(bytes: Buffer): Statement {
  // One character a byte, so that positions are offsets.
  const words = wordsOutsideParentheses(bytes.toString("latin1"));
  const first = words.next().value;
  if (first?.text === "INSERT") return readInsert(bytes, words);
  return readOther(bytes, first, words);
}

function readInsert(bytes: Buffer, words: Iterator<Word>): Statement {
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

function readOther(bytes: Buffer, first: Word | undefined, words: Iterator<Word>): Statement {
  let format: Word | undefined;
  let previous = first?.text;
  for (let next = words.next(); !next.done; next = words.next()) {
    if (previous === "FORMAT") format = next.value;
    previous = next.value.text;
  }
  return plain(bytes, first?.text ?? "", format && bytes.toString("latin1", format.start, format.end));
}

function plain(bytes: Buffer, verb: string, format: string | undefined): Statement {
  const sql = bytes.toString("utf8");
  return { verb, sql, format, rows: undefined, fromFile: () => sql };
}

function* wordsOutsideParentheses(text: string): Generator<Word, undefined> {
  const token = new RegExp(TOKEN);
  let depth = 0;
  let before = "";
  for (let match = token.exec(text); match?.groups; match = token.exec(text)) {
    const { blank, word, sign } = match.groups;
    if (blank !== undefined) continue;
    if (sign === "(") depth++;
    else if (sign === ")") depth--;
    const name = (word ?? sign ?? "").toUpperCase();
    // A table may be called `format`: what follows INTO or a dot is a name, not a keyword.
    const isName = NAMES_FOLLOW.has(before) && !NAMES_FOLLOW.has(name);
    if (word !== undefined && depth === 0 && !isName)
      yield { text: name, start: match.index, end: token.lastIndex };
    before = name;
  }
  return undefined;
}

/** A string literal of ClickHouse SQL. */
export function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&").replaceAll("\0", "\\0")}'`;
}

/** A quoted identifier of ClickHouse SQL. */
export function quoteName(name: string): string {
  return `\`${name.replace(/[\\`]/g, "\\$&").replaceAll("\0", "\\0")}\``;
}
