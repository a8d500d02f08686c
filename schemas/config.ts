import { z } from "zod";
import { Timezone } from "./frame.ts";
import { MomentDefinition } from "./moment.ts";

const tenantId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "must be lower case letters, digits and - (at most 32)");

/** One organisation whose events nobody else sees. */
export const Tenant = z.strictObject({
  id: tenantId,
  timezone: Timezone.default("Europe/Paris"),
  moments: z.array(MomentDefinition).max(64).default([]),
});
export type Tenant = z.infer<typeof Tenant>;

/** `parcours.config.yaml`: who is measured, and what was promised. */
export const ParcoursConfig = z.strictObject({
  tenants: z.array(Tenant).min(1).max(1000),
});
export type ParcoursConfig = z.infer<typeof ParcoursConfig>;

/** What a key may do. */
export const Scope = z.enum(["write", "read", "duty", "admin"]);
export type Scope = z.infer<typeof Scope>;

const port = z.coerce.number().int().min(0).max(65_535);
const switchWord = z.enum(["on", "off"]);

/** The environment. Every variable is listed here, and read in `infra/settings.ts` alone. */
export const Environment = z.object({
  PARCOURS_HOST: z.string().default("127.0.0.1").describe("Address to listen on"),
  PARCOURS_PORT: port.default(7300).describe("Port of pages, collector and api"),
  PARCOURS_STORE_PORT: port.default(7301).describe("Port of the embedded ClickHouse interface"),
  PARCOURS_DATA: z.string().default("./data").describe("Folder of everything that is kept"),
  PARCOURS_CONFIG: z
    .string()
    .default("./parcours.config.yaml")
    .describe("Tenants, moments, commitments"),
  PARCOURS_SIMULATE: switchWord.default("on").describe("A simulated network in the first tenant"),
  PARCOURS_SIMULATE_DAYS: z.coerce.number().int().min(0).max(400).default(30),
  PARCOURS_URL: z
    .url()
    .optional()
    .describe("Where the commands find a running Parcours (default: the address above)"),
  PARCOURS_WRITE_KEY: z.string().min(16).optional().describe("Instead of the key made at first"),
  PARCOURS_READ_KEY: z.string().min(16).optional(),
  PARCOURS_ADMIN_KEY: z.string().min(16).optional(),
  PARCOURS_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  PARCOURS_RETENTION_DAYS: z.coerce.number().min(0.01).max(3650).default(7).describe("Of the log"),
  PARCOURS_KEEP_DAYS: z
    .string()
    .default("")
    .describe("Of the store, by table: events=400,journeys=400 (default: for ever)"),
  PARCOURS_QUESTION_SECONDS: z.coerce
    .number()
    .min(1)
    .max(600)
    .default(30)
    .describe("After so long the engine gives a question up"),
  PARCOURS_SKEW_SECONDS: z.coerce.number().min(0).max(86_400).default(300),
  PARCOURS_KAFKA: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, "must be host:port,host:port")
    .optional()
    .describe("Brokers, host:port,…; without it the log is embedded"),
  PARCOURS_KAFKA_USER: z.string().optional(),
  PARCOURS_KAFKA_PASSWORD: z.string().optional(),
  PARCOURS_KAFKA_MECHANISM: z
    .enum(["plain", "scram-sha-256", "scram-sha-512"])
    .default("scram-sha-512"),
  PARCOURS_KAFKA_TLS: switchWord.default("off"),
  PARCOURS_KAFKA_CA: z.string().optional().describe("File of an authority of one's own (PEM)"),
  PARCOURS_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]*$/, "must be letters, digits, dots, - and _")
    .default("")
    .describe("Stands before the names of topics and groups"),
  PARCOURS_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(12)
    .describe("Of Kafka's topics; never changed afterwards"),
  PARCOURS_REPLICATION: z.coerce
    .number()
    .int()
    .min(-1)
    .max(9)
    .default(-1)
    .describe("Of Kafka's topics (-1: as the brokers hold for right)"),
  PARCOURS_STORE_URL: z
    .url()
    .optional()
    .describe("A ClickHouse server or cluster; without it the store is embedded"),
  PARCOURS_STORE_USER: z.string().default("parcours"),
  PARCOURS_STORE_PASSWORD: z.string().optional(),
  PARCOURS_STORE_DATABASE: z.string().default("parcours"),
  PARCOURS_STORE_CLUSTER: z
    .string()
    .regex(/^\w+$/, "must be letters, digits and _")
    .optional()
    .describe("Name of the cluster over which that server spreads the tables"),
  PARCOURS_STORE_REPLICAS: z.coerce
    .number()
    .int()
    .min(1)
    .max(9)
    .default(1)
    .describe("Of each shard of the cluster; an insert is kept once all of them have it"),
});
export type Environment = z.infer<typeof Environment>;
