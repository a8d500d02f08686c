import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";

/**
 * Refuses what is not ours to copy: a ClickHouse server and Kafka have means of their own, which know
 * their replicas.
 */
export function mustBeEmbedded({ environment }: Settings, command: "backup" | "restore"): void {
  const { PARCOURS_STORE_URL: store, PARCOURS_KAFKA: brokers } = environment;
  const named = [
    ...(store === undefined ? [] : [`the store is at ${withoutPassword(store)}`]),
    ...(brokers === undefined ? [] : [`the log is Kafka at ${brokers}`]),
  ];
  if (named.length === 0) return;
  const advice = command === "backup" ? BACK_UP_THERE : RESTORE_THERE;
  throw new StartupError("backup-elsewhere", `Here ${named.join(" and ")}. ${advice}`);
}

const BACK_UP_THERE = `That is backed up with its own means:
  ClickHouse   BACKUP DATABASE parcours TO Disk('backups', '<name>'), or S3(…); note when it began
  Kafka        nothing, if PARCOURS_RETENTION_DAYS covers the time between two backups; else mirror
               the topics (MirrorMaker)
  Parcours     parcours backup <folder> --secrets-only: the secrets and keys, without which customers
               of before and after are not the same
After a RESTORE in ClickHouse put the group processor.journey-events back to when the backup began
(kafka-consumer-groups --reset-offsets --to-datetime …): what then comes twice counts once.`;

const RESTORE_THERE = `This backup holds a store and a log, and would restore them where nobody looks. Unset PARCOURS_STORE_URL and PARCOURS_KAFKA to restore it into an embedded Parcours.`;

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = "";
  return shown.href;
}
