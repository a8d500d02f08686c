import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A disk of its own with a journal, as an ordinary machine has, that can lose its power. */
export interface LoopDisk {
  readonly folder: string;
  /** From now on nothing reaches the disk, and what was not flushed never has. */
  cutPower(): void;
  /** What a start of the machine does: the journal is replayed. Nobody may have a file open. */
  powerOn(): Promise<void>;
  remove(): Promise<void>;
}

/** ext4's `shutdown` call, without flushing its journal before (EXT4_IOC_SHUTDOWN, NOLOGFLUSH). */
const CUT = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack("I", 2))`;

/** Makes a disk of so many MiB in a file, and mounts it; needs root. */
export function loopDisk(mebibytes: number): LoopDisk {
  const home = mkdtempSync(join(tmpdir(), "parcours-loop-"));
  const [image, folder] = [join(home, "disk.img"), join(home, "disk")];
  closeSync(openSync(image, "w"));
  truncateSync(image, mebibytes << 20);
  mkdirSync(folder);
  execFileSync("mkfs.ext4", ["-q", image]);
  const mount = () => execFileSync("mount", ["-o", "loop", image, folder]);
  mount();
  return {
    folder,
    cutPower() {
      execFileSync("python3", ["-c", CUT, folder]);
    },
    async powerOn() {
      await unmount(folder);
      mount();
    },
    async remove() {
      await unmount(folder);
      rmSync(home, { recursive: true });
    },
  };
}

/** The kernel lets go of what a process had open a moment after it has ended. */
async function unmount(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, stderr } = spawnSync("umount", [folder], { encoding: "utf8" });
    if (status === 0) return;
    if (attempt === 50) throw new Error(stderr);
    await pause(200);
  }
}

/** Why no such disk can be had here; undefined when one can. */
export async function whyNoLoopDisk(): Promise<string | undefined> {
  try {
    const disk = loopDisk(8);
    try {
      disk.cutPower();
      await disk.powerOn();
    } finally {
      await disk.remove();
    }
    return undefined;
  } catch {
    return "no ext4 can be mounted from a file and shut down (root, loop devices and python3 do that)";
  }
}
