// AssemblyScript: `npm run machine` makes machine.wasm.ts of it. What is hot for every event that comes
// in or goes out: looking at bytes sixteen or eight at a time, as JavaScript can't.
//
// Nothing here reads JSON in full or decides what is valid. It finds parts, compares and remembers
// them; whatever has not exactly the usual form is left to code that looks at all of it.

/** How much of a body is looked at at once. */
const WINDOW: i32 = 1 << 18;
/** Whole words are loaded: what is read behind an end is masked, and must only be there. */
const SLACK: i32 = 64;
const SCRATCH: i32 = 4096;
const ATTRIBUTES: i32 = 10;
/** The first of them, which no event lacks: id, source, type, time, subject. */
const REQUIRED: i32 = 5;
/** The last one. */
const DATA: i32 = 9;
const NUMBERS: i32 = 8;
const LONGEST_SHAPE: i32 = 512;

/** Where texts are put to be read. */
export const input: usize = memory.data(WINDOW + SLACK, 16);
export const inputBytes: i32 = WINDOW;
/** Where a text is put to be read that comes alone. */
export const scratch: usize = memory.data(SCRATCH + SLACK, 16);
export const scratchBytes: i32 = SCRATCH;
/** Of each attribute where its value begins (0 when it has none) and ends, as i32. */
export const places: usize = memory.data(8 * ATTRIBUTES, 16);
/** The last hash: its high and its low half, as i32. */
export const hashed: usize = memory.data(8, 16);
/** The last shape, */
export const shaped: usize = memory.data(LONGEST_SHAPE + SLACK, 16);
/** where it ends, as i32, */
export const shapeEnd: usize = memory.data(4, 16);
/** and of each number in it where it begins and ends and its value, as i32. */
export const numbers: usize = memory.data(12 * NUMBERS, 16);
/** From here on the memory is free. */
export const free: usize = __heap_base;

const CLOSE: u8 = 0x7d;
const CLOSE_LIST: u8 = 0x5d;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COMMA: u8 = 0x2c;
const DASH: u8 = 0x2d;
const ZERO: u8 = 0x30;

/** Sixteen bytes each: what stands before the first attribute, then what stands before each value. */
const keys: usize = memory.data(16 * (ATTRIBUTES + 2), 16);
const keyLengths: usize = memory.data(4 * (ATTRIBUTES + 2), 16);

/** Tells the machine a byte of a key: 0 and 1 are the opening in two parts, then come the attributes. */
export function setKey(key: i32, place: i32, byte: i32): void {
  store<u8>(keys + 16 * key + place, <u8>byte);
  store<i32>(keyLengths + 4 * key, place + 1);
}

function startsWith(at: usize, key: i32): bool {
  const same = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(keys + 16 * key)));
  const wanted = (1 << load<i32>(keyLengths + 4 * key)) - 1;
  return (same & wanted) == wanted;
}

/** The first byte from `at` on that a text may not hold as it is. */
function endOfPlain(from: usize): usize {
  let at = from;
  let found = 0;
  for (; found == 0; at += 16) {
    const block = v128.load(at);
    // Signed, so that what is not ASCII is below a blank as well.
    const control = v128.or(
      i8x16.lt_s(block, i8x16.splat(0x20)),
      i8x16.eq(block, i8x16.splat(0x7f)),
    );
    const special = v128.or(
      i8x16.eq(block, i8x16.splat(QUOTE)),
      i8x16.eq(block, i8x16.splat(BACKSLASH)),
    );
    found = i8x16.bitmask(v128.or(control, special));
  }
  return at - 16 + ctz(found);
}

/** Whether an event of the usual form lies there, and nothing else; then `places` says where its parts are. */
export function find(from: usize, to: usize): bool {
  memory.fill(places, 0, 8 * ATTRIBUTES);
  const last = to - 1;
  if (load<u8>(last) != CLOSE) return false;
  const begin = load<i32>(keyLengths);
  if (!startsWith(from, 0) || !startsWith(from + begin, 1)) return false;
  let at = from + begin + load<i32>(keyLengths + 4);
  for (let name = 0; at != last; name += 1) {
    while (name < ATTRIBUTES && !startsWith(at, name + 2)) name += 1;
    if (name >= ATTRIBUTES) return false;
    at += load<i32>(keyLengths + 4 * (name + 2));
    if (at > last) return false;
    const place = places + 8 * name;
    if (name == DATA) {
      store<i32>(place, <i32>at - 1);
      store<i32>(place + 4, <i32>last);
      break;
    }
    store<i32>(place, <i32>at);
    at = endOfPlain(at);
    store<i32>(place + 4, <i32>at);
    const isEmpty = <i32>at == load<i32>(place);
    if (isEmpty || at >= last || load<u8>(at) != QUOTE) return false;
    at += 1;
  }
  for (let name = 0; name < REQUIRED; name += 1)
    if (load<i32>(places + 8 * name) == 0) return false;
  return true;
}

