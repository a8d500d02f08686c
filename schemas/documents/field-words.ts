import type { z } from "zod";
import type { EVENT_SCHEMAS } from "../event.ts";
import type { EventType } from "../event-types.ts";
import type { QUESTIONS, QuestionName } from "../questions/names.ts";
import type { Text } from "../text.ts";

type Fields<Schema> =
  Schema extends z.ZodOptional<infer Inner>
    ? Fields<Inner>
    : Schema extends z.ZodObject<infer Shape>
      ? Extract<keyof Shape, string>
      : never;

type EventSchema = (typeof EVENT_SCHEMAS)[EventType];
type Attribute = Fields<EventSchema>;
type DataField = Fields<EventSchema["shape"]["data"]>;
type Parameter = Fields<(typeof QUESTIONS)[QuestionName]["schema"]>;

/** When each type is sent. */
export const TYPE_WORDS: Readonly<Record<EventType, Text>> = {
  "ticket.issued": {
    en: "A customer says what they came for",
    fr: "Un client dit pourquoi il vient",
  },
  "ticket.called": { en: "The customer is called", fr: "Le client est appelé" },
  "ticket.transferred": { en: "They are sent elsewhere", fr: "Il est orienté ailleurs" },
  "ticket.no_show": { en: "Called, and not there", fr: "Appelé, et absent" },
  "ticket.cancelled": { en: "They no longer come", fr: "Il ne vient plus" },
  "wait.started": { en: "A wait begins", fr: "Une attente commence" },
  "wait.ended": { en: "It ends in being served", fr: "Elle finit par une prise en charge" },
  "wait.abandoned": { en: "The customer gives up", fr: "Le client renonce" },
  "service.started": { en: "Somebody serves them", fr: "Quelqu'un s'en occupe" },
  "service.ended": { en: "It is over, with an outcome", fr: "C'est fini, avec une issue" },
  "review.requested": { en: "An opinion is asked for", fr: "Un avis est demandé" },
  "review.submitted": { en: "An opinion is given", fr: "Un avis est donné" },
  "review.answered": { en: "Somebody answers it", fr: "Quelqu'un y répond" },
};

/** What each attribute of an event says. */
export const ATTRIBUTE_WORDS: Readonly<Record<Attribute, Text>> = {
  specversion: { en: "The version of CloudEvents", fr: "La version de CloudEvents" },
  id: {
    en: "Unique within source and journey; with them, the only key of deduplication",
    fr: "Unique pour une source et un parcours ; avec eux, la seule clé de déduplication",
  },
  source: { en: "Who says it", fr: "Qui le dit" },
  type: { en: "One of the thirteen", fr: "L'un des treize" },
  time: { en: "When it happened, with its offset", fr: "Quand c'est arrivé, avec le décalage" },
  subject: {
    en: "The journey: every event of one visit or call carries the same. Best a UUIDv7",
    fr: "Le parcours : chaque événement d'une visite ou d'un appel porte le même. De préférence un UUIDv7",
  },
  site: { en: "Where", fr: "Où" },
  channel: { en: "By which way", fr: "Par quel canal" },
  customer: {
    en: "Who; pseudonymised before anything is stored",
    fr: "Qui ; pseudonymisé avant tout stockage",
  },
  staff: {
    en: "Who served; pseudonymised before anything is stored",
    fr: "Qui a servi ; pseudonymisé avant tout stockage",
  },
  datacontenttype: { en: "Of CloudEvents; may be left out", fr: "De CloudEvents ; facultatif" },
  data: { en: "What the type says, below", fr: "Ce que dit le type, ci-dessous" },
};

