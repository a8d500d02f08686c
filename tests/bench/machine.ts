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
  lines.push(
    `One core parses ${parsesPerSecond().toLocaleString("en")} events/s now (850,000 in TRAPS).`,
  );
  if (load > 1) lines.push("Others use this machine: read the ratios, not the figures.");
  return lines;
}

/** `JSON.parse` of 333 bytes: tells a quiet machine from a busy one, and this one from others. */
function parsesPerSecond(): number {
  const event = JSON.stringify({ ...SAMPLE, pad: "x".repeat(333 - JSON.stringify(SAMPLE).length) });
  const end = performance.now() + 500;
  let parsed = 0;
  while (performance.now() < end) {
    for (let count = 0; count < 1_000; count += 1) JSON.parse(event);
    parsed += 1_000;
  }
  return Math.round((parsed * 2) / 1_000) * 1_000;
}

const SAMPLE = {
  specversion: "1.0",
  id: "01a1feac-83ab-71a4-8094-93eaa44573ea",
  source: "urn:parcours:bench:site-0289:desk",
  type: "service.started",
  time: "2026-11-21T15:14:41.195Z",
  data: { mode: "counter", desk: "desk-3" },
};

/** CPU seconds that all processes of the machine have used since it started. */
export function busySeconds(): number {
  const [total = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const [, user, nice, system, , , irq, softirq] = total.split(/\s+/).map(Number);
  const ticks = [user, nice, system, irq, softirq].reduce<number>((sum, n = 0) => sum + n, 0);
  return ticks / TICKS_A_SECOND;
}

/** Of /proc, so Linux alone. */
export interface Usage {
  readonly cpuSeconds: number;
  /** The most resident memory that the process ever had, in bytes. */
  readonly peakBytes: number;
  /** Of what is resident now, what is not a file that others share. */
  readonly anonymousBytes: number;
  /** What is resident now, a page that n processes map counting as 1/n: such figures can be added. */
  readonly proportionalBytes: number;
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
      proportionalBytes:
        Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]) *
        1024,
    };
  } catch {
    return { cpuSeconds: 0, peakBytes: 0, anonymousBytes: 0, proportionalBytes: 0 };
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
