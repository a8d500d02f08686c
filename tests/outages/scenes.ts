import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "../support/brokers.ts";
import { startRoles } from "../support/roles.ts";
import { startParcours, type Role, type Running } from "../support/running.ts";
import type { Outage, Patient, Scene } from "./scene.ts";
import { slowProxy } from "./slow-proxy.ts";
import { smallDisk } from "./small-disk.ts";

/** What a slow store takes for every answer, and for every further piece of it. */
const SLOW_MS = 2_000;
/** Room for a log, a store and their merges, and for no more than a few minutes of events. */
const DISK_MB = 400;

/** Everything on one machine: its parts freeze. */
export async function embedded(): Promise<Scene> {
  const parcours = await startParcours();
  const frozen = (role: Role): Outage => ({
    name: `${role} frozen`,
    begin: async () => void parcours.kill(role, "SIGSTOP"),
    end: async () => void parcours.kill(role, "SIGCONT"),
  });
  return {
    patient: patientOf(parcours),
    outages: [frozen("store"), frozen("processor")],
    close: () => parcours.stop(),
  };
}

/** Everything on one disk, which is full for a while. */
export async function onSmallDisk(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "parcours-disk-"));
  const disk = smallDisk(folder, DISK_MB);
  const parcours = await startParcours({ dataDir: join(folder, "data") });
  return {
    patient: patientOf(parcours),
    outages: [{ name: "disk full", begin: () => disk.fill(), end: async () => disk.empty() }],
    async close() {
      await parcours.stop();
      disk.unmount();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Roles alone, a broker and a store, which are away, slow, or frozen. */
export async function atScale(): Promise<Scene> {
  const kafka = await startCluster(1);
  const [broker] = kafka.brokers;
  if (broker === undefined) throw new Error("There is no broker.");
  const proxy = slowProxy();
  const roles = await startRoles(kafka.addresses, { storeBehind: proxy.before });
  const [collector] = roles.collectors;
  if (collector === undefined) throw new Error("There is no collector.");
  return {
    patient: {
      url: collector.url,
      key: roles.keys.write,
      collector: collector.pid,
      ask: roles.ask,
      sql: roles.sql,
      settled: roles.settled,
    },
    outages: [
      {
        name: "store away",
        begin: () => roles.store.end("SIGKILL"),
        end: () => roles.store.start(),
      },
      {
        name: "store slow",
        begin: async () => proxy.delay(SLOW_MS),
        end: async () => proxy.delay(0),
      },
      { name: "broker away", begin: () => broker.signal("SIGKILL"), end: () => broker.start() },
      {
        name: "broker frozen",
        begin: () => broker.signal("SIGSTOP"),
        end: () => broker.signal("SIGCONT"),
      },
    ],
    async close() {
      await roles.stop();
      proxy.close();
      await kafka.stop();
    },
  };
}

function patientOf(parcours: Running): Patient {
  return {
    url: parcours.url,
    key: parcours.keys.write,
    collector: () => parcours.pids().front ?? 0,
    ask: parcours.ask,
    sql: parcours.sql,
    settled: parcours.settled,
  };
}
