import { parseArgs } from "node:util";
import fc from "fast-check";
import { convertUnit } from "../../api/funnel/convert.ts";
import { differenceIn } from "./agree.ts";
import { populations, unitOf } from "./populations.ts";

const HELP = `npm run oracle -- [options]

Holds the evaluator of funnels to an oracle that tries everything.

  --populations <n>  how many (default 100,000)
  --seed <n>         to repeat a run (default: another each time)
  --help
`;

const { values } = parseArgs({
  options: {
    populations: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_007) },
    help: { type: "boolean", default: false },
  },
});

function main(): void {
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [wanted, seed] = [Number(values.populations), Number(values.seed)];
  if (!Number.isSafeInteger(wanted) || wanted < 1 || !Number.isSafeInteger(seed)) {
    process.stderr.write("--populations and --seed take whole numbers.\n");
    process.exitCode = 2;
    return;
  }
  const steps = new Map<string, number>();
  const start = performance.now();
  let done = 0;
  let units = 0;
  const agree = fc.property(populations(), (population) => {
    if (differenceIn(population, convertUnit) !== undefined) return false;
    for (const events of population.units) {
      const level = convertUnit(unitOf(population, events), population.rules)?.length ?? 0;
      const key = `${population.rules.order}, ${level === 0 ? "outside" : `level ${String(level)}`}`;
      steps.set(key, (steps.get(key) ?? 0) + 1);
      units += 1;
    }
    done += 1;
    if (done % 10_000 === 0) process.stdout.write(`${done.toLocaleString("en")} populations\n`);
    return true;
  });
  const { failed, counterexample } = fc.check(agree, { numRuns: wanted, seed });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  for (const [key, count] of [...steps].sort(([a], [b]) => (a < b ? -1 : 1))) {
    process.stdout.write(`  ${key.padEnd(20)} ${count.toLocaleString("en").padStart(10)} units\n`);
  }
  process.stdout.write(
    `${done.toLocaleString("en")} populations, ${units.toLocaleString("en")} units in ${seconds} s, seed ${String(seed)}: ` +
      `${failed ? "they differ" : "0 differences"}\n`,
  );
  if (counterexample === null) return;
  process.stdout.write(
    `${JSON.stringify(differenceIn(counterexample[0], convertUnit), null, 2)}\n`,
  );
  process.exitCode = 1;
}

main();
