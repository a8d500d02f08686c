/** What an examination says of one thing. */
export type Finding =
  | { readonly check: string; readonly level: "ok"; readonly found: string }
  | ({ readonly check: string; readonly level: "warning" | "problem" } & Complaint);

/** What is not as it should be. */
export interface Complaint {
  readonly expected: string;
  readonly found: string;
  /** What to do, as an instruction. */
  readonly todo: string;
}

export function ok(check: string, found: string): Finding {
  return { check, level: "ok", found };
}

/** It works, and somebody should know. */
export function warning(check: string, complaint: Complaint): Finding {
  return { check, level: "warning", ...complaint };
}

/** It doesn't work, or will not for long. */
export function problem(check: string, complaint: Complaint): Finding {
  return { check, level: "problem", ...complaint };
}
