const SHAPE = "dddd-dd-ddTdd:dd:dd.dddZ";
const ZERO = "0".charCodeAt(0);

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
