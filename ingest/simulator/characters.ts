/** What makes one site unlike another. */
export interface Character {
  /** Desks beyond the load, in square roots of erlangs: about 0.7 is sound, 0.3 is tight. */
  readonly slack: number;
  /** What is missing from the slack between noon and two. */
  readonly noonGap: number;
  /** What its people add to satisfaction, in standard deviations of an answer. */
  readonly charm: number;
  /** Share of tasks that fail, against the usual. */
  readonly failing: number;
  /** Its screen announces this much of the wait that it should. */
  readonly optimism: number;
  /** What customers blame when nothing else went wrong. */
  readonly irritants: readonly string[];
}

const usual: Character = {
  slack: 0.04,
  noonGap: 0.12,
  charm: 0,
  failing: 1,
  optimism: 1,
  irritants: ["complexity", "digital", "premises", "reachability"],
};

/** The characters that sites of the network have. */
export const CHARACTERS = {
  usual,
  star: { ...usual, slack: 0.5, noonGap: 0, charm: 0.45, failing: 0.6 },
  warm: { ...usual, charm: 0.3 },
  cold: { ...usual, charm: -0.45, irritants: ["consideration", "incivility", "competence"] },
  noon: { ...usual, slack: 0.06, noonGap: 0.8, charm: -0.05 },
  chronic: { ...usual, slack: -0.12, noonGap: 0.2, charm: -0.35, failing: 1.3, optimism: 0.65 },
  novice: { ...usual, charm: 0.05, failing: 1.9, irritants: ["competence", "resolution"] },
  shabby: { ...usual, charm: -0.15, irritants: ["premises", "premises", "digital"] },
  airport: {
    ...usual,
    slack: 0.05,
    noonGap: 0,
    charm: -0.1,
    irritants: ["premises", "complexity"],
  },
  calls: {
    ...usual,
    slack: 0.3,
    charm: -0.2,
    irritants: ["reachability", "complexity", "digital"],
  },
  night: {
    ...usual,
    slack: 0.55,
    noonGap: 0,
    charm: 0.1,
    irritants: ["reachability", "complexity"],
  },
} as const satisfies Record<string, Character>;
export type CharacterName = keyof typeof CHARACTERS;

/** Names of the ways in which customers spread over hours and weekdays. */
export type ProfileName = "office" | "calls" | "airport" | "night";

/** How customers spread over the hours of a day: relative weights from midnight on. */
export const PROFILES: Readonly<Record<ProfileName, readonly number[]>> = {
  // prettier-ignore
  office: [0, 0, 0, 0, 0, 0, 0, 0, 0.7, 1.05, 1.35, 1.3, 1.25, 0.85, 0.85, 1, 1.2, 1.35, 0.9, 0.5, 0, 0, 0, 0],
  // prettier-ignore
  calls: [0, 0, 0, 0, 0, 0, 0, 0, 0.8, 1.3, 1.45, 1.25, 0.95, 1, 1.15, 1.1, 1.05, 1, 0.8, 0.55, 0, 0, 0, 0],
  // prettier-ignore
  airport: [0.7, 0.6, 0.5, 0.5, 0.7, 1, 1.2, 1.2, 1.1, 1.1, 1.2, 1.2, 1.2, 1.1, 1.1, 1.1, 1.2, 1.2, 1.2, 1.2, 1.1, 1, 0.9, 0.8],
  // prettier-ignore
  night: [1.3, 1.1, 0.9, 0.8, 0.7, 0.7, 0.8, 0.9, 0.6, 0.6, 0.6, 0.6, 0.7, 0.7, 0.7, 0.7, 0.7, 0.8, 0.9, 1.1, 1.5, 1.7, 1.7, 1.5],
};

/** Customers of each weekday, Monday first, against the average day that is open from Monday to Friday. */
export const WEEKDAYS: Readonly<Record<ProfileName, readonly number[]>> = {
  office: [1.12, 0.98, 0.92, 0.97, 1.04, 0.46, 0],
  calls: [1.2, 1.02, 0.95, 0.95, 0.95, 0.55, 0],
  airport: [1.05, 0.95, 0.92, 0.98, 1.1, 0.98, 1.02],
  night: [1, 0.95, 0.95, 0.98, 1.05, 1.08, 1.05],
};
