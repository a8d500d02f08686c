import type { SAVED_LIMITS } from "../saved.ts";
import type { Language, Text } from "../text.ts";

const en = {
  title: "Parcours: contracts",
  lede: "How to send events, how to ask questions, and what every figure means. This page is generated from the schemas that the program itself runs on.",
  skip: "To the content",
  contents: "Contents",
  other: "En français",
  send: "Send an event",
  sendText:
    "Every event is a CloudEvents 1.0 object. `202` means that it is kept: on disk, not only received. Send it again whenever you are not sure; what comes twice counts once.",
  keyText:
    "The embedded default keeps its keys in `default-keys.json` of the data folder, `./data` unless `PARCOURS_DATA` says otherwise; `npx parcours keys` makes others. Browsers use a public key as `?key=`: it may only write, and from its own origins alone.",
  answer: "The answer",
  bodies: "What the body may be",
  contentType: "Content type",
  gzipText:
    "Bodies may be compressed (`Content-Encoding: gzip`). `Prefer: return=minimal` leaves the accepted events out of the answer. In a batch a bad event is `rejected` and the others are kept; a lone bad event is a 422.",
  ask: "Ask a question",
  askText:
    "`POST /v1/questions/{name}` with one JSON object; everything has a default. The answer carries its definition, its period, its freshness, its columns and its rows. A share `x` comes with `x_low`, `x_high` (95 %) and `x_n`.",
  formats: "Formats, by Accept",
  format: "Format",
  types: "The thirteen types",
  type: "Type",
  when: "When",
  dataText:
    "A star marks what is required. What is not listed is kept as well, so that a sender may say more than we ask.",
  data: "data",
  dataFields: "Fields of data",
  attributes: "Attributes of every event",
  attribute: "Attribute",
  field: "Field",
  values: "Values",
  meaning: "Meaning",
  limits: "Limits and rejections",
  limit: "Limit",
  most: "At most",
  reasons: "Why an event is rejected",
  reason: "Reason",
  reasonsText:
    "What is rejected is kept with its reason, and can be repaired and replayed: `npx parcours rejects --help`.",
  questions: "The questions",
  parameters: "Parameters",
  parameter: "Parameter",
  standard: "Default",
  columns: "Columns",
  column: "Column",
  unit: "Unit",
  columnsText:
    "The columns of the answer to the example, in their order. The dimensions of `by` come first.",
  comparedText: "With `compare` these come too:",
  example: "Example",
  saved: "Saved questions",
  savedText:
    "A question can be kept under a name that is its address, for everybody of the tenant. Each save makes a version: earlier ones stay readable, and `POST /v1/saved/{name}/restore` brings one back, also after a deletion. `version` is the one that is replaced, as it was read; if somebody has saved meanwhile it is a 409 and nothing is lost. `GET /v1/saved/{name}/answer` asks it. Reading needs the scope `read`, changing `duty`: what is changed is changed for all, and a `read` key only reads.",
  linkText:
    "Spreadsheets send no header. A link opens one answer without a key: it shows what its maker may see, as the question stands then, works for 90 days unless `days` says otherwise, and can be revoked. Its addresses are said once; only a hash is kept.",
  exports: "Take it out",
  exportsText:
    "`POST /v1/export/{name}`: the journeys that every question counts in the same frame, whole, one line each as they are read. `npx parcours export --help` does it from a shell, into a file, and makes Parquet. What employees answer never leaves.",
  exportColumns: "Columns of journeys",
  metrics: "The metrics",
  metric: "Metric",
  definition: "Definition",
  version: "Version",
  metricsText: "Each is defined once; `GET /v1/definitions` gives the same words.",
  errors: "Errors",
  errorsText:
    "Everything that fails is `application/problem+json` (RFC 9457): a stable `code`, and a `detail` that says what was expected, what came and what to do.",
  status: "Status",
  code: "Code",
  routes: "All addresses",
  address: "Address",
  scope: "Key",
  anyone: "none",
  machines: "For machines",
};
type PageWords = Readonly<Record<keyof typeof en, string>>;

