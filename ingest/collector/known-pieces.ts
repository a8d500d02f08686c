import { TYPE_FACTS, type TypeFacts } from "../../schemas/event-types.ts";
import { Instants } from "../../schemas/texts/usual-instants.ts";
import { withinReason } from "../../schemas/journey-id.ts";
import { parsed } from "../../schemas/texts/parsed.ts";
import { Pieces } from "../../schemas/texts/pieces.ts";
import { thenHash, type Hash64 } from "../../schemas/text-hash.ts";
import { TextMemory } from "../../schemas/texts/text-memory.ts";
import { AT, latin1, UsualForm } from "../../schemas/texts/usual-form.ts";
import { DAY_MS, EARLIEST, type AdmitDeps, type AdmittedEvent } from "./admit.ts";
import type { Line } from "./body.ts";
import { knownData } from "./known-data.ts";
import type { Pseudonym } from "./pseudonyms.ts";

/** The strictest limit that an attribute has, in characters; what is longer is looked at closely. */
const LONGEST = 128;
/** A power of two, twice as many as there are persons between two events of one of them. */
const PERSONS = 65_536;
const LONGEST_PERSON = 48;
/** Far below the limit of an event, whatever becomes of its customer, and of numbers such as 1e20. */
const MOST_BYTES = 8_192;

/** An event as it goes into the log. */
export interface TextEvent {
  readonly id: string;
  readonly subject: string;
  /** As JSON. */
  readonly text: string;
  /** Of what makes it the same event, see {@link identityOf}. */
  readonly identity: Hash64;
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
export function knownPieces(memory = new TextMemory()): KnownPieces {
  const { machine } = memory;
  const form = new UsualForm(memory);
  const instants = new Instants(memory);
  const known = knownData(memory);
  const types = new Pieces<TypeFacts>(memory, 512, LONGEST);
  /** By their hashes. */
  const sources = new Pieces<Hash64>(memory, 8_192, LONGEST);
  const places = new Pieces<true>(memory, 8_192, LONGEST);
  const persons = new Pieces<string>(memory, PERSONS, LONGEST_PERSON);
  /** Who is who depends on the tenant. */
  const kinds = new Map<Pseudonym, number>();

  function isKnown(attribute: number): boolean {
    const from = form.from(attribute);
    return from === 0 || places.get(from, form.to(attribute), attribute) === true;
  }

  /** Undefined when it is not valid; empty when there is none. */
  function dataOf(facts: TypeFacts): string | undefined {
    const from = form.from(AT.data);
    if (from === 0) return known.mayLack(facts) ? "" : undefined;
    return known.stored(from, form.to(AT.data), facts);
  }

  return {
    admit({ bytes, from: start, to: end }, { pseudonym, isErased, now, skewMs }) {
      if (end - start > MOST_BYTES) return undefined;
      const shift = memory.read(bytes, start, end);
      const [from, to] = [start + shift, end + shift];
      if (!form.find(from, to)) return undefined;
      const facts = types.get(form.from(AT.type), form.to(AT.type));
      const source = sources.get(form.from(AT.source), form.to(AT.source));
      if (facts === undefined || source === undefined) return undefined;
      if (!isKnown(AT.site) || !isKnown(AT.channel)) return undefined;
      for (const attribute of [AT.id, AT.subject, AT.customer, AT.staff]) {
        if (form.to(attribute) - form.from(attribute) > LONGEST) return undefined;
      }
      const at = instants.read(form.from(AT.time), form.to(AT.time));
      const latest = now() + skewMs;
      if (!(at >= EARLIEST && at <= latest)) return undefined;
      const minted = machine.timeOfUuid(form.from(AT.subject), form.to(AT.subject));
      if ((withinReason(minted) ?? 0) > latest + DAY_MS) return undefined;
      const stored = dataOf(facts);
      if (stored === undefined) return undefined;

      // One text, of which the others are parts: each copy out of the memory is a call.
      const head = latin1(memory.bytes, from, stored === "" ? to : form.from(AT.data));
      const part = (attribute: number) =>
        head.slice(form.from(attribute) - from, form.to(attribute) - from);
      let text = "";
      let done = 0;
      const kind = kinds.get(pseudonym) ?? kinds.size;
      kinds.set(pseudonym, kind);
      let customer: string | undefined;
      for (const attribute of [AT.customer, AT.staff]) {
        const [start, end] = [form.from(attribute), form.to(attribute)];
        if (start === 0) continue;
        const stands =
          persons.get(start, end, kind) ??
          persons.set(start, end, pseudonym(part(attribute)), kind);
        if (attribute === AT.customer) customer = stands;
        text += head.slice(done, start - from) + stands;
        done = end - from;
      }
      const subject = part(AT.subject);
      if (isErased?.({ subject, customer, at }) === true) return undefined;
      text += head.slice(done);
      if (stored !== "") text += stored + "}";
      const identity = identityFrom(
        memory.hash(form.from(AT.subject), form.to(AT.subject)),
        source,
        memory.hash(form.from(AT.id), form.to(AT.id)),
      );
      return { id: part(AT.id), subject, text, identity };
    },

    learn({ bytes, from, to }, { stored }) {
      if (to - from > MOST_BYTES) return;
      const shift = memory.read(bytes, from, to);
      if (!form.find(from + shift, to + shift)) return;
      // Behind its data an event may say something again, and that is then what it says.
      const data = form.from(AT.data);
      const json = memory.bytes.toString("utf8", data, form.to(AT.data));
      if (data !== 0 && parsed(json) === undefined) return;
      const set = <Value>(pieces: Pieces<Value>, attribute: number, value: Value, kind = 0) => {
        if (form.from(attribute) === 0) return;
        pieces.set(form.from(attribute), form.to(attribute), value, kind);
      };
      const facts = TYPE_FACTS.get(stored.type) as TypeFacts;
      set(types, AT.type, facts);
      set(sources, AT.source, memory.hash(form.from(AT.source), form.to(AT.source)));
      set(places, AT.site, true, AT.site);
      set(places, AT.channel, true, AT.channel);
      if (data === 0) known.learnLack(facts);
      instants.learn(form.from(AT.time), form.to(AT.time), Date.parse(stored.time));
    },
  };
}

/** The hash of what makes an event the same event. */
export function identityOf(
  memory: TextMemory,
  { subject, source, id }: Omit<AdmittedEvent, "stored">,
): Hash64 {
  return identityFrom(memory.hashOf(subject), memory.hashOf(source), memory.hashOf(id));
}

function identityFrom(subject: Hash64, source: Hash64, id: Hash64): Hash64 {
  return thenHash(thenHash(source, subject), id);
}
