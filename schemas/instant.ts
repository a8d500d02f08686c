const SHAPE = "dddd-dd-ddTdd:dd:dd.dddZ";
const ZERO = "0".charCodeAt(0);
const LETTER_D = "d".charCodeAt(0);

let day = "";
let midnight = Number.NaN;

/**
 * An instant of RFC 3339 in ms since 1970; NaN where there is none. It says what `Date.parse` says,
 * which takes a µs: as long as all the rest that is done to an event's attributes. So the form that
 * nearly every sender writes is read by hand, and a day only when it is another one than the last.
 */
export function readInstant(text: string): number {
  if (!isUsual(text)) return Date.parse(text);
  if (!text.startsWith(day) || day === "") {
    day = text.slice(0, 10);
    midnight = Date.parse(`${day}T00:00:00.000Z`);
  }
  const hour = 10 * digit(text, 11) + digit(text, 12);
  const minute = 10 * digit(text, 14) + digit(text, 15);
  const second = 10 * digit(text, 17) + digit(text, 18);
  const ms = 100 * digit(text, 20) + 10 * digit(text, 21) + digit(text, 22);
  if (hour < 24 && minute < 60 && second < 60 && ms < 1000) {
    return midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  }
  return Date.parse(text);
}

function isUsual(text: string): boolean {
  return (
    text.length === SHAPE.length &&
    text.charCodeAt(10) === SHAPE.charCodeAt(10) &&
    text.charCodeAt(13) === SHAPE.charCodeAt(13) &&
    text.charCodeAt(16) === SHAPE.charCodeAt(16) &&
    text.charCodeAt(19) === SHAPE.charCodeAt(19) &&
    text.charCodeAt(23) === SHAPE.charCodeAt(23)
  );
}

/** NaN when there is no digit, which no comparison survives. */
function digit(text: string, place: number): number {
  const value = text.charCodeAt(place) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

/** Behind the day in the form that nearly every sender writes: "T09:30:00.000Z". */
const TIME_OF_DAY = "Tdd:dd:dd.dddZ";
const DAY_LENGTH = SHAPE.length - TIME_OF_DAY.length;

/**
 * The ms since midnight of an instant in its bytes, when it has the usual form; else NaN. Its day is
 * what stands before {@link endOfDay}.
 */
export function msOfDay(bytes: Uint8Array, from: number, to: number): number {
  if (to - from !== SHAPE.length) return Number.NaN;
  for (let place = DAY_LENGTH; place < SHAPE.length; place += 1) {
    const code = bytes[from + place] as number;
    const shape = SHAPE.charCodeAt(place);
    if (shape === LETTER_D ? code < ZERO || code > ZERO + 9 : code !== shape) return Number.NaN;
  }
  const two = (place: number) =>
    10 * (bytes[from + place] as number) + (bytes[from + place + 1] as number) - 11 * ZERO;
  const [hour, minute, second] = [two(11), two(14), two(17)];
  if (hour >= 24 || minute >= 60 || second >= 60) return Number.NaN;
  const ms = 10 * two(20) + (bytes[from + 22] as number) - ZERO;
  return ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

/** Where the day of an instant ends that begins at `from`. */
export function endOfDay(from: number): number {
  return from + DAY_LENGTH;
}
