import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

/** The lines that say on what the figures were made. */
export function machineLines(): readonly string[] {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const [load = 0] = loadavg();
  const lines = [
    `${cpus().length} cores (${cpu?.model ?? "unknown"}), ${memory}, Node ${process.version}, load ${load.toFixed(2)}`,
  ];
  if (load > 1) {
    lines.push(
      "Others use this machine: read the ratios, whose two sides ran in turn, not the figures.",
    );
  }
  return lines;
}

/** Of /proc, so Linux alone. */
export interface Usage {
  readonly cpuSeconds: number;
  /** The most resident memory that the process ever had, in bytes. */
  readonly peakBytes: number;
  /** Of what is resident now, what is not a file that others share. */
  readonly anonymousBytes: number;
}

const TICKS_A_SECOND = 100;

/** What a process has used since it started; zeros once it is gone. */
export function usageOf(pid: number): Usage {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
      peakBytes: kilobytes("VmHWM") * 1024,
      anonymousBytes: kilobytes("RssAnon") * 1024,
    };
  } catch {
    return { cpuSeconds: 0, peakBytes: 0, anonymousBytes: 0 };
  }
}

/** The processes that a process has started, with their first argument after the script. */
export function childrenOf(parent: number): readonly { pid: number; role: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map((name) => {
      const words = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0").filter(Boolean);
      return { pid: Number(name), role: words.at(-1) ?? "" };
    });
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}
