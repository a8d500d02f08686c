import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Session } from "chdb";
import { engineSettings } from "../../infra/store/engine-settings.ts";
import { render } from "../../infra/store/migrate.ts";
import { serveOrders } from "./child.ts";
import { ROOT } from "./places.ts";
import type { RowFile } from "./rows.ts";

export interface StoreFloorOrder {
  readonly folder: string;
  readonly format: "JSONEachRow" | "ArrowStream";
  readonly files: readonly RowFile[];
}

export interface StoreFloor {
  readonly ms: number;
  readonly cpuSeconds: number;
}

const MIGRATIONS = join(ROOT, "infra", "store", "migrations");

/**
 * The same rows straight into chDB, with the tables of Parcours and nothing around it: a batch's
 * tables side by side, one batch after the other, each on disk before the next (`fsync_after_insert`).
 */
async function insertAll({ folder, format, files }: StoreFloorOrder): Promise<StoreFloor> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "engine");
  const setup = new Session(path);
  await setup.queryAsync("CREATE DATABASE parcours");
  await prepare(setup);
  for (const name of readdirSync(MIGRATIONS).sort()) {
    const sql = render(readFileSync(join(MIGRATIONS, name), "utf8"));
    for (const statement of sql.split(/;[ \t]*$/m)) {
      if (statement.replace(/^\s*--.*$/gm, "").trim() !== "") await setup.queryAsync(statement);
    }
  }
  const sources = format === "ArrowStream" ? files : await asJson(setup, files);
  const sessions = new Map<string, Session>();
  for (const { table } of files) {
    if (sessions.has(table)) continue;
    const session = new Session(path);
    await prepare(session);
    sessions.set(table, session);
  }
  const batches = Math.max(...files.map(({ batch }) => batch)) + 1;
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let batch = 0; batch < batches; batch += 1) {
    const inserts = sources
      .filter((source) => source.batch === batch)
      .map(({ table, path: file }) =>
        (sessions.get(table) as Session).queryAsync(
          `INSERT INTO ${table} FROM INFILE '${file}' FORMAT ${format}`,
        ),
      );
    await Promise.all(inserts);
  }
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  for (const [table] of sessions) await checkCount(setup, table, files);
  return { ms, cpuSeconds: (user + system) / 1e6 };
}

async function prepare(session: Session): Promise<void> {
  const settings = Object.entries(engineSettings).map(([name, value]) => `${name} = '${value}'`);
  await session.queryAsync(`USE parcours; SET ${settings.join(", ")}`);
}

/** Before the clock starts: the same rows as the text that most programs would send. */
async function asJson(session: Session, files: readonly RowFile[]): Promise<readonly RowFile[]> {
  const made: RowFile[] = [];
  for (const file of files) {
    const path = file.path.replace(/arrow$/, "ndjson");
    await session.queryAsync(
      `SELECT * FROM file('${file.path}', ArrowStream) INTO OUTFILE '${path}' TRUNCATE FORMAT JSONEachRow`,
    );
    made.push({ ...file, path });
  }
  return made;
}

async function checkCount(session: Session, table: string, files: readonly RowFile[]) {
  const sql = `SELECT count() FROM ${table} WHERE NOT ignore(*) FORMAT TSV`;
  const found = Number((await session.queryAsync(sql)).text());
  const rows = files.reduce((sum, file) => sum + (file.table === table ? file.rows : 0), 0);
  if (found > rows || found === 0)
    throw new Error(`${table} has ${found} rows instead of ${rows}.`);
}

serveOrders(insertAll);
