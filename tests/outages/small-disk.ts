import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A disk of its own, in memory. */
export interface SmallDisk {
  /** Takes all the room that is left, as fast as a good disk writes (200 MB/s). */
  fill(): Promise<void>;
  /** Gives it back. */
  empty(): void;
  unmount(): void;
}

const PIECE = Buffer.alloc(1 << 20);

/** Mounts a disk of so many MiB over a folder; needs root. */
export function smallDisk(folder: string, mebibytes: number): SmallDisk {
  mount(folder, mebibytes);
  const ballast = join(folder, "ballast");
  return {
    async fill() {
      const file = openSync(ballast, "w");
      try {
        for (const size of [PIECE.length, 4_096]) await writeAll(file, size);
      } finally {
        closeSync(file);
      }
    },
    empty() {
      rmSync(ballast);
    },
    unmount() {
      execFileSync("umount", [folder]);
    },
  };
}

/** Why no disk of its own can be had here; undefined when one can. */
export function whyNoSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "parcours-mount-"));
  try {
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
    if (status !== 0) return "only root may mount a small disk";
    spawnSync("umount", [folder]);
    return undefined;
  } finally {
    rmdirSync(folder);
  }
}

function mount(folder: string, mebibytes: number): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${String(mebibytes)}m`, "tmpfs", folder]);
}

async function writeAll(file: number, size: number): Promise<void> {
  try {
    while (writeSync(file, PIECE, 0, size) > 0) await pause(5);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
