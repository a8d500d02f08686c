import { isDeepStrictEqual } from "node:util";
import { TYPE_FACTS, type EventType, type TypeFacts } from "../schemas/event-types.ts";
import { Instants } from "../schemas/instants.ts";
import { readInstant } from "../schemas/instant.ts";
import { mintedOf, withinReason } from "../schemas/journey-id.ts";
import { Pieces } from "../schemas/pieces.ts";
import { indexOfMark, Shapes } from "../schemas/shapes.ts";
import { hashTexts } from "../schemas/text-hash.ts";
import { TextMemory } from "../schemas/texts/text-memory.ts";
import { AT, latin1, UsualForm } from "../schemas/usual-form.ts";
import { isObject, known, NOTHING, readData, type Arrival, type Said } from "./event.ts";

/** What is known of an event's data. */
interface Heard {
  readonly json: string;
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
const memory = new TextMemory();
const form = new UsualForm(memory);
const instants = new Instants(memory);
const types = new Pieces<TypeFacts>(memory, 512, 32);
const LONGEST = 160;
const words = new Pieces<string>(memory, 16_384, LONGEST);
const heard = new Pieces<Heard>(memory, 16_384, LONGEST);
const shapes = new Shapes(memory);
const heardShapes = new Pieces<HeardShape>(memory, 4_096, LONGEST);
const SILENCE: Heard = { json: "", said: NOTHING, isEmployees: false };

/** The same as `readEvent`, of an event in its bytes; undefined unless it has the usual form. */
export function readUsual(
  bytes: Buffer,
  start: number,
  end: number,
  tenant: string,
  received: number,
): Arrival | undefined {
  if (end - start > MOST_BYTES) return undefined;
  const shift = memory.read(bytes, start, end);
  if (!form.find(start + shift, end + shift)) return undefined;
  const facts = factsAt(form.from(AT.type), form.to(AT.type));
  const at = instantAt(form.from(AT.time), form.to(AT.time));
  const data = form.from(AT.data) === 0 ? SILENCE : dataOf(facts?.type);
  if (facts === undefined || Number.isNaN(at) || data === undefined) return undefined;
  const source = word(AT.source);
  const site = word(AT.site);
  const channel = word(AT.channel);
  const subject = form.text(AT.subject);
  const customer = form.text(AT.customer);
  const staff = form.text(AT.staff);
  const { json: dataJson, said, isEmployees } = data;
  const hash = hashTexts(facts.type, String(at), site, channel, customer, staff, dataJson, "");
  const time = memory.machine.timeOfUuid(form.from(AT.subject), form.to(AT.subject));
  return {
    tenant,
    subject,
    minted: withinReason(time) ?? mintedOf(subject),
    received,
    staff,
    isEmployees,
    dataJson,
    extensionsJson: "",
    event: { facts, at, source, id: form.text(AT.id), site, channel, customer, said, hash },
  };
}

function word(attribute: number): string {
  const [from, to] = [form.from(attribute), form.to(attribute)];
  if (from === 0) return "";
  return words.get(from, to) ?? words.set(from, to, known(form.text(attribute)));
}

function factsAt(from: number, to: number): TypeFacts | undefined {
  const found = types.get(from, to);
  if (found !== undefined) return found;
  const facts = TYPE_FACTS.get(latin1(memory.bytes, from, to) as EventType);
  return facts === undefined ? undefined : types.set(from, to, facts);
}

function instantAt(from: number, to: number): number {
  const known = instants.read(from, to);
  if (!Number.isNaN(known)) return known;
  const at = readInstant(latin1(memory.bytes, from, to));
  if (!Number.isNaN(at)) instants.learn(from, to, at);
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
  const text = memory.bytes.toString("utf8", from, to);
  const data = parsed(text);
  if (!isObject(data)) return undefined;
  const fresh: Heard = {
    json: JSON.stringify(data),
    said: readData(type, data),
    isEmployees: data["respondent"] === "employee",
  };
  const known = hasNumbers && fresh.json === text ? shapeOf(fresh, type, from, to) : undefined;
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
  const marked = readData(type, JSON.parse(shapes.marked(from, to)) as Record<string, unknown>);
  const { announcedMs } = marked;
  const isSame = isDeepStrictEqual({ ...marked, announcedMs: said.announcedMs }, said);
  if (!isSame || isEmployees) return undefined;
  return { said, announced: announcedMs === undefined ? -1 : indexOfMark(announcedMs / 1_000) };
}

function heardIn({ said, announced }: HeardShape, from: number, to: number): Heard {
  const json = memory.bytes.toString("utf8", from, to);
  const heard = announced < 0 ? said : saying(said, 1_000 * shapes.value(announced));
  return { json, said: heard, isEmployees: false };
}

/** The same, but for the wait. By hand: a copy of an object whose shape V8 sees takes a tenth of the time. */
function saying(said: Said, announcedMs: number): Said {
  const { service, segment, priority, mode, queue, outcome, own, answer } = said;
  return { service, segment, priority, mode, queue, announcedMs, outcome, own, answer };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
