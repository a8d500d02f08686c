import type { Text } from "../../schemas/text.ts";

/** What customers come for: how long it takes, how patient they are, how it tends to end. */
export interface ServiceKind {
  /** Mean seconds from the start of the service to its end. */
  readonly handleSeconds: number;
  /** Deviation of the logarithm of that time. */
  readonly sigma: number;
  /** Mean of the exponential patience. */
  readonly patienceMinutes: number;
  /** Who serves it: everybody at the front, or advisors and experts at the back. */
  readonly pool: "front" | "back";
  /** Share that comes by appointment. */
  readonly appointments: number;
  /** Share that the front hands over to the back, and as what. */
  readonly transfer: { readonly share: number; readonly to: "bank-advice" | "expert" } | undefined;
  /** Share that ends in something else than "resolved". */
  readonly failing: number;
  /** How a customer says it, after "for" or "pour". */
  readonly words: Text;
}

const kind = (
  handleSeconds: number,
  patienceMinutes: number,
  failing: number,
  [fr, en]: readonly [fr: string, en: string],
  other: Partial<ServiceKind> = {},
): ServiceKind => ({
  handleSeconds,
  patienceMinutes,
  failing,
  words: { fr, en },
  sigma: 0.6,
  pool: "front",
  appointments: 0,
  transfer: undefined,
  ...other,
});

const toAdvisor = (share: number) => ({ transfer: { share, to: "bank-advice" as const } });
const toExpert = (share: number) => ({ transfer: { share, to: "expert" as const } });

/** Every service of the simulated network, by the name that events carry. */
export const SERVICE_KINDS = {
  "parcel-pickup": kind(135, 80, 0.08, ["retirer un colis", "picking up a parcel"]),
  "parcel-drop": kind(170, 70, 0.04, ["déposer un colis", "sending a parcel"]),
  mail: kind(190, 65, 0.06, ["un courrier recommandé", "a registered letter"]),
  cash: kind(160, 70, 0.05, ["un retrait d'espèces", "a cash withdrawal"]),
  account: kind(330, 95, 0.14, ["une opération sur mon compte", "my account"], toAdvisor(0.08)),
  "id-digital": kind(480, 85, 0.16, ["mon identité numérique", "my digital identity"], {
    appointments: 0.25,
  }),
  "bank-advice": kind(1500, 140, 0.1, ["un rendez-vous bancaire", "a banking appointment"], {
    pool: "back",
    appointments: 0.75,
    sigma: 0.35,
  }),
  currency: kind(210, 60, 0.05, ["changer des devises", "changing money"]),
  tracking: kind(200, 24, 0.2, ["le suivi d'un colis", "tracking a parcel"], toExpert(0.04)),
  redelivery: kind(240, 24, 0.12, ["une nouvelle livraison", "a new delivery"]),
  complaint: kind(420, 32, 0.3, ["une réclamation", "a complaint"], toExpert(0.18)),
  "phone-account": kind(
    360,
    28,
    0.15,
    ["une question sur mon compte", "my account"],
    toExpert(0.06),
  ),
  "card-stop": kind(260, 40, 0.07, ["une opposition sur ma carte", "stopping my card"]),
  expert: kind(600, 40, 0.12, ["mon dossier", "my case"], { pool: "back" }),
} as const satisfies Record<string, ServiceKind>;
export type ServiceName = keyof typeof SERVICE_KINDS;

/** Names of the mixes of services. */
export type MixName = "town" | "bank" | "airport" | "calls" | "night";

/** Shares of the services where customers come; they add up to 1. */
export const MIXES: Readonly<Record<MixName, readonly (readonly [ServiceName, number])[]>> = {
  town: [
    ["parcel-pickup", 0.36],
    ["parcel-drop", 0.2],
    ["mail", 0.21],
    ["cash", 0.09],
    ["account", 0.08],
    ["id-digital", 0.06],
  ],
  bank: [
    ["parcel-pickup", 0.31],
    ["parcel-drop", 0.17],
    ["mail", 0.18],
    ["cash", 0.12],
    ["account", 0.12],
    ["id-digital", 0.05],
    ["bank-advice", 0.05],
  ],
  airport: [
    ["mail", 0.26],
    ["parcel-drop", 0.3],
    ["currency", 0.28],
    ["cash", 0.16],
  ],
  calls: [
    ["tracking", 0.42],
    ["redelivery", 0.2],
    ["complaint", 0.16],
    ["phone-account", 0.22],
  ],
  night: [
    ["card-stop", 0.44],
    ["tracking", 0.36],
    ["phone-account", 0.2],
  ],
};

/** The kind behind a name. */
export const kindOf = (name: ServiceName): ServiceKind => SERVICE_KINDS[name];
