import type fc from "fast-check";
import type { Draft } from "./draft.ts";

/** Something that is done to a request. */
export type Fault = fc.Arbitrary<(draft: Draft) => Draft>;
/** By what it is, in words. */
export type Faults = Readonly<Record<string, Fault>>;
