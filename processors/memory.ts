import { compareHash } from "../schemas/text-hash.ts";
import { inOrder, type Event } from "./event.ts";
import type { JourneyEvents } from "./journey.ts";
import { NOTHING_TOLD, type Told } from "./told.ts";

/** The set of events of one journey. Adding is idempotent, and order does not matter. */
export class JourneySet implements JourneyEvents {
  readonly tenant: string;
  readonly subject: string;
  readonly minted: number;
  /** In order; of each identity the body with the smallest hash. */
  readonly counting: Event[] = [];
  distinct = 0;
  /** `distinct` when the rows of this journey were last made; -1 when that may be lost. */
  folded = -1;
  /** The batch that touched it last. */
  touched = 0;
  /** Moments that have a row in the store; undefined when that is not known. */
  told: Told | undefined;
  /** Bodies that lost to a smaller hash under the same identity; hardly ever there. */
  private losers: Event[] | undefined;
  private byIdentity: Map<string, number> | undefined;

  constructor(tenant: string, subject: string, minted: number) {
    this.tenant = tenant;
    this.subject = subject;
    this.minted = minted;
  }

  /** True when the event was not there yet. */
  add(event: Event): boolean {
    const position = this.find(event);
    if (position < 0) {
      this.insert(event);
      this.distinct += 1;
      return true;
    }
    const held = this.counting[position] as Event;
    const compared = compareHash(event.hash, held.hash);
    if (compared === 0 || this.losers?.some((loser) => isSame(loser, event)) === true) return false;
    this.distinct += 1;
    this.losers ??= [];
    if (compared > 0) {
      this.losers.push(event);
    } else {
      this.losers.push(held);
      this.counting.splice(position, 1);
      this.byIdentity = undefined;
      this.insert(event);
    }
    return true;
  }

  private insert(event: Event): void {
    const { counting } = this;
    let position = counting.length;
    while (position > 0 && inOrder(counting[position - 1] as Event, event) > 0) position -= 1;
    if (position === counting.length) {
      counting.push(event);
      this.byIdentity?.set(identityOf(event), position);
    } else {
      counting.splice(position, 0, event);
      this.byIdentity = undefined;
    }
  }

  // A journey has half a dozen events, where looking at each is fastest; a few have thousands.
  private find(event: Event): number {
    const { counting } = this;
    if (counting.length > 32) {
      this.byIdentity ??= new Map(counting.map((held, index) => [identityOf(held), index]));
      return this.byIdentity.get(identityOf(event)) ?? -1;
    }
    for (let index = counting.length - 1; index >= 0; index -= 1) {
      const held = counting[index] as Event;
      if (held.id === event.id && held.source === event.source) return index;
    }
    return -1;
  }
}

function identityOf({ source, id }: Event): string {
  return `${source}\u0000${id}`;
}

function isSame(a: Event, b: Event): boolean {
  return a.id === b.id && a.source === b.source && compareHash(a.hash, b.hash) === 0;
}

/**
 * The journeys in hand. Only a cache: what it does not hold is read back from the store, unless the
 * journey is surely new, that is, minted after everything that was ever stored or forgotten.
 */
export class Memory {
  private readonly tenants = new Map<string, Map<string, JourneySet>>();
  private readonly maxEvents: number;
  private horizon = Number.POSITIVE_INFINITY;
  private events = 0;

  /** @param maxEvents how many events are held at most, about; each takes some 350 bytes. */
  constructor(maxEvents: number) {
    this.maxEvents = maxEvents;
  }

  /** Forgets everything; journeys minted up to the horizon (ms since 1970) may be in the store. */
  reset(horizon: number): void {
    this.tenants.clear();
    this.events = 0;
    this.horizon = horizon;
  }

  get size(): number {
    return this.events;
  }

  get(tenant: string, subject: string): JourneySet | undefined {
    return this.tenants.get(tenant)?.get(subject);
  }

  isSurelyNew(minted: number): boolean {
    return minted > this.horizon;
  }

  /** The set of a journey, empty when it is not held. */
  open(tenant: string, subject: string, minted: number): JourneySet {
    let journeys = this.tenants.get(tenant);
    if (journeys === undefined)
      this.tenants.set(tenant, (journeys = new Map<string, JourneySet>()));
    let journey = journeys.get(subject);
    if (journey === undefined) {
      journeys.set(subject, (journey = new JourneySet(tenant, subject, minted)));
      if (this.isSurelyNew(minted)) journey.told = NOTHING_TOLD;
    }
    return journey;
  }

  add(journey: JourneySet, event: Event): boolean {
    const added = journey.add(event);
    if (added) this.events += 1;
    return added;
  }

  /**
   * When too much is held, forgets a third of it, the earliest minted first: so the horizon rises
   * least. Spares what was touched after batch `written`, as its rows may not be in the store yet.
   */
  forget(written: number): void {
    if (this.events <= this.maxEvents) return;
    const held = [...this.tenants.values()].flatMap((journeys) => [...journeys.values()]);
    held.sort((a, b) => a.minted - b.minted);
    const enough = this.maxEvents * 0.67;
    for (const { tenant, subject, minted, touched, distinct } of held) {
      if (this.events <= enough) return;
      if (touched > written) continue;
      this.tenants.get(tenant)?.delete(subject);
      this.events -= distinct;
      this.horizon = Math.max(this.horizon, minted);
    }
  }
}
