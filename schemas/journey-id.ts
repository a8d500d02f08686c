const UUID = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
const NO_DIGIT = 16;
/** The value of each character as a hexadecimal digit. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? NO_DIGIT : digit;
});
const DASH = "-".charCodeAt(0);
const DASHES = Uint8Array.from(UUID, (place) => (place === "-" ? 1 : 0));
/** Journeys whose key's time is earlier have ids without a time in them. */
export const FIRST_MINTED = Date.UTC(2000, 0, 1);
const END = Date.UTC(2100, 0, 1);
const WEEK_MS = 7 * 86_400_000;
// A Monday: undated journeys share four weekly partitions that no dated journey can reach.
const UNDATED = Date.UTC(1970, 0, 5);

/** The time inside a UUIDv7 within [2000-01-01, 2100-01-01), in ms since 1970; else undefined. */
export function timeOfJourneyId(subject: string): number | undefined {
  // By hand: this is asked of every event on its way in, and again on its way out.
  if (subject.length !== UUID.length) return undefined;
  let ms = 0;
  for (let place = 0; place < UUID.length; place += 1) {
    const code = subject.charCodeAt(place);
    if (DASHES[place] === 1) {
      if (code !== DASH) return undefined;
      continue;
    }
    const digit = code < 128 ? (DIGITS[code] as number) : NO_DIGIT;
    if (digit === NO_DIGIT) return undefined;
    if (place < 13) ms = ms * 16 + digit;
    else if (place === 14 && digit !== 7) return undefined;
    else if (place === 19 && (digit < 8 || digit > 11)) return undefined;
  }
  return withinReason(ms);
}

/** A time inside a UUIDv7, unless it is out of [2000-01-01, 2100-01-01). */
export function withinReason(ms: number): number | undefined {
  return ms >= FIRST_MINTED && ms < END ? ms : undefined;
}

/**
 * The key's time of a journey, in ms since 1970: a function of its id alone, so that it never
 * changes. Ids of another form fall into one of four undated weeks of 1970.
 */
export function mintedOf(subject: string): number {
  return timeOfJourneyId(subject) ?? UNDATED + (sumOfCodes(subject) % 4) * WEEK_MS;
}

function sumOfCodes(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) sum += text.charCodeAt(index);
  return sum;
}
