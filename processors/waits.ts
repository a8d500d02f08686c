import type { Event } from "./event.ts";

/** How a wait ended; `waiting` is open or censored, which only a clock can tell. */
export type WaitEnd = "served" | "abandoned" | "no_show" | "cancelled" | "waiting";

/** One wait of a journey; times in ms since 1970. */
export interface Wait {
  readonly from: number;
  /** Undefined while it is not over, and where no wait can be measured. */
  readonly until: number | undefined;
  readonly end: WaitEnd;
  readonly queue: string;
  readonly announcedMs: number | undefined;
  readonly afterTransfer: boolean;
  /** Service started more than {@link CLOCK_NOISE_MS} before the wait's end. */
  readonly suspect: boolean;
  /** It would end before it starts: no duration. */
  readonly negative: boolean;
}

/** Clocks of two machines differ; up to this much is noise. */
const CLOCK_NOISE_MS = 5_000;

interface OpenWait {
  from: number;
  /** Began with a `wait.started`, not with a ticket or a transfer. */
  explicit: boolean;
  /** Called, absent or transferred since: a later `wait.started` goes on with this same wait. */
  settled: boolean;
  afterTransfer: boolean;
  queue: string;
  announcedMs: number | undefined;
  firstCalled: number | undefined;
  lastCalled: number | undefined;
  noShow: number | undefined;
  serviceStarted: number | undefined;
  serviceEnded: boolean;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The waits of a journey, from its events in order (METRICS, "Waits"). A wait lasts until its
 * `wait.ended` or `wait.abandoned`; only where neither comes, calls and services say when it ended.
 */
export function waitsOf(events: readonly Event[]): readonly Wait[] {
  const walk = new Walk();
  for (const event of events) walk.step(event);
  return walk.end();
}

function isInService(wait: OpenWait): boolean {
  return wait.serviceStarted !== undefined;
}

class Walk {
  private readonly waits: Mutable<Wait>[] = [];
  private open: OpenWait | undefined;
  private hadTicket = false;
  private cancelled = false;
  /** A service going on that belongs to no wait yet. */
  private serviceRunning: number | undefined;
  /** An end that came before any start. */
  private orphanEnd: "served" | "abandoned" | undefined;
  private orphanCall = false;

  step(event: Event): void {
    const { at } = event;
    switch (event.facts.type) {
      case "ticket.issued":
        this.ticketIssued(at);
        return;
      case "wait.started":
        this.waitStarted(event);
        return;
      case "ticket.transferred":
        this.transferred(at);
        return;
      case "ticket.called":
        this.orphanCall ||= this.open === undefined && this.waits.length === 0;
        if (this.open === undefined) return;
        this.open.settled = true;
        if (this.open.serviceStarted !== undefined) return;
        this.open.firstCalled ??= at;
        this.open.lastCalled = at;
        return;
      case "ticket.no_show":
        this.noShow(at);
        return;
      case "wait.ended":
        this.waitEnded(event, "served");
        return;
      case "wait.abandoned":
        this.waitEnded(event, "abandoned");
        return;
      case "service.started":
        this.serviceStarted(at);
        return;
      case "service.ended":
        this.serviceRunning = undefined;
        if (this.open?.serviceStarted !== undefined) this.open.serviceEnded = true;
        return;
      case "ticket.cancelled":
        this.ticketCancelled(at);
        return;
      case "review.requested":
      case "review.submitted":
      case "review.answered":
        return;
      default:
        event.facts.type satisfies never;
    }
  }

  end(): readonly Wait[] {
    this.finish();
    return this.waits;
  }

  private begin(at: number, explicit: boolean, afterTransfer: boolean): OpenWait {
    this.open = {
      from: at,
      explicit,
      settled: false,
      afterTransfer,
      queue: "",
      announcedMs: undefined,
      firstCalled: undefined,
      lastCalled: undefined,
      noShow: undefined,
      serviceStarted: this.waits.length === 0 ? this.serviceRunning : undefined,
      serviceEnded: false,
    };
    return this.open;
  }

  private ticketIssued(at: number): void {
    if (this.open?.serviceEnded === true) this.finish();
    // The first ticket of a journey that has already waited or cancelled comes from a clock that was
    // set back; it starts nothing.
    const engaged = this.waits.length > 0 || this.cancelled;
    if (this.open === undefined && (this.hadTicket || !engaged)) this.begin(at, false, false);
    this.hadTicket = true;
  }

