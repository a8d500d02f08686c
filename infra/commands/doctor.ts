import { existsSync } from "node:fs";
import { PROCESSOR_GROUP } from "../../processors/run.ts";
import { forgottenTenants, undatedJourneys, unknownSites } from "../doctor/events.ts";
import { examine } from "../doctor/examine.ts";
import { ok, problem, type Finding } from "../doctor/finding.ts";
import { kafkaLog } from "../doctor/kafka.ts";
import { defaultKeys, keysOfTenants, publicKeys, secrets } from "../doctor/keys.ts";
import { embeddedLog } from "../doctor/log-file.ts";
import { dataFolder, embeddedEngine, freeSpace, nodeVersion } from "../doctor/machine.ts";
import { meet, type Check } from "../doctor/patient.ts";
import { clocks, recentRejects } from "../doctor/recent.ts";
import { answers, ports } from "../doctor/running.ts";
import { migrations, parts, storeAnswers, storeDisks } from "../doctor/tables.ts";
import { findingText, summaryText } from "../doctor/words.ts";
import { readSettings, type Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { migrateStore } from "./migrate.ts";

/** In the order in which they are told: what others depend on comes first. */
const CHECKS: readonly Check[] = [
  nodeVersion,
  embeddedEngine,
  dataFolder,
  freeSpace,
  secrets,
  keysOfTenants,
  publicKeys,
  defaultKeys,
  answers,
  ports,
  embeddedLog(PROCESSOR_GROUP),
  kafkaLog(PROCESSOR_GROUP),
  storeAnswers,
  storeDisks,
  migrations((store) => migrateStore(store, true)),
  parts,
  forgottenTenants,
  unknownSites,
  undatedJourneys,
  recentRejects,
  clocks,
];

/** `parcours doctor`: says what is wrong and what to do, and changes nothing. */
export async function doctor({ json }: { readonly json: boolean }): Promise<void> {
  const findings: Finding[] = [];
  for await (const finding of diagnosis()) {
    findings.push(finding);
    if (!json) process.stdout.write(findingText(finding));
  }
  const isWell = !findings.some(({ level }) => level === "problem");
  process.stdout.write(
    json ? `${JSON.stringify({ ok: isWell, findings }, null, 2)}\n` : summaryText(findings),
  );
  if (!isWell) process.exitCode = 1;
}

async function* diagnosis(): AsyncGenerator<Finding, void, undefined> {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    const todo = "Mend that, and ask again: everything else depends on it.";
    yield problem("settings", {
      expected: "settings that can be read",
      found: error.message,
      todo,
    });
    return;
  }
  yield settingsFinding(settings);
  const patient = await meet(settings, Date.now);
  try {
    yield* examine(patient, CHECKS);
  } finally {
    await patient.store.store?.close();
  }
}

function settingsFinding({ environment, config }: Settings): Finding {
  const path = environment.PARCOURS_CONFIG;
  const tenants = config.tenants.map(
    ({ id, moments }) => `${id} (${String(moments.length)} moments)`,
  );
  return ok("settings", `${path}${existsSync(path) ? "" : " (not there)"}: ${tenants.join(", ")}`);
}
