import { MACHINE } from "./machine.wasm.ts";
import { thenHash, type Hash64 } from "../text-hash.ts";

/** What machine.ts exports. Places are numbers of bytes from the beginning of its memory. */
interface Machine {
  readonly memory: WebAssembly.Memory;
  readonly input: WebAssembly.Global<"i32">;
  readonly inputBytes: WebAssembly.Global<"i32">;
  readonly scratch: WebAssembly.Global<"i32">;
  readonly scratchBytes: WebAssembly.Global<"i32">;
  readonly places: WebAssembly.Global<"i32">;
  readonly hashed: WebAssembly.Global<"i32">;
  readonly shaped: WebAssembly.Global<"i32">;
  readonly shapeEnd: WebAssembly.Global<"i32">;
  readonly numbers: WebAssembly.Global<"i32">;
  readonly free: WebAssembly.Global<"i32">;
  setKey(key: number, place: number, byte: number): void;
  find(from: number, to: number): number;
  msOfDay(at: number): number;
  timeOfUuid(from: number, to: number): number;
  hash(from: number, to: number): void;
  shape(from: number, to: number): number;
  tableBytes(slots: number, longest: number): number;
  openTable(table: number, slots: number, longest: number): void;
  get(table: number, from: number, to: number, kind: number): number;
  set(table: number, from: number, to: number, kind: number): number;
}

const compiled = new WebAssembly.Module(
  Uint8Array.from(atob(MACHINE), (character) => character.charCodeAt(0)),
);
const PAGE = 65_536;

/**
 * Memory in which texts are looked at, compared and remembered by WebAssembly, several bytes at a time:
 * machine.ts, four times as fast as the same in JavaScript. Texts are named by where they begin and end
 * in it. What is read comes in through one window, so a place in there is good until the next `read`.
 */
export class TextMemory {
  readonly machine = new WebAssembly.Instance(compiled).exports as unknown as Machine;
  /** All of it. Another array once a table was opened. */
  bytes = Buffer.from(this.machine.memory.buffer);
  private words = new Int32Array(this.machine.memory.buffer);
  private readonly input: number = this.machine.input.value;
  readonly scratch: number = this.machine.scratch.value;
  private readonly hashed: number = this.machine.hashed.value >> 2;
  private free: number = this.machine.free.value;
  /** What lies in the window, from where to where. */
  private source: Uint8Array | undefined;
  private from = 0;
  private to = 0;

  /**
   * Has a part of some bytes in the window, with some of what follows, since that is likely to be next.
   * Bytes are known by their array: while it is the same one they must not change.
   * @returns how much further on in the memory it lies than in its bytes
   * @throws {RangeError} when it is longer than the window
   */
  read(source: Uint8Array, from: number, to: number): number {
    if (source !== this.source || from < this.from || to > this.to) {
      const end = Math.min(source.length, from + this.machine.inputBytes.value);
      if (to > end) throw new RangeError("The text is longer than the window.");
      this.bytes.set(source.subarray(from, end), this.input);
      [this.source, this.from, this.to] = [source, from, end];
    }
    return this.input - this.from;
  }

  /**
   * Writes a text, as UTF-8, to a place of its own; it is good until the next `write`.
   * @returns how many bytes it has there, which begin at {@link scratch}; undefined when it is too long
   */
  write(text: string): number | undefined {
    const { machine, bytes, scratch } = this;
    if (3 * text.length > machine.scratchBytes.value) return undefined;
    return bytes.write(text, scratch, "utf8");
  }

  /** The {@link hash} of a text, wherever it is. */
  hashOf(text: string): Hash64 {
    const length = this.write(text);
    if (length !== undefined) return this.hash(this.scratch, this.scratch + length);
    const bytes = Buffer.from(text, "utf8");
    const window = this.machine.inputBytes.value;
    let hash: Hash64 | undefined;
    for (let from = 0; from < bytes.length; from += window) {
      const to = Math.min(from + window, bytes.length);
      const shift = this.read(bytes, from, to);
      const next = this.hash(from + shift, to + shift);
      hash = hash === undefined ? next : thenHash(hash, next);
    }
    return hash as Hash64; // what has no bytes is not too long to be written
  }

  /** Memory for a table of texts, see {@link Pieces}. */
  table(slots: number, longest: number): number {
    const table = this.free;
    this.free += this.machine.tableBytes(slots, longest);
    const missing = this.free - this.bytes.length;
    if (missing > 0) {
      this.machine.memory.grow(Math.ceil(missing / PAGE));
      this.bytes = Buffer.from(this.machine.memory.buffer);
      this.words = new Int32Array(this.machine.memory.buffer);
    }
    this.machine.openTable(table, slots, longest);
    return table;
  }

  /** The 32-bit word so many words behind a place. */
  word(place: number, index: number): number {
    return this.words[(place >> 2) + index] as number;
  }

  /** Of the bytes of a text: equal texts have equal hashes, wherever they lie. */
  hash(from: number, to: number): Hash64 {
    this.machine.hash(from, to);
    const { words, hashed } = this;
    return { high: words[hashed] as number, low: words[hashed + 1] as number };
  }
}