  private waitStarted(event: Event): void {
    const held = this.open;
    const takesOver = held?.explicit === false && !held.settled;
    if (takesOver) {
      // The ticket's wait was only assumed; where a wait.started comes, even late, it is the start.
      held.from = event.at;
      held.explicit = true;
    } else if (held?.serviceEnded === true || (held?.explicit === true && isInService(held))) {
      this.finish();
    }
    this.describe(this.open ?? this.begin(event.at, true, false), event);
  }

  private describe(wait: OpenWait, { said }: Event): void {
    if (wait.queue === "") wait.queue = said.queue;
    wait.announcedMs ??= said.announcedMs;
  }

  private transferred(at: number): void {
    if (this.open?.serviceStarted !== undefined && this.open.from !== at) this.finish();
    const last = this.waits.at(-1);
    if (this.open === undefined) {
      // Its wait.started may have the same time; it then stands before the transfer, or is even over.
      if (last?.from === at) last.afterTransfer = true;
      else this.begin(at, false, true);
    } else if (this.open.from === at && this.waits.length > 0) {
      this.open.afterTransfer = true;
    } else {
      this.open.settled = true;
    }
  }

  private noShow(at: number): void {
    const last = this.waits.at(-1);
    if (this.open !== undefined) {
      this.open.settled = true;
      if (this.open.serviceStarted === undefined) this.open.noShow ??= at;
    } else if (last?.end === "served" && this.serviceRunning === undefined) {
      last.end = "no_show";
    }
  }

  private serviceStarted(at: number): void {
    this.serviceRunning = at;
    const last = this.waits.at(-1);
    if (this.open !== undefined) this.open.serviceStarted ??= at;
    else if (last?.end === "no_show") last.end = "served";
  }

  private waitEnded(event: Event, end: "served" | "abandoned"): void {
    const wait = this.open;
    if (wait === undefined) {
      if (this.waits.length === 0) this.orphanEnd ??= end;
      return;
    }
    this.describe(wait, event);
    const absent = wait.noShow !== undefined && wait.serviceStarted === undefined;
    const noise = wait.serviceStarted === undefined ? 0 : event.at - wait.serviceStarted;
    this.close(wait, event.at, end === "served" && absent ? "no_show" : end);
    if (noise > CLOCK_NOISE_MS) (this.waits.at(-1) as Mutable<Wait>).suspect = true;
  }

  private ticketCancelled(at: number): void {
    const wait = this.open;
    this.cancelled = true;
    if (wait === undefined || wait.serviceStarted !== undefined) return;
    const untouched = !wait.explicit && wait.firstCalled === undefined && wait.noShow === undefined;
    if (untouched) this.close(wait, undefined, "cancelled");
    else this.close(wait, at, "abandoned");
  }

  private finish(): void {
    const wait = this.open;
    if (wait === undefined) return;
    const { serviceStarted, firstCalled, lastCalled, noShow } = wait;
    const isFirst = this.waits.length === 0;
    if (isFirst && this.orphanEnd !== undefined) {
      this.closeNegative(wait, serviceStarted === undefined ? this.orphanEnd : "served");
    } else if (serviceStarted !== undefined) {
      this.close(wait, lastCalled ?? serviceStarted, "served");
    } else if (firstCalled !== undefined || noShow !== undefined) {
      this.close(wait, firstCalled ?? noShow, noShow === undefined ? "served" : "no_show");
    } else if (isFirst && this.orphanCall) {
      this.closeNegative(wait, "served");
    } else {
      this.close(wait, undefined, "waiting");
    }
  }

  /** What ended it came before it began. */
  private closeNegative(wait: OpenWait, end: WaitEnd): void {
    this.close(wait, undefined, end);
    (this.waits.at(-1) as Mutable<Wait>).negative = true;
  }

  private close(wait: OpenWait, until: number | undefined, end: WaitEnd): void {
    const negative = until !== undefined && until < wait.from;
    this.open = undefined;
    this.waits.push({
      from: wait.from,
      until: negative ? undefined : until,
      end,
      queue: wait.queue,
      announcedMs: wait.announcedMs,
      afterTransfer: wait.afterTransfer,
      suspect: false,
      negative,
    });
  }
}
