import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StartupError } from "../startup-error.ts";
import { seal, type OnBytes, type SealedFile } from "./files.ts";

/** Grows when a backup of before can no longer be read, or an older Parcours would misread a new one. */
export const FORMAT = 1;

/** Beside the files of a backup: what they are, so that nothing else is taken for them. */
export const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  /** `secrets`: the data are somewhere else, in a ClickHouse server and in Kafka. */
  holds: z.enum(["everything", "secrets"]),
  /** The version of the Parcours that made it. */
  parcours: z.string(),
  made: z.iso.datetime(),
  /** Of each table, in all their versions. */
  rows: z.record(z.string(), z.int()),
  /** Events that the groups of the log read again after a restore. */
  waiting: z.array(z.strictObject({ topic: z.string(), group: z.string(), events: z.int() })),
  files: z.array(
    z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string().length(64) }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

const NAME = "manifest.json";
/** What is needed to say why a manifest is refused; in every format. */
const AnyManifest = z.looseObject({ format: z.int(), parcours: z.string() });

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, NAME), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
}

/** @throws {StartupError} when this is no backup, or one that this Parcours can't read. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, NAME);
  const found = parsed(path, folder);
  const known = AnyManifest.safeParse(found);
  if (known.success && known.data.format !== FORMAT) {
    const { format, parcours } = known.data;
    const message = `${folder} is a backup in format ${String(format)}, and this Parcours reads format ${String(FORMAT)}. Restore it with Parcours ${parcours}, which made it.`;
    throw new StartupError("backup-format", message);
  }
  const manifest = Manifest.safeParse(found);
  if (manifest.success) return manifest.data;
  const where = manifest.error.issues[0]?.path.map(String).join(".") ?? "";
  throw new StartupError(
    "backup-damaged",
    `${path} is not what Parcours wrote (${where}). ${TAKE_ANOTHER}`,
  );
}

function parsed(path: string, folder: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const message = `There is no backup in ${folder}: it has no ${NAME}. Name a folder that "parcours backup" made.`;
    throw new StartupError("no-backup", message, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StartupError("backup-damaged", `${path} is not valid JSON. ${TAKE_ANOTHER}`, {
      cause,
    });
  }
}

/**
 * Reads every file of a backup and compares it with what was written.
 * @throws {StartupError} that names the first that differs.
 */
export async function mustBeWhole(
  folder: string,
  { files }: Manifest,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: OnBytes },
): Promise<void> {
  for (const { path, bytes } of files) {
    const found = statSync(join(folder, path), { throwIfNoEntry: false })?.size;
    if (found !== bytes) throw damaged(folder, path, sizes(found, bytes));
  }
  for (const file of files) {
    const found = await seal(folder, file.path, { signal, onBytes });
    if (found.sha256 !== file.sha256) throw damaged(folder, file.path, "its checksum differs");
  }
}

function sizes(found: number | undefined, expected: number): string {
  if (found === undefined) return "it is missing";
  return `it has ${String(found)} bytes instead of ${String(expected)}`;
}

const TAKE_ANOTHER = "Nothing was restored. Copy the backup again, or take another one.";

function damaged(folder: string, path: SealedFile["path"], how: string): StartupError {
  const message = `${join(folder, path)} is not what was backed up: ${how}. ${TAKE_ANOTHER}`;
  return new StartupError("backup-damaged", message);
}
