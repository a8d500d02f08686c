import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Benchmark, Options } from "./bench.ts";
import { collector } from "./collector.ts";
import { endToEnd } from "./end-to-end.ts";
import { fold } from "./fold.ts";
import { kafka } from "./kafka.ts";
import { freshness } from "./freshness.ts";
import { log } from "./log.ts";
import { machineLines } from "./machine.ts";
import { ROOT } from "./places.ts";
import { prepareDay } from "./prepare.ts";
import { questions } from "./questions.ts";
import { tableOf, type Findings } from "./report.ts";
import { waits } from "./waits.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  collector,
  "end-to-end": endToEnd,
  fold,
  freshness,
  kafka,
  log,
  questions,
  waits,
};

const HELP = `npm run bench -- [options]

  --only <names>     of ${Object.keys(BENCHMARKS).join(", ")} (with commas between)
  --events <n>       events of the prepared day (default 1,000,000)
  --seconds <n>      of each freshness run (default 30)
  --journeys <n>     of the waits (default 1,000,000), a tenth of those of the questions
  --quick            a tenth of everything: to see that it works, not how fast
  --folder <path>    where the temporary folder is made, on a real disk (default: .cache)
  --profile <path>   keep a CPU profile of each process there
  --no-build         measure dist as it is
  --help
`;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    events: { type: "string" },
    seconds: { type: "string" },
    journeys: { type: "string" },
    quick: { type: "boolean", default: false },
    folder: { type: "string", default: join(ROOT, ".cache") },
    profile: { type: "string" },
    "no-build": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const chosen = chosenBenchmarks();
  if (!values["no-build"]) build();
  mkdirSync(values.folder, { recursive: true });
  const folder = mkdtempSync(join(values.folder, "bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  await measure(chosen, folder);
}

async function measure(chosen: readonly string[], folder: string): Promise<void> {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0).padStart(4);
  const say = (line: string) => process.stdout.write(`${seconds()} s  ${line}\n`);
  const machine = machineLines();
  for (const line of machine) say(line);
  const options = optionsOf();
  const day = await prepareDay(join(folder, "day.ndjson"), options.events);
  const average = Math.round(day.bytes / day.events);
  say(`${day.events.toLocaleString("en")} events prepared, ${average} bytes on average`);
  const findings: Findings[] = [];
  for (const name of chosen) {
    say(name);
    const own = join(folder, name);
    mkdirSync(own);
    const context = { folder: own, day, options, say: (line: string) => say(`${name}: ${line}`) };
    findings.push(await (BENCHMARKS[name] as Benchmark)(context));
    rmSync(own, { recursive: true });
  }
  process.stdout.write(`\n${machine.join("\n")}\n\n${tableOf(findings)}\n`);
}

function chosenBenchmarks(): readonly string[] {
  const names = Object.keys(BENCHMARKS);
  const only = values.only?.split(",") ?? names;
  const unknown = only.find((name) => !names.includes(name));
  if (unknown === undefined) return only;
  process.stderr.write(`There is no benchmark "${unknown}"; there are ${names.join(", ")}.\n`);
  process.exit(1);
}

function optionsOf(): Options {
  const number = (text: string | undefined, usual: number) =>
    text === undefined ? (values.quick ? usual / 10 : usual) : Number(text);
  return {
    events: number(values.events, 1_000_000),
    seconds: number(values.seconds, 30),
    journeys: number(values.journeys, 1_000_000),
    profile: values.profile,
  };
}

/** What is measured is what users run. */
function build(): void {
  const made = spawnSync(process.execPath, [join(ROOT, "infra", "setup.mjs"), "build"], {
    stdio: "inherit",
  });
  if (made.status !== 0) process.exit(1);
}

await main();
