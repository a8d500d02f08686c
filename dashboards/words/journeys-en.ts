import type { EventType } from "../../schemas/event-types.ts";
import type { SideDimension, Tab } from "../journeys/address.ts";
import type { Goer, Order, Unit } from "../journeys/funnel.ts";
import type { Part } from "../journeys/part.ts";
import { filtersEn } from "./filters-en.ts";

const NUMBERS: Readonly<Record<number, string>> = {
  ...{ 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven" },
  ...{ 8: "eight", 9: "nine", 10: "ten", 20: "twenty" },
};
const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** `one in three journeys is`, `nine in ten journeys are`, `12.3% of journeys are`. */
const journeysAre = (part: Part | undefined, share: string, goers = "journeys") =>
  part
    ? `${NUMBERS[part.some] ?? ""} in ${NUMBERS[part.of] ?? ""} ${goers} ${part.some === 1 ? "is" : "are"}`
    : `${share} of ${goers} are`;
const customersAre = (part: Part | undefined, share: string) =>
  journeysAre(part, share, "customers");
const exactly = (part: Part | undefined, share: string) => (part ? ` (${share})` : "");

/** What the screen *Journeys* says, in English. */
export const journeysEn = {
  ask: {
    title: "The question",
    whoLabel: "Who goes through",
    who: { journey: "Journeys", customer: "Customers" } satisfies Record<Goer, string>,
    passThrough: "go through",
    step: (n: string) => `Step ${n}`,
    name: "Its name here",
    up: (n: string) => `Move step ${n} up`,
    down: (n: string) => `Move step ${n} down`,
    remove: (n: string) => `Take step ${n} out`,
    add: "Add a step",
    order: "Order",
    orders: {
      ordered: "in this order",
      strict: "right after one another",
      unordered: "in any order",
    } satisfies Record<Order, string>,
    within: "within",
    count: "How many",
    unit: "Unit",
    units: { s: "seconds", m: "minutes", h: "hours", d: "days" } satisfies Record<Unit, string>,
    fromFirst: "of the first.",
    without: "Without",
    excluded: "Event left out",
    between: "between step",
    from: "After step",
    and: "and step",
    until: "Before step",
    unexclude: "Take this exclusion out",
    exclude: "Leave an event out",
    usual: "Start over",
    said: (steps: string, order: string, window: string) => `${steps}; ${order}, within ${window}`,
    saidWithout: (type: string, from: string, to: string) =>
      `; without “${type}” between steps ${from} and ${to}`,
  },
  take: {
    title: "Take it along",
    copy: "Copy as",
    link: "link",
    curl: "curl",
    python: "Python",
    sql: "SQL",
    asking: "The server is asked for the SQL…",
    noSql: "There is no SQL statement to copy for this question.",
    notCopied: (why: string) => `Not copied. ${why}`,
    download: "Download",
    copied: (what: string) => `Copied: ${what}`,
    byHand: "The browser does not let this page copy: take it from here.",
    loaded: (file: string) => `Downloaded: ${file}`,
    failed: (why: string) => `Not downloaded. ${why}`,
  },
  funnel: {
    any: (n: number) => `any ${String(n)} of the steps`,
    nobody: "No journey of this selection goes through the first step",
    oneStep: (n: string, name: string) => `${n} journeys go through “${name}”`,
    early: (open: string, n: string) =>
      `Too early to conclude: ${open} of ${n} journeys may still go on`,
    noLoss: "No journey is lost: all go through to the end",
    worstLoss: (from: string, to: string, part: Part | undefined, share: string) =>
      `Between “${from}” and “${to}”, ${journeysAre(part, share)} lost${exactly(part, share)}`,
    lossesTied: (a: { to: string; share: string }, b: { to: string; share: string }) =>
      `The greatest losses: before “${a.to}” (${a.share}) and before “${b.to}” (${b.share}); between them nothing is established`,
    conversion: (n: string, share: string, low: string, high: string) =>
      `Of ${n} that enter, ${share} go all the way (${low} to ${high})`,
    changed: {
      up: (points: string, against: string) => `; ${points} more ${against}, established`,
      down: (points: string, against: string) => `; ${points} fewer ${against}, established`,
    },
    unchanged: (against: string) => `; no change established ${against}`,
    entered: (n: string) => `${n} that entered`,
    reached: (n: string) => `${n} journeys`,
    open: (n: string) => `${n} may still go on`,
    lost: (n: string, share: string) => `${n} lost (${share})`,
    lostOne: (share: string) => `1 lost (${share})`,
    lostNone: "none lost",
    more: (points: string) => `${points} more than before`,
    fewer: (points: string) => `${points} fewer than before`,
    took: (median: string, p90: string) => `median ${median}, p90 ${p90}`,
    before: "tick: before",
    see: (name: string) => `${name}: see the journeys`,
    seeLost: (from: string, to: string) => `Lost between ${from} and ${to}: see the journeys`,
  },
  tabs: {
    label: "Look closer",
    paths: "Paths",
    variants: "Variants",
    sides: "Comparison",
    evidence: "Evidence",
  } satisfies Record<Tab, string> & { label: string },
  paths: {
    start: "start",
    end: "end",
    mostEnd: (part: Part | undefined, name: string, share: string) =>
      `${capital(journeysAre(part, share))} over after “${name}”${exactly(part, share)}`,
    endsTied: (a: string, b: string) =>
      `Most journeys end after “${a}” or “${b}”; between them nothing is established`,
    none: "Too few journeys to say how they end",
    under: "What directly follows what: the thicker, the more often; with the median time",
    shown: "Share of moves shown",
    edge: (from: string, to: string) => `${from} → ${to}`,
    times: (n: string) => `${n} times`,
  },
  variants: {
    most: (steps: string, part: Part | undefined, share: string) =>
      `${capital(journeysAre(part, share))} alike: the same ${steps} events in the same order${exactly(part, share)}`,
    tied: "Which way is the most usual is not established",
    none: "Too few journeys to say which way is the most usual",
    under: "Whole sequences of events, the most usual first",
    variant: "Sequence",
    duration: "Median length",
    open: (n: string) => `Sequence ${n}: see its journeys`,
    asFunnel: "as funnel",
    asFunnelOf: (n: string) => `as funnel: sequence ${n}`,
    name: (n: string) => `A sequence of ${n} events`,
    more: (n: string) => `The ${n} most usual ones; there are more.`,
    short: {
      "ticket.issued": "ticket",
      "wait.started": "wait",
      "ticket.called": "called",
      "wait.ended": "wait over",
      "wait.abandoned": "gave up",
      "ticket.no_show": "absent",
      "service.started": "service",
      "service.ended": "served",
      "ticket.transferred": "transfer",
      "ticket.cancelled": "cancelled",
      "review.requested": "asked",
      "review.submitted": "opinion",
      "review.answered": "answer",
    } satisfies Record<EventType, string>,
  },
  sides: {
    by: "Compare by",
    dimensions: {
      channel: "channel",
      service: "service",
      region: "region",
      site: "branch",
      segment: "segment",
      priority: "priority",
    } satisfies Record<SideDimension, string>,
    first: "First side",
    second: "Second side",
    with: "with",
    empty: "(none)",
    none: "There is nothing to compare in this selection",
    few: (a: string, b: string) => `${capital(a)} and ${b}: too few to conclude`,
    alike: (a: string, b: string, [of, ofOther]: readonly [string, string]) =>
      `All the way, no difference is established between ${a} and ${b} (${of} against ${ofOther})`,
    ahead: (more: string, less: string, points: string, [of, ofOther]: readonly [string, string]) =>
      `All the way, ${more} is ahead of ${less} by ${points} (${of} against ${ofOther}): established`,
    under:
      "Share of those who entered, with its 95% interval; a difference is established at 5%, over all steps together",
    side: "Side",
    established: (points: string, name: string) => `${capital(name)}: ${points} more, established`,
    notEstablished: "no difference established",
    tooFew: "too few to conclude",
    previous: (points: string, name: string) =>
      `From the step before, ${name}: ${points} more, established`,
    moved: (name: string) =>
      `Journeys have come in the meantime: the intervals of ${name} follow with the next answer.`,
  },
  spread: {
    see: (from: string, to: string) => `From ${from} to ${to}: how many took how long`,
    between: (from: string, to: string) => `From “${from}” to “${to}”`,
    half: (from: string, to: string, median: string, p90: string) =>
      `From “${from}” to “${to}”, half take ${median} at most, nine in ten ${p90}`,
    atOnce: (from: string, to: string) =>
      `From “${from}” to “${to}”, nine in ten take less than a second`,
    under: "How many took how long: the larger a column, the more of them",
    none: "Nobody came this far.",
    column: (span: string, n: string) => `${span}: ${n}`,
    more: (from: string) => `${from} or more`,
    from: "From",
    to: "To less than",
    count: "Number",
    units: { s: "s", min: "min", h: "h", d: "d" },
  },
  evidence: {
    title: {
      reached: (name: string) => `The journeys that came to “${name}”`,
      lost: (from: string, to: string) => `The journeys lost between “${from}” and “${to}”`,
      open: (name: string) => `The journeys that came to “${name}” and may still go on`,
    },
    under: "Each opens into its events",
    step: "Step",
  },
  filters: filtersEn,
  /** What is said otherwise where customers go through the funnel; only known ones can. */
  customers: {
    funnel: {
      nobody: "No known customer of this selection goes through the first step",
      oneStep: (n: string, name: string) => `${n} customers go through “${name}”`,
      early: (open: string, n: string) =>
        `Too early to conclude: ${open} of ${n} customers may still go on`,
      noLoss: "No customer is lost: all go through to the end",
      worstLoss: (from: string, to: string, part: Part | undefined, share: string) =>
        `Between “${from}” and “${to}”, ${customersAre(part, share)} lost${exactly(part, share)}`,
      reached: (n: string) => `${n} ${n === "1" ? "customer" : "customers"}`,
      see: (name: string) => `${name}: see the journeys of these customers`,
      seeLost: (from: string, to: string) =>
        `Lost between ${from} and ${to}: see the journeys of these customers`,
    },
    evidence: {
      title: {
        reached: (name: string) => `The journeys of the customers that came to “${name}”`,
        lost: (from: string, to: string) =>
          `The journeys of the customers lost between “${from}” and “${to}”`,
        open: (name: string) =>
          `The journeys of the customers that came to “${name}” and may still go on`,
      },
    },
    listed: "All journeys of these customers, in the period and the window after it",
  },
};