function digit(at: usize): u32 {
  return <u32>load<u8>(at) - ZERO;
}

/** Two digits as a number; 100 or more when they are none. */
function two(at: usize): u32 {
  const tens = digit(at);
  const ones = digit(at + 1);
  return tens > 9 || ones > 9 ? 100 : 10 * tens + ones;
}

/** The ms since midnight of an instant of 24 bytes such as 2026-11-23T09:30:00.000Z; -1 when it is no such. */
export function msOfDay(at: usize): i32 {
  const hour = two(at + 11);
  const minute = two(at + 14);
  const second = two(at + 17);
  const hundredths = two(at + 20);
  const rest = digit(at + 22);
  const isShaped =
    load<u8>(at + 10) == 0x54 && // T
    load<u8>(at + 13) == 0x3a && // :
    load<u8>(at + 16) == 0x3a &&
    load<u8>(at + 19) == 0x2e && // .
    load<u8>(at + 23) == 0x5a; // Z
  if (!isShaped || hour > 23 || minute > 59 || second > 59 || hundredths > 99 || rest > 9)
    return -1;
  return ((hour * 60 + minute) * 60 + second) * 1000 + 10 * hundredths + rest;
}

const UUID_BYTES: i32 = 36;
/** Which of the first 32 bytes of a UUID are dashes, from the lowest bit on. */
const DASHES: u32 = (1 << 8) | (1 << 13) | (1 << 18) | (1 << 23);

/** Of sixteen bytes which are hexadecimal digits, from the lowest bit on. */
function hexadecimals(block: v128): u32 {
  const decimal = i8x16.lt_u(i8x16.sub(block, i8x16.splat(ZERO)), i8x16.splat(10));
  const letter = v128.or(block, i8x16.splat(0x20)); // as a small one
  const isLetter = i8x16.lt_u(i8x16.sub(letter, i8x16.splat(0x61)), i8x16.splat(6));
  return i8x16.bitmask(v128.or(decimal, isLetter));
}

/** The value of a hexadecimal digit. */
function hexadecimal(at: usize): u32 {
  const byte = <u32>load<u8>(at);
  return (byte & 15) + 9 * (byte >> 6);
}

/** The ms since 1970 inside a UUIDv7; -1 when the text is none. */
export function timeOfUuid(from: usize, to: usize): f64 {
  if (<i32>(to - from) != UUID_BYTES) return -1;
  const begin = v128.load(from);
  const middle = v128.load(from + 16);
  const dash = i8x16.splat(DASH);
  const digits = hexadecimals(begin) | (hexadecimals(middle) << 16);
  const dashes =
    i8x16.bitmask(i8x16.eq(begin, dash)) | (i8x16.bitmask(i8x16.eq(middle, dash)) << 16);
  const isShaped =
    digits == ~DASHES &&
    dashes == DASHES &&
    (hexadecimals(v128.load(from + 32)) & 15) == 15 &&
    hexadecimal(from + 14) == 7 && // the version
    hexadecimal(from + 19) >> 2 == 2; // the variant
  if (!isShaped) return -1;
  let ms: u64 = 0;
  for (let place = 0; place < 8; place += 1) ms = (ms << 4) | hexadecimal(from + place);
  for (let place = 9; place < 13; place += 1) ms = (ms << 4) | hexadecimal(from + place);
  return <f64>ms;
}

/**
 * A hash of 64 bits, not against enemies: words are multiplied and folded, and the length counts.
 * @param seed other seeds, other hashes
 */
function hash64(from: usize, to: usize, seed: u64): u64 {
  let hash: u64 = 0x9e3779b97f4a7c15 ^ seed ^ ((<u64>(to - from)) << 32);
  let at = from;
  for (; at + 8 <= to; at += 8) hash = mixed(hash ^ load<u64>(at));
  if (at < to) hash = mixed(hash ^ tail(at, to - at));
  hash = (hash ^ (hash >> 29)) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 32);
}

function mixed(word: u64): u64 {
  const product = word * 0xff51afd7ed558ccd;
  return product ^ (product >> 32);
}

/** The last bytes of a text, fewer than eight, as one word. */
function tail(at: usize, bytes: usize): u64 {
  const bits = 8 * u64(bytes);
  return load<u64>(at) & ((u64(1) << bits) - 1);
}

/** Leaves the hash of a text in `hashed`. */
export function hash(from: usize, to: usize): void {
  store<u64>(hashed, rotr<u64>(hash64(from, to, 0), 32)); // its high half first
}

