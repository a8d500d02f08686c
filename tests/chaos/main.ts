import { Command, InvalidArgumentError, Option } from "commander";
import { chaos, type ChaosReport, type Ready } from "./chaos.ts";

// `npm run chaos -- --kills 200 --events 1000000 --seed 1 --log file`

const whole = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It takes a whole number.");
  return Number(text);
};

interface Asked {
  readonly kills: number;
  readonly events: number;
  readonly seed: number;
  readonly log: "file" | "kafka";
}

const { kills, events, seed, log } = new Command("chaos")
  .description("Kills, freezes and restarts parts under load, then proves that nothing is lost")
  .option("--kills <n>", "how many blows", whole, 20)
  .option("--events <n>", "how many events, about", whole, 100_000)
  .option("--seed <n>", "the same seed gives the same events and blows", whole, 1)
  .addOption(
    new Option("--log <kind>", "what the log is").choices(["file", "kafka"]).default("file"),
  )
  .parse()
  .opts<Asked>();

const report = await chaos({
  kills,
  events,
  seed,
  log,
  say: (line) => process.stderr.write(`${line}\n`),
});
for (const [name, value] of rowsOf(report)) console.log(`${name.padEnd(18)} ${value}`);
for (const line of report.differing.slice(0, 20)) console.log(`  ${line}`);
process.exitCode = isProof(report) ? 0 : 1;

function isProof({ lost, double, differing, sending }: ChaosReport): boolean {
  return lost === 0 && double === 0 && differing.length === 0 && sending.rejected === 0;
}

function rowsOf(found: ChaosReport): readonly (readonly [string, string])[] {
  const number = (value: number) => Math.round(value).toLocaleString("en");
  const counts = (all: Readonly<Record<string, number>>) =>
    Object.entries(all)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, count]) => `${name} ${String(count)}`)
      .join(", ");
  const ready = ({ p50, p95, most }: Ready) =>
    `p50 ${number(p50)} ms, p95 ${number(p95)} ms, at most ${number(most)} ms`;
  return [
    ["seed", String(seed)],
    ["log", log],
    ["blows", `${number(kills)}: ${counts(found.blows)}`],
    ["requests", `${number(found.sending.accepted)} acknowledged`],
    ["sent again after", counts(found.sending.again)],
    ["acknowledged", `${number(found.acknowledged)} events`],
    ["stored", number(found.stored)],
    ["lost", number(found.lost)],
    ["double", number(found.double)],
    ["differing", `${number(found.differing.length)} journeys and figures`],
    ["rejected", number(found.sending.rejected)],
    ["ready again", ready(found.readyMs)],
    ...Object.entries(found.readyMsAfter)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([blow, after]) => [`  ${blow}`, ready(after)] as const),
    ["took", `${number(found.seconds)} s`],
  ];
}
