import { TYPE_FACTS, type EventType, type TypeFacts } from "../schemas/event-types.ts";
import { endOfDay, msOfDay, readInstant } from "../schemas/instant.ts";
import { mintedOf } from "../schemas/journey-id.ts";
import { Pieces } from "../schemas/pieces.ts";
import { hashTexts } from "../schemas/text-hash.ts";
import { AT, latin1, type UsualForm } from "../schemas/usual-form.ts";
import { isObject, known, NOTHING, readData, type Arrival, type Said } from "./event.ts";

/** What is known of an event's data. */
interface Heard {
  readonly json: string;
  readonly said: Said;
  readonly isEmployees: boolean;
}

/**
 * Parsing makes a copy of each text, and events repeat themselves: sites, queues, "at desk 3, by
 * parcel". What repeats is held once: less to hold, and less for V8 to collect.
 */
const types = new Pieces<TypeFacts>(512, 32);
const days = new Pieces<number>(64, 16); // their midnight
const LONGEST = 160;
const words = new Pieces<string>(16_384, LONGEST);
const heard = new Pieces<Heard>(16_384, LONGEST);
const SILENCE: Heard = { json: "", said: NOTHING, isEmployees: false };

/** The same as `readEvent`, of an event that has the usual form and was just found in these bytes. */
export function readUsual(
  form: UsualForm,
  bytes: Buffer,
  tenant: string,
  received: number,
): Arrival | undefined {
  const word = (attribute: number): string => {
    const [from, to] = [form.from(attribute), form.to(attribute)];
    const found = words.get(bytes, from, to);
    return found ?? words.set(bytes, from, to, known(form.text(attribute, bytes)));
  };
  const facts = factsAt(bytes, form.from(AT.type), form.to(AT.type));
  const at = instantAt(bytes, form.from(AT.time), form.to(AT.time));
  const data = form.from(AT.data) === 0 ? SILENCE : dataOf(form, bytes, facts?.type);
  if (facts === undefined || Number.isNaN(at) || data === undefined) return undefined;
  const source = word(AT.source);
  const site = word(AT.site);
  const channel = word(AT.channel);
  const subject = form.text(AT.subject, bytes);
  const customer = form.text(AT.customer, bytes);
  const staff = form.text(AT.staff, bytes);
  const { json: dataJson, said, isEmployees } = data;
  const hash = hashTexts(facts.type, String(at), site, channel, customer, staff, dataJson, "");
  return {
    tenant,
    subject,
    minted: mintedOf(subject),
    received,
    staff,
    isEmployees,
    dataJson,
    extensionsJson: "",
    event: { facts, at, source, id: form.text(AT.id, bytes), site, channel, customer, said, hash },
  };
}

function factsAt(bytes: Buffer, from: number, to: number): TypeFacts | undefined {
  const found = types.get(bytes, from, to);
  if (found !== undefined) return found;
  const facts = TYPE_FACTS.get(latin1(bytes, from, to) as EventType);
  return facts === undefined ? undefined : types.set(bytes, from, to, facts);
}

function instantAt(bytes: Buffer, from: number, to: number): number {
  const ms = msOfDay(bytes, from, to);
  if (Number.isNaN(ms)) return readInstant(latin1(bytes, from, to));
  const end = endOfDay(from);
  const midnight =
    days.get(bytes, from, end) ??
    days.set(bytes, from, end, Date.parse(`${latin1(bytes, from, end)}T00:00:00.000Z`));
  return midnight + ms;
}

/** Undefined when it is no JSON, which only a foreign writer can cause. */
function dataOf(form: UsualForm, bytes: Buffer, type: EventType | undefined): Heard | undefined {
  const [from, to] = [form.from(AT.data), form.to(AT.data)];
  const comesAgain = to - from <= LONGEST && type !== "review.submitted";
  const found = comesAgain ? heard.get(bytes, from, to) : undefined;
  if (found !== undefined || type === undefined) return found;
  const data = parsed(bytes.toString("utf8", from, to));
  if (!isObject(data)) return undefined;
  const fresh: Heard = {
    json: JSON.stringify(data),
    said: readData(type, data),
    isEmployees: data["respondent"] === "employee",
  };
  return comesAgain ? heard.set(bytes, from, to, fresh) : fresh;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