/**
 * Copies a text of JSON to `shaped`, with 0 for each of its numbers, and notes those in `numbers`. How
 * many there are; -1 when the text is long, has an escape, or a number that is not 0 to 999999999
 * written as usual. Outside of its strings the text may be no JSON: who has parsed one text of a shape
 * knows that of the others.
 */
export function shape(from: usize, to: usize): i32 {
  if (<i32>(to - from) > LONGEST_SHAPE) return -1;
  let count = 0;
  let out = shaped;
  for (let at = from; at < to;) {
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      const begin = at;
      at += 1;
      while (at < to && load<u8>(at) != QUOTE) {
        if (load<u8>(at) == BACKSLASH) return -1;
        at += 1;
      }
      if (at == to) return -1;
      at += 1;
      memory.copy(out, begin, at - begin);
      out += at - begin;
    } else if (<u32>byte - ZERO <= 9) {
      if (count == NUMBERS) return -1;
      const begin = at;
      let value: u32 = 0;
      for (; at < to && digit(at) <= 9; at += 1) value = 10 * value + digit(at);
      const length = at - begin;
      const next = load<u8>(at);
      const isEnd = at < to && (next == COMMA || next == CLOSE || next == CLOSE_LIST);
      if (!isEnd || length > 9 || (length > 1 && byte == ZERO)) return -1;
      const place = numbers + 12 * count;
      store<i32>(place, <i32>begin);
      store<i32>(place + 4, <i32>at);
      store<i32>(place + 8, <i32>value);
      count += 1;
      store<u8>(out, ZERO);
      out += 1;
    } else {
      if (byte == DASH || byte == BACKSLASH) return -1;
      store<u8>(out, byte);
      out += 1;
      at += 1;
    }
  }
  store<i32>(shapeEnd, <i32>out);
  return count;
}

// A table: how many slots less one, bytes of a slot, which way gives way next, nothing; then the
// slots: of each the hash of its text (0 when it is free), its length and kind, and the text.
const HEAD: usize = 16;
const SLOT_HEAD: usize = 8;
/** How many slots a text may lie in, beginning with its own. */
const WAYS: i32 = 8;

export function tableBytes(slots: i32, longest: i32): i32 {
  return <i32>HEAD + slots * slotBytes(longest) + SLACK;
}

function slotBytes(longest: i32): i32 {
  return (<i32>SLOT_HEAD + longest + 7) & ~7;
}

/** @param slots a power of two */
export function openTable(table: usize, slots: i32, longest: i32): void {
  store<i32>(table, slots - 1);
  store<i32>(table + 4, slotBytes(longest));
}

/** Which slot a text tries as its first, second, … */
function slotNumber(table: usize, hash: i32, way: i32): i32 {
  return (hash + way) & load<i32>(table);
}

function slotAt(table: usize, number: i32): usize {
  return table + HEAD + <usize>number * <usize>load<i32>(table + 4);
}

function hash32(from: usize, to: usize, kind: i32): i32 {
  const found = <i32>hash64(from, to, <u64>kind);
  return found == 0 ? 1 : found;
}

function isSame(slot: usize, hash: i32, from: usize, to: usize, kind: i32): bool {
  const key = (kind << 16) | (<i32>(to - from));
  if (load<i32>(slot) != hash || load<i32>(slot + 4) != key) return false;
  let held = slot + SLOT_HEAD;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    if (load<u64>(held) != load<u64>(at)) return false;
    held += 8;
  }
  return at == to || tail(held, to - at) == tail(at, to - at);
}

/** The number of the slot where a text lies; -1 when it is not there. */
export function get(table: usize, from: usize, to: usize, kind: i32): i32 {
  const hash = hash32(from, to, kind);
  for (let way = 0; way < WAYS; way += 1) {
    const number = slotNumber(table, hash, way);
    const slot = slotAt(table, number);
    if (load<i32>(slot) == 0) return -1; // nothing is ever taken out: it would lie here
    if (isSame(slot, hash, from, to, kind)) return number;
  }
  return -1;
}

/** Where a text lies from now on: in its slot, or else in a free one, or else in that of another. */
export function set(table: usize, from: usize, to: usize, kind: i32): i32 {
  const hash = hash32(from, to, kind);
  let number = -1;
  for (let way = 0; way < WAYS && number < 0; way += 1) {
    const tried = slotNumber(table, hash, way);
    const slot = slotAt(table, tried);
    if (load<i32>(slot) == 0 || isSame(slot, hash, from, to, kind)) number = tried;
  }
  if (number < 0) {
    const turn = load<i32>(table + 8) + 1;
    store<i32>(table + 8, turn);
    number = slotNumber(table, hash, turn & (WAYS - 1));
  }
  const slot = slotAt(table, number);
  store<i32>(slot, hash);
  store<i32>(slot + 4, (kind << 16) | (<i32>(to - from)));
  memory.copy(slot + SLOT_HEAD, from, to - from);
  return number;
}
