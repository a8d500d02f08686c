/** How many events a body of {@link tickets} holds. */
export const TICKETS = 500;

const HOUR_MS = 3_600_000;

const time = Date.now() - HOUR_MS;
const minted = time.toString(16).padStart(12, "0");
const journeys = `${minted.slice(0, 8)}-${minted.slice(8)}-7000-8000-`;

const lines = Array.from({ length: TICKETS }, (_, index) => {
  const nth = index.toString(16).padStart(4, "0");
  return (
    `{"specversion":"1.0","id":"########-${nth}","source":"urn:parcours:overload","type":"ticket.issued",` +
    `"time":"${new Date(time).toISOString()}","subject":"${journeys}########${nth}","site":"site-1",` +
    `"channel":"office","data":{"service":"parcel"}}\n`
  );
});
const template = Buffer.from(lines.join(""));
const holes = holesIn(template);

/** The nth body, as NDJSON: tickets of that many journeys, the same ones whenever it is asked for. */
export function tickets(nth: number): Buffer {
  const body = Buffer.from(template);
  const text = nth.toString(16).padStart(8, "0");
  for (const hole of holes) body.write(text, hole, "latin1");
  return body;
}

function holesIn(bytes: Buffer): readonly number[] {
  const found: number[] = [];
  const hole = "#".repeat(8);
  for (let at = bytes.indexOf(hole); at >= 0; at = bytes.indexOf(hole, at + 1)) found.push(at);
  return found;
}
