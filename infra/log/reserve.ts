import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, rmSync, writeSync } from "node:fs";

/** Room on the disk, kept for the day it is full: deleting needs a little, because LMDB copies on write. */
export interface Reserve {
  /** Fills the file as far as there is room; true when enough is held. */
  hold(): boolean;
  release(): void;
}

export function reserveAt(path: string, bytes: number): Reserve {
  return {
    hold() {
      const fd = openSync(path, "a");
      try {
        // Random, because zeros take no room on file systems that compress.
        const chunk = randomBytes(Math.min(1 << 20, bytes));
        let size = fstatSync(fd).size;
        try {
          while (size < bytes)
            size += writeSync(fd, chunk, 0, Math.min(chunk.length, bytes - size));
        } catch {
          return size >= bytes / 2;
        }
        return true;
      } finally {
        closeSync(fd);
      }
    },
    release() {
      rmSync(path, { force: true });
    },
  };
}
