import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { seeded } from "../bench/random.ts";
import { compare } from "../chaos/compare.ts";
import { expectedJourneys, type SentEvent } from "../chaos/oracle.ts";
import { pastLines } from "../chaos/past-lines.ts";
import { sendAll } from "../chaos/senders.ts";
import { skipUnless } from "../support/requires.ts";
import { startParcours, type Running } from "../support/running.ts";
import { loopDisk, whyNoLoopDisk } from "./loop-disk.ts";

const CUTS = 3;
const EVENTS = 30_000;
const DISK_MB = 1_500;

/** Every process dies with the machine. */
async function die(parcours: Running): Promise<void> {
  const parts = Object.values(parcours.pids());
  const dead = parcours.crash();
  for (const pid of parts) kill(pid);
  await dead;
}

/** A part may have followed its supervisor by then. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

test(
  "after power cuts under load, all that was acknowledged is there once",
  { timeout: 300_000, ...skipUnless("root", await whyNoLoopDisk()) },
  async () => {
    const lines = pastLines(EVENTS, 17);
    const random = seeded(18);
    const disk = loopDisk(DISK_MB);
    const parcours = await startParcours({ dataDir: join(disk.folder, "data") });
    try {
      let cuts = 0;
      const sending = sendAll({
        ...{ lines, random: seeded(19), url: parcours.url, key: parcours.keys.write },
        allowed: () => (cuts >= CUTS ? 1 : (cuts + 0.7) / CUTS),
      });
      sending.catch(() => undefined); // awaited below
      for (; cuts < CUTS; cuts += 1) {
        await pause(500 + random() * 2_000);
        disk.cutPower();
        await die(parcours);
        await disk.powerOn();
        await parcours.restart();
      }
      const { rejected } = await sending;
      await parcours.settled();
      const events = lines.map((line) => JSON.parse(line) as SentEvent);
      const ids = new Set(events.map(({ id }) => id));
      expect(rejected).toBe(0);
      expect(await compare(parcours, ids, expectedJourneys(events))).toEqual({
        ...{ stored: ids.size, lost: 0, double: 0, differing: [] },
      });
    } finally {
      await parcours.stop();
      await disk.remove();
    }
  },
);