/** What each field of `data` says. */
export const DATA_WORDS: Readonly<Record<DataField, Text>> = {
  service: { en: "What the customer came for", fr: "Pourquoi le client vient" },
  priority: { en: "Rank in the queue", fr: "Rang dans la file" },
  segment: { en: "Kind of customer", fr: "Type de client" },
  appointment: { en: "Whether there was an appointment", fr: "S'il y avait rendez-vous" },
  desk: { en: "Where they are served", fr: "Où il est servi" },
  to: {
    en: "Of a transfer: the service, site or channel",
    fr: "D'un transfert : le service, le site ou le canal",
  },
  reason: { en: "Why, in a few words", fr: "Pourquoi, en quelques mots" },
  queue: { en: "Which queue", fr: "Quelle file" },
  position: { en: "How many stand before", fr: "Combien attendent devant" },
  announced: { en: "Wait announced, in seconds", fr: "Attente annoncée, en secondes" },
  mode: { en: "How they are served", fr: "Comment il est servi" },
  outcome: { en: "How it ended for the customer", fr: "Comment cela finit pour le client" },
  marks: { en: "Short labels", fr: "Étiquettes courtes" },
  form: { en: "Where the answer comes from", fr: "D'où vient la réponse" },
  nps: { en: "Would they recommend, 0–10", fr: "Recommanderait-il, 0–10" },
  csat: { en: "Satisfaction, 1–5", fr: "Satisfaction, 1–5" },
  ces: {
    en: "Effort: v1 is 1–5, low is good; v2 is 1–7, high is good",
    fr: "Effort : v1 de 1 à 5, bas est bon ; v2 de 1 à 7, haut est bon",
  },
  attitudes: { en: "Three notes, 1–5", fr: "Trois notes, 1–5" },
  themes: { en: "What it is about", fr: "De quoi il s'agit" },
  verbatim: {
    en: "In their words; names, phones and numbers are masked",
    fr: "Ses mots ; noms, téléphones et numéros sont masqués",
  },
  language: { en: "Of the verbatim", fr: "Du verbatim" },
  respondent: { en: "Who answered", fr: "Qui a répondu" },
  relation: { en: "Who asks whom", fr: "Qui interroge qui" },
};