const fr: PageWords = {
  title: "Parcours : les contrats",
  lede: "Comment envoyer des événements, comment poser des questions, et ce que dit chaque chiffre. Cette page est produite à partir des schémas mêmes sur lesquels tourne le programme.",
  skip: "Au contenu",
  contents: "Sommaire",
  other: "In English",
  send: "Envoyer un événement",
  sendText:
    "Chaque événement est un objet CloudEvents 1.0. `202` veut dire conservé : sur le disque, pas seulement reçu. Dans le doute, renvoyez-le ; ce qui arrive deux fois compte une fois.",
  keyText:
    "L'installation par défaut garde ses clés dans `default-keys.json` du dossier de données, `./data` sauf si `PARCOURS_DATA` en dit autrement ; `npx parcours keys` en crée d'autres. Les navigateurs emploient une clé publique par `?key=` : elle ne peut qu'écrire, et depuis ses seules origines.",
  answer: "La réponse",
  bodies: "Ce que peut être le corps",
  contentType: "Type de contenu",
  gzipText:
    "Le corps peut être compressé (`Content-Encoding: gzip`). `Prefer: return=minimal` retire de la réponse les événements acceptés. Dans un lot, un mauvais événement est `rejected` et les autres sont conservés ; seul, il donne un 422.",
  ask: "Poser une question",
  askText:
    "`POST /v1/questions/{name}` avec un objet JSON ; tout a une valeur par défaut. La réponse porte sa définition, sa période, sa fraîcheur, ses colonnes et ses lignes. Une part `x` vient avec `x_low`, `x_high` (95 %) et `x_n`.",
  formats: "Les formats, par Accept",
  format: "Format",
  types: "Les treize types",
  type: "Type",
  when: "Quand",
  dataText:
    "Une étoile marque ce qui est requis. Ce qui n'est pas listé est conservé aussi : un émetteur peut en dire plus qu'on ne demande.",
  data: "data",
  dataFields: "Champs de data",
  attributes: "Attributs de chaque événement",
  attribute: "Attribut",
  field: "Champ",
  values: "Valeurs",
  meaning: "Sens",
  limits: "Limites et refus",
  limit: "Limite",
  most: "Au plus",
  reasons: "Pourquoi un événement est refusé",
  reason: "Motif",
  reasonsText:
    "Ce qui est refusé est gardé avec son motif, peut être réparé puis rejoué : `npx parcours rejects --help`.",
  questions: "Les questions",
  parameters: "Paramètres",
  parameter: "Paramètre",
  standard: "Par défaut",
  columns: "Colonnes",
  column: "Colonne",
  unit: "Unité",
  columnsText:
    "Les colonnes de la réponse à l'exemple, dans leur ordre. Les dimensions de `by` viennent d'abord.",
  comparedText: "Avec `compare` s'ajoutent :",
  example: "Exemple",
  saved: "Les questions enregistrées",
  savedText:
    "Une question se garde sous un nom, qui est son adresse, pour toute l'organisation. Chaque enregistrement fait une version : les précédentes restent lisibles, et `POST /v1/saved/{name}/restore` en ramène une, même après une suppression. `version` est celle qu'on remplace, telle qu'on l'a lue ; si quelqu'un a enregistré entre-temps, c'est un 409 et rien n'est perdu. `GET /v1/saved/{name}/answer` la pose. Lire demande le droit `read`, changer demande `duty` : ce qui change change pour tous, et une clé `read` ne fait que lire.",
  linkText:
    "Un tableur n'envoie pas d'en-tête. Un lien ouvre une réponse sans clé : il montre ce que peut voir son auteur, selon la question du moment, vaut 90 jours sauf si `days` en dit autrement, et se révoque. Ses adresses sont dites une fois ; seule une empreinte est gardée.",
  exports: "Tout sortir",
  exportsText:
    "`POST /v1/export/{name}` : les parcours que toute question compte dans le même cadre, en entier, une ligne pour chacun à mesure qu'ils sont lus. `npx parcours export --help` le fait depuis un terminal, dans un fichier, et écrit du Parquet. Ce que répondent les agents ne sort jamais.",
  exportColumns: "Colonnes des parcours",
  metrics: "Les indicateurs",
  metric: "Indicateur",
  definition: "Définition",
  version: "Version",
  metricsText: "Chacun est défini une seule fois ; `GET /v1/definitions` donne les mêmes mots.",
  errors: "Les erreurs",
  errorsText:
    "Tout échec est un `application/problem+json` (RFC 9457), en anglais : un `code` stable, et un `detail` qui dit ce qui était attendu, ce qui est venu et que faire.",
  status: "Statut",
  code: "Code",
  routes: "Toutes les adresses",
  address: "Adresse",
  scope: "Clé",
  anyone: "aucune",
  machines: "Pour les machines",
};

