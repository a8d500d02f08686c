import fc from "fast-check";
import { headersBeyond, mayCall, type Caller } from "./callers.ts";
import { operationsOf, type OpenApiDocument, type Operation } from "./document.ts";
import type { Draft } from "./draft.ts";
import { faultsOf } from "./faults.ts";
import { validDrafts, type Known } from "./valid-drafts.ts";

/** So many valid requests of each operation come first. */
const VALID_EACH = 4;
/** More than a public key may send at once. */
const FLOOD = 400;

export interface PlanDeps {
  readonly document: OpenApiDocument;
  readonly callers: readonly Caller[];
  readonly known: Known;
  /** Who sends too much at once, and where. */
  readonly flood: { readonly caller: Caller; readonly operationId: string };
  readonly seed: number;
}

/** Which requests are made: the nth is always the same for the same seed and document. */
export interface Plan {
  readonly operations: readonly Operation[];
  /** So many at the start are sent all at once. */
  readonly flooding: number;
  /** How many of them are no accident: each operation with each caller and with each fault. */
  readonly systematic: number;
  requestAt(nth: number): Draft;
}

export function planRequests({ document, callers, known, flood, seed }: PlanDeps): Plan {
  const operations = operationsOf(document);
  const draftsOf = validDrafts(document, known);
  const wanted = operations.map((operation) => {
    const drafts = draftsOf(operation);
    const by = (caller: Caller) => drafts.map((draft): Draft => ({ ...draft, caller }));
    const welcome = oneOf(
      callers
        .filter((caller) => mayCall(operation, caller))
        .map((caller) => by(caller).map(withinScope)),
    );
    const faults = Object.entries(faultsOf(operation));
    const faulty = (drafted: fc.Arbitrary<Draft>) =>
      faults.map(([name, fault]) =>
        fc
          .tuple(drafted, fault)
          .map(([draft, change]): Draft => ({ ...change(draft), faults: [...draft.faults, name] })),
      );
    const ofFault = faulty(welcome);
    return {
      // Without bodies, which would have to be kept: nothing else is fast enough to be too fast.
      flooded:
        operation.operationId === flood.operationId
          ? [
              by(flood.caller)
                .map(withinScope)
                .map((draft): Draft => ({ ...draft, body: undefined, gzip: false })),
            ]
          : [],
      welcome,
      ofCaller: callers.map(by),
      ofFault,
      ofTwoFaults: faulty(oneOf(ofFault)),
    };
  });

  const systematic = [
    ...wanted.flatMap(({ flooded }) => Array.from({ length: FLOOD }, () => flooded).flat()),
    ...wanted.flatMap(({ welcome, ofCaller, ofFault }) => [
      ...Array.from({ length: VALID_EACH }, () => welcome),
      ...ofCaller,
      ...ofFault,
    ]),
  ];
  const accidental = oneOf(
    wanted.map(({ welcome, ofCaller, ofFault, ofTwoFaults }) =>
      fc.oneof(
        { weight: 4, arbitrary: welcome },
        { weight: 2, arbitrary: oneOf(ofCaller) },
        { weight: 4, arbitrary: oneOf(ofFault) },
        { weight: 1, arbitrary: oneOf(ofTwoFaults) },
      ),
    ),
  );

  return {
    operations,
    flooding: FLOOD,
    systematic: systematic.length,
    requestAt(nth) {
      const drafts = systematic[nth] ?? accidental;
      const [draft] = fc.sample(drafts, { seed: mixed(seed, nth), numRuns: 1 });
      if (draft === undefined) throw new Error("fast-check made nothing.");
      return draft;
    },
  };
}

/** Without what only others may send. */
function withinScope(draft: Draft): Draft {
  const beyond = headersBeyond(draft.operation, draft.caller);
  const headers = Object.entries(draft.headers).filter(([name]) => !beyond.includes(name));
  return { ...draft, headers: Object.fromEntries(headers) };
}

function oneOf(drafts: readonly fc.Arbitrary<Draft>[]): fc.Arbitrary<Draft> {
  return fc.oneof(...drafts);
}

/** A seed of its own for each request, so that any of them can be made again alone. */
export function mixed(seed: number, nth: number): number {
  return Math.imul(seed ^ Math.imul(nth + 1, 0x9e3779b1), 0x85ebca6b) | 0;
}
