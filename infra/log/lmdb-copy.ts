import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  firstSequence,
  forgetSnapshot,
  openEnvironment,
  type Environment,
  type Position,
} from "./lmdb-environment.ts";
import { lagOf } from "./lmdb-reader.ts";
import { StartupError } from "../startup-error.ts";

/** How far one group had come in one topic. */
export interface Place {
  readonly topic: string;
  readonly group: string;
  readonly position: Position;
}

/** Where all groups are now, at one moment. */
export function placesOf(env: Environment): readonly Place[] {
  forgetSnapshot(env);
  const places = Array.from(env.groups.getRange(), ({ key: [topic, group], value: position }) => ({
    topic,
    group,
    position,
  }));
  forgetSnapshot(env);
  return places;
}

/** What a group has before it in a copy. */
export interface Waiting {
  readonly topic: string;
  readonly group: string;
  readonly events: number;
}

/**
 * Copies the log as it is when this begins into a folder, and puts its groups back to where they
 * were at an earlier moment. Whoever writes or reads goes on meanwhile: the compact copy is made out
 * of one snapshot, takes no lock, and leaves free pages out.
 * @throws {StartupError} when retention has taken what a group would have to read again.
 */
export async function copyLog(
  env: Environment,
  places: readonly Place[],
  to: string,
): Promise<readonly Waiting[]> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  await env.root.backup(to, true);
  chmodSync(join(to, "data.mdb"), 0o600);
  const copy = openEnvironment(to);
  try {
    putBack(copy, places);
    mustHoldAllAfter(copy, places);
    return places.map(({ topic, group }) => {
      return { topic, group, events: lagOf(copy, topic, group, Date.now()).events };
    });
  } finally {
    forgetSnapshot(copy);
    await copy.root.close();
    rmSync(join(to, "lock.mdb"), { force: true });
  }
}

/** Nobody writes the copy either: its writers would else be taken for those of the original. */
function putBack({ root, groups, writers }: Environment, places: readonly Place[]): void {
  root.transactionSync(() => {
    groups.clearSync();
    writers.clearSync();
    for (const { topic, group, position } of places) groups.putSync([topic, group], position);
  });
}

function mustHoldAllAfter(copy: Environment, places: readonly Place[]): void {
  forgetSnapshot(copy);
  for (const { topic, group, position } of places) {
    const first = firstSequence(copy, topic);
    if (first === undefined || first <= position.sequence + 1) continue;
    throw new StartupError(
      "log-swept",
      `While the tables were copied, the log let go of what ${group} had not read of ${topic} when ` +
        `the backup began: it is older than PARCOURS_RETENTION_DAYS. Make the backup again.`,
    );
  }
}
