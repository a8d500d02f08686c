import { isDeepStrictEqual } from "node:util";
import { TYPE_FACTS, type EventType, type TypeFacts } from "../schemas/event-types.ts";
import { Instants } from "../schemas/texts/usual-instants.ts";
import { readInstant } from "../schemas/instant.ts";
import { mintedOf, withinReason } from "../schemas/journey-id.ts";
import { parsed } from "../schemas/texts/parsed.ts";
import { Pieces } from "../schemas/texts/pieces.ts";
import { indexOfMark, Shapes } from "../schemas/texts/shapes.ts";
import { AT, latin1, UsualForm } from "../schemas/texts/usual-form.ts";
import {
  bodyHash,
  isObject,
  known,
  NOTHING,
  readData,
  texts,
  type Arrival,
  type Said,
} from "./event.ts";

/** What is known of an event's data. */
interface Heard {
  readonly json: string;
  /** Whether it came as it is written here. */
  readonly isNormal: boolean;
  readonly said: Said;
  readonly isEmployees: boolean;
}

/** What is known of all data that differs in its numbers alone, where these say nothing else. */
interface HeardShape {
  readonly said: Said;
  /** Which of the numbers is the announced wait, in seconds; -1 for none. */
  readonly announced: number;
}

/** What is longer is read with everything else that is unusual. */
const MOST_BYTES = 65_536;

/**
 * Parsing makes a copy of each text, and events repeat themselves: sites, queues, "at desk 3, by
 * parcel". What repeats is held once: less to hold, and less for V8 to collect.
 */
const form = new UsualForm(texts);
const instants = new Instants(texts);
const types = new Pieces<TypeFacts>(texts, 512, 32);
const LONGEST = 160;
const words = new Pieces<string>(texts, 16_384, LONGEST);
const persons = new Pieces<string>(texts, 65_536, 32);
const heard = new Pieces<Heard>(texts, 16_384, LONGEST);
const shapes = new Shapes(texts);
const heardShapes = new Pieces<HeardShape>(texts, 4_096, LONGEST);
const SILENCE: Heard = { json: "", isNormal: true, said: NOTHING, isEmployees: false };

/** The same as `readEvent`, of an event in its bytes; undefined unless it has the usual form. */
export function readUsual(
  bytes: Buffer,
  start: number,
  end: number,
  tenant: string,
  received: number,
): Arrival | undefined {
  if (end - start > MOST_BYTES) return undefined;
  const shift = texts.read(bytes, start, end);
  if (!form.find(start + shift, end + shift)) return undefined;
  const facts = factsAt(form.from(AT.type), form.to(AT.type));
  const known = instants.read(form.from(AT.time), form.to(AT.time));
  const at = Number.isNaN(known) ? instantAt(form.from(AT.time), form.to(AT.time)) : known;
  const data = form.from(AT.data) === 0 ? SILENCE : dataOf(facts?.type);
  if (facts === undefined || Number.isNaN(at) || data === undefined) return undefined;
  const source = word(AT.source);
  const site = word(AT.site);
  const channel = word(AT.channel);
  const subject = form.text(AT.subject);
  const customer = person(AT.customer);
  const staff = person(AT.staff);
  const { json: dataJson, isNormal, said, isEmployees } = data;
  const minted =
    withinReason(texts.machine.timeOfUuid(form.from(AT.subject), form.to(AT.subject))) ??
    mintedOf(subject);
  const id = form.text(AT.id);
  const extensionsJson = "";
  const hash =
    isNormal && at === known
      ? texts.hash(form.from(AT.type), end + shift)
      : bodyHash(
          { facts, at, site, channel, customer },
          { subject, staff, dataJson, extensionsJson },
        );
  const event = { facts, at, source, id, site, channel, customer, said, hash };
  return { tenant, subject, minted, received, staff, isEmployees, dataJson, extensionsJson, event };
}

function word(attribute: number): string {
  const [from, to] = [form.from(attribute), form.to(attribute)];
  if (from === 0) return "";
  return words.get(from, to) ?? words.set(from, to, known(form.text(attribute)));
}

function person(attribute: number): string {
  const [from, to] = [form.from(attribute), form.to(attribute)];
  if (from === 0) return "";
  return persons.get(from, to) ?? persons.set(from, to, form.text(attribute));
}

function factsAt(from: number, to: number): TypeFacts | undefined {
  const found = types.get(from, to);
  if (found !== undefined) return found;
  const facts = TYPE_FACTS.get(latin1(texts.bytes, from, to) as EventType);
  return facts === undefined ? undefined : types.set(from, to, facts);
}

/** NaN when it is none. */
function instantAt(from: number, to: number): number {
  const text = latin1(texts.bytes, from, to);
  const at = readInstant(text);
  const isNormal = !Number.isNaN(at) && new Date(at).toISOString() === text;
  if (isNormal) instants.learn(from, to, at);
  return at;
}

/** Undefined when it is no JSON, which only a foreign writer can cause. */
function dataOf(type: EventType | undefined): Heard | undefined {
  const [from, to] = [form.from(AT.data), form.to(AT.data)];
  const comesAgain = to - from <= LONGEST && type !== "review.submitted";
  const hasNumbers = comesAgain && shapes.find(from, to) && shapes.count > 0;
  const shape = hasNumbers ? heardShapes.get(shapes.from, shapes.to) : undefined;
  if (shape !== undefined) return heardIn(shape, from, to);
  const found = comesAgain ? heard.get(from, to) : undefined;
  if (found !== undefined || type === undefined) return found;
  const text = texts.bytes.toString("utf8", from, to);
  const data = parsed(text);
  if (!isObject(data)) return undefined;
  const json = JSON.stringify(data);
  const fresh: Heard = {
    json,
    // What stands for broken bytes is not what they were.
    isNormal: json === text && !text.includes("\uFFFD"),
    said: readData(type, data),
    isEmployees: data["respondent"] === "employee",
  };
  const known = hasNumbers && fresh.isNormal ? shapeOf(fresh, type, from, to) : undefined;
  if (known !== undefined) heardShapes.set(shapes.from, shapes.to, known);
  else if (comesAgain) heard.set(from, to, fresh);
  return fresh;
}

/** Undefined when the numbers say more than the announced wait, such as a priority. */
function shapeOf(
  { said, isEmployees }: Heard,
  type: EventType,
  from: number,
  to: number,
): HeardShape | undefined {
  const data = parsed(shapes.marked(from, to) ?? "");
  if (!isObject(data)) return undefined;
  const marked = readData(type, data);
  const { announcedMs } = marked;
  const isSame = isDeepStrictEqual({ ...marked, announcedMs: said.announcedMs }, said);
  if (!isSame || isEmployees) return undefined;
  return { said, announced: announcedMs === undefined ? -1 : indexOfMark(announcedMs / 1_000) };
}

function heardIn({ said, announced }: HeardShape, from: number, to: number): Heard {
  const json = texts.bytes.toString("utf8", from, to);
  const heard = announced < 0 ? said : saying(said, 1_000 * shapes.value(announced));
  return { json, isNormal: true, said: heard, isEmployees: false };
}

/** The same, but for the wait. By hand: a copy of an object whose shape V8 sees takes a tenth of the time. */
function saying(said: Said, announcedMs: number): Said {
  const { service, segment, priority, mode, queue, outcome, own, answer } = said;
  return { service, segment, priority, mode, queue, announcedMs, outcome, own, answer };
}
