const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const FIRST = Date.UTC(2000, 0, 1);
const END = Date.UTC(2100, 0, 1);
const WEEK_MS = 7 * 86_400_000;
// A Monday: undated journeys share four weekly partitions that no dated journey can reach.
const UNDATED = Date.UTC(1970, 0, 5);

/** The time inside a UUIDv7 within [2000-01-01, 2100-01-01), in ms since 1970; else undefined. */
export function timeOfJourneyId(subject: string): number | undefined {
  if (!UUID_V7.test(subject)) return undefined;
  const ms = Number.parseInt(subject.slice(0, 8) + subject.slice(9, 13), 16);
  return ms >= FIRST && ms < END ? ms : undefined;
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
