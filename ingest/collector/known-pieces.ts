import { TYPE_FACTS, type TypeFacts } from "../../schemas/event-types.ts";
import { endOfDay, msOfDay } from "../../schemas/instant.ts";
import { timeOfJourneyId } from "../../schemas/journey-id.ts";
import { Pieces } from "../../schemas/pieces.ts";
import { AT, latin1, UsualForm } from "../../schemas/usual-form.ts";
import { DAY_MS, EARLIEST, storedData, type AdmitDeps, type AdmittedEvent } from "./admit.ts";
import { textOfLine, type Line } from "./body.ts";
import { BadStructure } from "./normal-form.ts";
import { validators } from "./validators.ts";

/** The strictest limit that an attribute has, in characters; what is longer is looked at closely. */
const LONGEST = 128;
/** Data that is longer hardly ever comes again. */
const LONGEST_DATA = 256;
/** Far below the limit of an event, whatever becomes of its customer. */
const MOST_BYTES = 16_384;

/** An event as it goes into the log. */
export interface TextEvent extends Omit<AdmittedEvent, "stored"> {
  /** As JSON. */
  readonly text: string;
}

/** Admits what is made of pieces that were admitted before. */
export interface KnownPieces {
  /** Undefined for whatever has to be looked at closely. */
  admit(line: Line, deps: AdmitDeps): TextEvent | undefined;
  /** Remembers the pieces of an event that was looked at closely, and admitted. */
  learn(line: Line, event: AdmittedEvent): void;
}

/**
 * Nearly all events have a source, a type, a site, a channel and a day that have been admitted before.
 * Such an event is put together from its bytes, and of its data alone is ever made an object, unless
 * that has been admitted before as well. Attributes are independent of each other in the schema, but
 * for type and data, so that admitted pieces make an admitted event; a test compares the two ways.
 */
export function knownPieces(): KnownPieces {
  const form = new UsualForm();
  const isValid = validators("data");
  const types = new Pieces<TypeFacts>(512, LONGEST);
  const days = new Pieces<number>(64, endOfDay(0)); // their midnight
  const sources = new Pieces<string>(8_192, LONGEST);
  const places = new Pieces<true>(8_192, LONGEST);
  /** As it came, by its type: as it is stored. */
  const known = new Pieces<string>(16_384, LONGEST_DATA);

  function isKnown(attribute: number, bytes: Uint8Array): boolean {
    const from = form.from(attribute);
    return from === 0 || places.get(bytes, from, form.to(attribute), attribute) === true;
  }

  /** Undefined when it is not valid. */
  function dataOf(bytes: Buffer, { type, code }: TypeFacts): string | undefined {
    const [from, to] = [form.from(AT.data), form.to(AT.data)];
    const text = known.get(bytes, from, to, code);
    if (text !== undefined) return text;
    const data = from === 0 ? undefined : parsed(textOfLine({ bytes, from, to }));
    if (from === 0 || isValid(type)?.(data) !== true) return undefined;
    const stored = normal(data);
    // What somebody has written is remembered nowhere as it came.
    if (stored === undefined || isWritten(data)) return stored;
    return known.set(bytes, from, to, stored, code);
  }

  return {
    admit({ bytes, from, to }, { pseudonym, isErased, now, skewMs }) {
      if (to - from > MOST_BYTES || !form.find(bytes, from, to)) return undefined;
      const facts = types.get(bytes, form.from(AT.type), form.to(AT.type));
      const source = sources.get(bytes, form.from(AT.source), form.to(AT.source));
      if (facts === undefined || source === undefined) return undefined;
      if (!isKnown(AT.site, bytes) || !isKnown(AT.channel, bytes)) return undefined;
      for (const attribute of [AT.id, AT.subject, AT.customer, AT.staff]) {
        const length = form.to(attribute) - form.from(attribute);
        if (form.from(attribute) !== 0 && (length === 0 || length > LONGEST)) return undefined;
      }
      const dayAt = form.from(AT.time);
      const midnight = days.get(bytes, dayAt, endOfDay(dayAt)) ?? Number.NaN;
      const at = midnight + msOfDay(bytes, dayAt, form.to(AT.time));
      const latest = now() + skewMs;
      if (!(at >= EARLIEST && at <= latest)) return undefined;
      const subject = form.text(AT.subject, bytes);
      if ((timeOfJourneyId(subject) ?? 0) > latest + DAY_MS) return undefined;
      const data = dataOf(bytes, facts);
      if (data === undefined) return undefined;

      let text = "";
      let done = from;
      let customer: string | undefined;
      for (const attribute of [AT.customer, AT.staff]) {
        const [start, end] = [form.from(attribute), form.to(attribute)];
        if (start === 0) continue;
        const stands = pseudonym.ofBytes(bytes, start, end);
        if (attribute === AT.customer) customer = stands;
        text += latin1(bytes, done, start) + stands;
        done = end;
      }
      if (isErased?.({ subject, customer, at }) === true) return undefined;
      if (data === "") text += latin1(bytes, done, to);
      else text += latin1(bytes, done, form.from(AT.data)) + data + "}";
      return { id: form.text(AT.id, bytes), subject, source, text };
    },

    learn({ bytes, from, to }, { source, stored: { type, time, data } }) {
      if (!form.find(bytes, from, to)) return;
      const set = <Value>(pieces: Pieces<Value>, attribute: number, value: Value, kind = 0) => {
        if (form.from(attribute) === 0) return;
        pieces.set(bytes, form.from(attribute), form.to(attribute), value, kind);
      };
      const facts = TYPE_FACTS.get(type) as TypeFacts;
      set(types, AT.type, facts);
      set(sources, AT.source, source);
      set(places, AT.site, true, AT.site);
      set(places, AT.channel, true, AT.channel);
      if (data === undefined) known.set(bytes, 0, 0, "", facts.code); // that it may have none
      const dayAt = form.from(AT.time);
      if (Number.isNaN(msOfDay(bytes, dayAt, form.to(AT.time)))) return;
      const midnight = Date.parse(`${time.slice(0, endOfDay(0))}T00:00:00.000Z`);
      days.set(bytes, dayAt, endOfDay(dayAt), midnight);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined where a closer look will say what is wrong. */
function normal(data: unknown): string | undefined {
  try {
    return JSON.stringify(storedData(data));
  } catch (error) {
    if (error instanceof BadStructure) return undefined;
    throw error;
  }
}

function isWritten(data: unknown): boolean {
  return typeof data === "object" && data !== null && "verbatim" in data;
}
