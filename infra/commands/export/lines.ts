const NEWLINE = 0x0a;

/** Passes bytes on, and tells how many lines have ended in them. */
export async function* countingLines(
  bytes: AsyncIterable<Uint8Array>,
  count: (lines: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    let lines = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) lines += 1;
    count(lines);
    yield piece;
  }
}

/** The lines that have ended in each piece; what follows the last line break waits for the next. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of bytes) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  if (rest !== "") yield [rest];
}