/** What each parameter of a question does. */
export const PARAMETER_WORDS: Readonly<Record<Parameter, Text>> = {
  range: {
    en: "Which days; `to` is not in it, a day is its midnight in the time zone",
    fr: "Quels jours ; `to` est exclu, un jour vaut son minuit dans le fuseau",
  },
  timezone: {
    en: "IANA time zone; by default the tenant's",
    fr: "Fuseau horaire IANA ; par défaut celui de l'organisation",
  },
  where: {
    en: "Only journeys with one of these values",
    fr: "Seulement les parcours ayant une de ces valeurs",
  },
  except: {
    en: "Without journeys that have one of these",
    fr: "Sans les parcours ayant une de ces valeurs",
  },
  by: {
    en: "Groups, at most two; time is one too",
    fr: "Regroupements, deux au plus ; le temps en est un",
  },
  compare: {
    en: "Adds the same figures of another period (of funnels and paths also of other journeys)",
    fr: "Ajoute les mêmes chiffres d'une autre période (d'entonnoirs et chemins aussi d'autres parcours)",
  },
  limit: { en: "Rows at most", fr: "Lignes au plus" },
  within_seconds: { en: "Threshold of the service levels", fr: "Seuil des niveaux de service" },
  measure: {
    en: "The first wait of a journey, or the sum of all",
    fr: "La première attente d'un parcours, ou la somme",
  },
  moment: { en: "One moment of truth, by its id", fr: "Un moment de vérité, par son identifiant" },
  form: { en: "Where answers come from", fr: "D'où viennent les réponses" },
  respondent: { en: "Customers alone", fr: "Les clients seuls" },
  ces_version: { en: "Version of the effort score", fr: "Version de la note d'effort" },
  metrics: { en: "Which metrics, side by side", fr: "Quels indicateurs, côte à côte" },
  again_within_days: {
    en: "Of first-contact resolution: days without a new journey",
    fr: "De la résolution au premier contact : jours sans nouveau parcours",
  },
  over_seconds: {
    en: "Count those who have waited longer than this",
    fr: "Compter ceux qui attendent depuis plus longtemps",
  },
  status: { en: "How the first wait ended", fr: "Comment finit la première attente" },
  suspect: {
    en: "Only doubtful journeys, or none",
    fr: "Seulement les parcours douteux, ou aucun",
  },
  nps: {
    en: "Journeys with such a survey answer of a customer",
    fr: "Parcours avec une telle réponse d'un client",
  },
  sort: {
    en: "The latest, or the longest wait, first",
    fr: "Le plus récent, ou la plus longue attente, d'abord",
  },
  offset: { en: "Rows to skip", fr: "Lignes à passer" },
  steps: { en: "Types of event, in their order", fr: "Types d'événement, dans leur ordre" },
  order: {
    en: "Whether anything, or nothing, may happen in between, or in any order",
    fr: "Si tout, ou rien, peut survenir entre deux, ou dans un ordre quelconque",
  },
  window: {
    en: 'How long after the entry a step may come: "30m", "4h", "14d"',
    fr: "Combien de temps après l'entrée une étape peut venir : « 30m », « 4h », « 14d »",
  },
  exclude: {
    en: "What must not happen between two steps, counted from 1",
    fr: "Ce qui ne doit pas survenir entre deux étapes, comptées à partir de 1",
  },
  times: {
    en: "With times from one step to the next; without them the answer comes sooner",
    fr: "Avec les durées d'une étape à la suivante ; sans elles la réponse vient plus vite",
  },
  kind: {
    en: "What follows what, whole sequences, repeated steps, loops, or handovers",
    fr: "Ce qui suit quoi, suites entières, étapes répétées, boucles, ou passages",
  },
  funnel: {
    en: "Only the journeys that a cell of this funnel counts",
    fr: "Seulement les parcours que compte une case de cet entonnoir",
  },
  follows: {
    en: "Only journeys in which this directly follows that",
    fr: "Seulement les parcours où ceci suit directement cela",
  },
  in_a_row: {
    en: "Only journeys in which these directly follow each other, or that have this one",
    fr: "Seulement les parcours où ceux-ci se suivent directement, ou ayant celui-ci",
  },
  hands_over: {
    en: "Only journeys that go directly from this channel, site or service to that",
    fr: "Seulement les parcours passant directement de ce canal, site ou service à cet autre",
  },
  returned: {
    en: "Only the journeys by which a cohort's customers came again, so long after",
    fr: "Seulement les parcours par lesquels les clients d'une cohorte revinrent, tant après",
  },
  satisfaction: {
    en: "Only the journeys that a bucket of satisfaction by wait counts",
    fr: "Seulement les parcours que compte une tranche de satisfaction selon l'attente",
  },
  won_back: {
    en: "Only the journeys of detractors that won_back counts",
    fr: "Seulement les parcours des détracteurs que compte won_back",
  },
  contact: {
    en: "Only the journeys that first-contact resolution counts",
    fr: "Seulement les parcours que compte la résolution au premier contact",
  },
  first: {
    en: "Only customers whose first journey has one of these values",
    fr: "Seulement les clients dont le premier parcours a une de ces valeurs",
  },
  between: {
    en: "What is handed over: channel, site, service…",
    fr: "Ce qui est passé de l'un à l'autre : canal, site, service…",
  },
  variant: {
    en: "Only journeys with exactly these types of event",
    fr: "Seulement les parcours ayant exactement ces types d'événement",
  },
  repeats: {
    en: "Only journeys with this type more than once",
    fr: "Seulement les parcours où ce type revient",
  },
  around: {
    en: "Only what comes before and after this type",
    fr: "Seulement ce qui précède et suit ce type",
  },
  unit: {
    en: "Each journey by itself, or each known customer across journeys",
    fr: "Chaque parcours pour lui-même, ou chaque client connu à travers ses parcours",
  },
  attribution: {
    en: "Which touch says the dimensions of a unit: first, last, or a step's number",
    fr: "Quel contact dit les dimensions d'une unité : premier, dernier, ou numéro d'étape",
  },
  histogram: {
    en: "Instead of the figures, how many took how long from step to step",
    fr: "Au lieu des chiffres, combien ont mis combien de temps d'étape en étape",
  },
  every: {
    en: "How long a cohort, and an age, is",
    fr: "La durée d'une cohorte, et d'un âge",
  },
  score: {
    en: "Content is 7 or more of 10 (nps), or 4 or more of 5 (csat)",
    fr: "Content : 7 ou plus sur 10 (nps), ou 4 ou plus sur 5 (csat)",
  },
  wait_edges_seconds: {
    en: "Where buckets of waits begin",
    fr: "Où commencent les tranches d'attente",
  },
  explain: {
    en: "Instead of the answer, how it would be found, and the SQL that finds it",
    fr: "Au lieu de la réponse, comment elle serait trouvée, et le SQL qui la trouve",
  },
};
