/** Bytes as they come. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** All pieces as one. */
export async function gather(pieces: Pieces): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
