/** Somebody who joins the queue; all times in ms. */
export interface Customer {
  readonly at: number;
  /** Who is called first: 0 before 1; of equal rank, who came first. */
  readonly rank: number;
  readonly patienceMs: number;
  /** How long a desk is taken, from the call until it is free again. */
  readonly deskMs: number;
  /** Leaves without a word: is still called, and is absent. */
  readonly silent: boolean;
}

/** From `from` on, so many desks are open; a desk that closes finishes its customer first. */
export interface Staffing {
  readonly from: number;
  readonly desks: number;
}

/** What the queue was at arrival, and how the wait ended: `at` in ms, `desk` from 0. */
export interface Passage {
  readonly ahead: number;
  readonly open: number;
  readonly idle: boolean;
  readonly fate: "served" | "left" | "absent";
  readonly at: number;
  readonly desk: number;
}

interface Waiting {
  readonly customer: Customer;
  readonly index: number;
  readonly gone: number;
  readonly seen: Pick<Passage, "ahead" | "open" | "idle">;
}

/** How long a desk waits for somebody who was called and does not come. */
export const ABSENCE_MS = 40_000;

/**
 * Runs a queue with c desks from first arrival to last departure: event by event, first come first
 * called within a rank. Customers come in order of arrival; the last staffing has at least one desk.
 */
export function runQueue(customers: readonly Customer[], staffing: readonly Staffing[]): Passage[] {
  const passages: Passage[] = [];
  const freeAt: number[] = [];
  let queue: Waiting[] = [];
  let open = 0;
  let shift = 0;
  let next = 0;

  const openUntil = (now: number) => {
    for (
      let step = staffing[shift];
      step !== undefined && step.from <= now;
      step = staffing[shift]
    ) {
      open = step.desks;
      while (freeAt.length < open) freeAt.push(0);
      shift += 1;
    }
  };
  const idleDesk = (now: number): number => {
    for (let desk = 0; desk < open; desk += 1) if ((freeAt[desk] ?? 0) <= now) return desk;
    return -1;
  };
  const call = (now: number) => {
    for (let desk = idleDesk(now); desk >= 0 && queue.length > 0; desk = idleDesk(now)) {
      const first = queue.shift();
      if (first === undefined) return;
      const { customer, gone, index, seen } = first;
      const left = gone <= now;
      if (left && !customer.silent) passages[index] = { ...seen, fate: "left", at: gone, desk };
      else {
        passages[index] = { ...seen, fate: left ? "absent" : "served", at: now, desk };
        freeAt[desk] = now + (left ? ABSENCE_MS : customer.deskMs);
      }
    }
  };
  const join = (customer: Customer, index: number) => {
    const { at, patienceMs } = customer;
    queue = queue.filter((other) => {
      const stays = other.gone > at || other.customer.silent;
      if (!stays) passages[other.index] = { ...other.seen, fate: "left", at: other.gone, desk: -1 };
      return stays;
    });
    const place = placeOf(queue, customer.rank);
    const seen = { ahead: place, open, idle: idleDesk(at) >= 0 };
    queue.splice(place, 0, { customer, index, gone: at + patienceMs, seen });
  };
  const earliestFree = (now: number): number => {
    let earliest = Infinity;
    for (let desk = 0; desk < open; desk += 1) {
      const free = freeAt[desk] ?? 0;
      if (free > now && free < earliest) earliest = free;
    }
    return earliest;
  };

  for (let now = -Infinity; next < customers.length || queue.length > 0;) {
    const arrival = customers[next]?.at ?? Infinity;
    const chance = queue.length === 0 ? Infinity : earliestFree(now);
    const change = queue.length === 0 ? Infinity : (staffing[shift]?.from ?? Infinity);
    now = Math.min(arrival, chance, change);
    if (now === Infinity) throw new RangeError("The last staffing needs at least one desk.");
    openUntil(now);
    // Who waits goes first: a desk that is free at the moment of an arrival is theirs.
    call(now);
    const customer = customers[next];
    if (customer?.at !== now) continue;
    join(customer, next);
    next += 1;
    call(now);
  }
  return passages;
}

function placeOf(queue: readonly Waiting[], rank: number): number {
  let place = queue.length;
  while (place > 0 && (queue[place - 1]?.customer.rank ?? 0) > rank) place -= 1;
  return place;
}