/** What a section needs to speak: its language, the page's words, and texts of the schemas. */
export interface Speech {
  readonly language: Language;
  readonly words: PageWords;
  readonly say: (text: Text) => string;
}

export function speechIn(language: Language): Speech {
  const words = { en, fr }[language];
  const set = (text: string) => (language === "fr" ? unbroken(text) : text);
  return {
    language,
    words: Object.fromEntries(
      Object.entries(words).map(([name, text]) => [name, set(text)]),
    ) as PageWords,
    say: (text) => set(text[language]),
  };
}

/** French puts a space before its high signs, at which no line may break. */
function unbroken(text: string): string {
  return text.replace(/ (?=[:;?!%»])/g, "\u00a0").replace(/« /g, "«\u00a0");
}

/** What each limit of saved questions is about. */
export const SAVED_LIMIT_WORDS: Readonly<Record<keyof typeof SAVED_LIMITS, Text>> = {
  questions: { en: "Saved questions of a tenant", fr: "Questions enregistrées d'une organisation" },
  versions: { en: "Versions of one of them", fr: "Versions de l'une d'elles" },
  parametersBytes: { en: "Bytes of its parameters", fr: "Octets de ses paramètres" },
  links: { en: "Links of one of them that work", fr: "Liens valables de l'une d'elles" },
  linkDays: { en: "Days that a link works", fr: "Jours que vaut un lien" },
};

/** What each format is good for; by content type. */
export const FORMAT_WORDS: Readonly<Record<string, Text>> = {
  "application/json": {
    en: "Rows as objects; the default",
    fr: "Des lignes en objets ; par défaut",
  },
  "application/vnd.parcours.columns+json": {
    en: "`values` by column, for data frames and charts",
    fr: "`values` par colonne, pour tableaux de données et graphiques",
  },
  "text/csv": {
    en: "For spreadsheets; what looks like a formula is defused",
    fr: "Pour tableurs ; ce qui ressemble à une formule est désamorcé",
  },
  "application/vnd.apache.arrow.stream": {
    en: "For notebooks: pandas, polars, DuckDB read it as it is",
    fr: "Pour notebooks : pandas, polars, DuckDB le lisent tel quel",
  },
  "application/vnd.apache.parquet": {
    en: "To keep: a file that every data tool opens",
    fr: "À garder : un fichier que tout outil de données ouvre",
  },
};

/** What each kind of body holds; by content type. */
export const BODY_WORDS: Readonly<Record<string, Text>> = {
  "application/json": {
    en: "One event or an array; with `ce-` headers, the data alone (binary mode)",
    fr: "Un événement ou un tableau ; avec des en-têtes `ce-`, les données seules (mode binaire)",
  },
  "application/x-ndjson": { en: "One event a line", fr: "Un événement par ligne" },
  "application/ndjson": { en: "The same", fr: "De même" },
  "application/jsonl": { en: "The same", fr: "De même" },
  "application/cloudevents+json": {
    en: "CloudEvents, structured: one event",
    fr: "CloudEvents, structuré : un événement",
  },
  "application/cloudevents-batch+json": {
    en: "CloudEvents, batch: an array",
    fr: "CloudEvents, lot : un tableau",
  },
  "text/plain": {
    en: "One event or an array, as a browser's beacon sends it",
    fr: "Un événement ou un tableau, tel qu'une balise de navigateur l'envoie",
  },
};
