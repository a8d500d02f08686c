import { parseArgs } from "node:util";
import { fuzzQuestions } from "./fuzz-questions.ts";
import { fuzzRequests } from "./fuzz-requests.ts";
import { startFuzzed } from "./fuzzed.ts";
import { harmDone } from "./health.ts";
import { questionLines, requestLines } from "./report.ts";
import { tellWorlds, tenantsAndKeys } from "./world-callers.ts";
import { makeWorlds } from "./worlds.ts";

const HELP = `npm run fuzz -- [options]

Asks a Parcours of its own, as it was built, what nobody should ask: requests made from its OpenAPI document,
and questions of two tenants side by side. Ends with 1 when an answer is not as it should be.

  --requests <n>    (default 10,000)
  --questions <n>   (default 1,000)
  --seed <n>        the same seed makes the same requests (default 1)
  --lanes <n>       at a time (default 8)
  --only <n>        the nth request of this seed alone
  --keep            leave it running until stopped, so that requests can be repeated with curl
  --help
`;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000" },
    questions: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    lanes: { type: "string", default: "8" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);
const sayAll = (lines: Iterable<string>) => {
  for (const line of lines) say(line);
};

async function main(): Promise<void> {
  const [seed, lanes] = [Number(values.seed), Number(values.lanes)];
  const now = Date.now();
  const worlds = makeWorlds(now, seed);
  const fuzzed = await startFuzzed(tenantsAndKeys(worlds));
  const pids = fuzzed.parcours.pids();
  try {
    const requests = await fuzzRequests(fuzzed, {
      requests: Number(values.requests),
      seed,
      lanes,
      only: values.only === undefined ? undefined : Number(values.only),
      onProgress: progress("requests"),
    });
    sayAll(requestLines(requests));
    const callers = await tellWorlds(fuzzed, worlds);
    const questions = await fuzzQuestions(
      fuzzed,
      { worlds, callers, now },
      { questions: Number(values.questions), seed, lanes, onProgress: progress("questions") },
    );
    sayAll(questionLines(questions));
    const harm = await harmDone(fuzzed, pids);
    sayAll(["", `harm done to Parcours: ${harm.length === 0 ? "none" : harm.join("\n  ")}`]);
    if (requests.violations.length + questions.leaks.length + harm.length > 0) process.exitCode = 1;
    if (values.keep) await stopped(fuzzed.url);
  } finally {
    await fuzzed.parcours.stop();
  }
}

function progress(what: string): (done: number) => void {
  let done = 0;
  return () => {
    done += 1;
    if (done % 10_000 === 0) say(`${done.toLocaleString("en")} ${what}`);
  };
}

async function stopped(url: string): Promise<void> {
  say(`It still runs at ${url}; Ctrl-C ends it.`);
  await new Promise((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
}

if (values.help) say(HELP);
else await main();
