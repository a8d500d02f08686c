import type { Column } from "./answer.ts";
import { METRICS, type Metric, type MetricId } from "./metrics.ts";
import type { Language, Text } from "./text.ts";

interface ColumnFacts {
  readonly type: Column["type"];
  readonly unit: Column["unit"];
  readonly text: Text;
}

const of = (type: Column["type"], unit: Column["unit"], en: string, fr: string): ColumnFacts => ({
  type,
  unit,
  text: { en, fr },
});

/** Columns that are no metric. */
const COLUMNS: Readonly<Record<string, ColumnFacts>> = {
  site: of("string", null, "Site", "Site"),
  region: of("string", null, "Region", "Région"),
  channel: of("string", null, "Channel", "Canal"),
  service: of("string", null, "Service", "Service"),
  segment: of("string", null, "Segment", "Segment"),
  priority: of("string", null, "Priority", "Priorité"),
  mode: of("string", null, "Mode of service", "Mode de service"),
  outcome: of("string", null, "Outcome of the service", "Issue du service"),
  form: of("string", null, "Form", "Formulaire"),
  moment: of("string", null, "Moment of truth", "Moment de vérité"),
  name: of("string", null, "Name", "Nom"),
  hour: of("time", null, "Hour", "Heure"),
  day: of("time", null, "Day", "Jour"),
  week: of("time", null, "Week, from Monday", "Semaine, depuis lundi"),
  month: of("time", null, "Month", "Mois"),
  weekday: of("integer", null, "Weekday, 1 is Monday", "Jour de semaine, 1 = lundi"),
  hour_of_day: of("integer", null, "Hour of the day", "Heure de la journée"),
  again_within_days: of(
    "integer",
    null,
    "Days without a new journey, for first-contact resolution",
    "Jours sans nouveau parcours, pour la résolution au premier contact",
  ),
  n: of("integer", null, "How many this rests on", "Effectif"),
  promoters: of("integer", "answers", "Promoters (9–10)", "Promoteurs (9–10)"),
  passives: of("integer", "answers", "Passives (7–8)", "Passifs (7–8)"),
  detractors: of("integer", "answers", "Detractors (0–6)", "Détracteurs (0–6)"),
  ces_n: of(
    "integer",
    "answers",
    "Answers with an effort score",
    "Réponses avec une note d'effort",
  ),
  z: of("number", "z", "Difference in standard errors", "Écart en erreurs types"),
  p_value: of(
    "number",
    "p",
    "Chance of such a difference by chance",
    "Probabilité d'un tel écart par hasard",
  ),
  significant: of(
    "boolean",
    null,
    "Established at 5 % (Benjamini-Hochberg over the rows)",
    "Établi à 5 % (Benjamini-Hochberg sur les lignes)",
  ),
  n_before: of("integer", "answers", "Answers before", "Réponses avant"),
  delighted: of("integer", "moments", "Delighted, part of kept", "Enchantés, compris dans tenus"),
  pending: of("integer", "moments", "Not decided yet", "Pas encore décidés"),
  unknown: of("integer", "moments", "Unanswered for 14 days", "Sans réponse depuis 14 jours"),
  waiting: of("integer", "journeys", "Waiting now", "En attente"),
  over: of(
    "integer",
    "journeys",
    "Waiting longer than over_seconds",
    "En attente depuis plus de over_seconds",
  ),
  oldest_seconds: of("number", "seconds", "Longest wait so far", "Plus longue attente en cours"),
  p50_seconds: of("number", "seconds", "Median wait so far", "Attente médiane en cours"),
  journey: of("string", null, "Journey", "Parcours"),
  started: of("time", null, "First event", "Premier événement"),
  site_name: of("string", null, "Name of the site", "Nom du site"),
  status: of("string", null, "How the first wait ended", "Issue de la première attente"),
  wait_seconds: of("number", "seconds", "First wait", "Première attente"),
  total_wait_seconds: of("number", "seconds", "All waits", "Toutes les attentes"),
  suspect_reason: of(
    "string",
    null,
    "Why it is doubtful; empty when it is not",
    "Pourquoi il est douteux ; vide sinon",
  ),
  steps: of("integer", null, "Events", "Événements"),
  step: of("integer", null, "Step, counted from 1", "Étape, comptée à partir de 1"),
  label: of("string", null, "Name of the step", "Nom de l'étape"),
  units: of("integer", "journeys", "Journeys that reached the step", "Parcours arrivés à l'étape"),
  units_before: of(
    "integer",
    "journeys",
    "Journeys, the period compared",
    "Parcours, période comparée",
  ),
  median_seconds: of(
    "number",
    "seconds",
    "From the step before: median",
    "Depuis l'étape précédente : médiane",
  ),
  p90_seconds: of(
    "number",
    "seconds",
    "From the step before: p90",
    "Depuis l'étape précédente : p90",
  ),
  mean_seconds: of(
    "number",
    "seconds",
    "From the step before: mean",
    "Depuis l'étape précédente : moyenne",
  ),
  from_seconds: of("integer", "seconds", "From so long on", "À partir de"),
  to_seconds: of("integer", "seconds", "And below this", "Et moins de"),
  cohort: of("time", null, "Period of the first journey", "Période du premier parcours"),
  age: of("integer", null, "Periods since then", "Périodes depuis lors"),
  customers: of("integer", null, "Customers who came first then", "Clients venus alors d'abord"),
  returned: of("integer", null, "Of these, came again", "Dont sont revenus"),
  wait_from_seconds: of("number", "seconds", "Waits from so long on", "Attentes à partir de"),
  wait_to_seconds: of("number", "seconds", "And below this", "Et moins de"),
  ...shareOf("content", "Content, of those who answered", "Contents, parmi ceux qui ont répondu"),
  lower: of(
    "boolean",
    null,
    "Established to be below all shorter waits (5 %)",
    "Établi sous toutes les attentes plus courtes (5 %)",
  ),
  bend: of(
    "boolean",
    null,
    "The longest wait that still satisfies",
    "La plus longue attente qui satisfait",
  ),
  via: of("string", null, "What comes in between", "Ce qui vient entre deux"),
  count_before: of(
    "integer",
    null,
    "How often, the period compared",
    "Combien de fois, période comparée",
  ),
  journeys_before: of(
    "integer",
    "journeys",
    "Journeys, the period compared",
    "Parcours, période comparée",
  ),
  from: of("string", null, "From this type, or the start", "Depuis ce type, ou le début"),
  to: of("string", null, "To this type, or the end", "Vers ce type, ou la fin"),
  count: of("integer", null, "How often", "Combien de fois"),
  variant: of(
    "string",
    null,
    "Types of event, in their order",
    "Types d'événement, dans leur ordre",
  ),
  type: of("string", null, "Type of event", "Type d'événement"),
  extra: of("integer", null, "Times that it came again", "Fois où il est revenu"),
  ...shareOf("of_from", "Of all that left there", "Parmi les départs de là"),
  ...shareOf("of_to", "Of all that came there", "Parmi les arrivées là"),
  ...shareOf("share", "Of all journeys", "Parmi tous les parcours"),
  ...shareOf(
    "rework",
    "More than once, of those that have it",
    "Plus d'une fois, parmi ceux qui l'ont",
  ),
  way: of("string", null, "How journeys are counted", "Comment les parcours sont comptés"),
  variants: of("integer", null, "Variants: sequences of types", "Variantes : suites de types"),
  sql: of("string", null, "The statement that finds it all", "La requête qui trouve tout"),
  ...shareOf("of_entered", "Of those who entered", "Parmi les entrés"),
  ...shareOf("of_previous", "Of the step before", "Parmi l'étape précédente"),
};

function shareOf(name: string, en: string, fr: string): Readonly<Record<string, ColumnFacts>> {
  const [low, high] = [["lower", "basse"] as const, ["upper", "haute"] as const];
  const bound = ([english, french]: readonly [string, string]) =>
    of("number", "share", `${en}: ${english} bound (95 %)`, `${fr} : borne ${french} (95 %)`);
  return {
    [name]: of("number", "share", en, fr),
    [`${name}_low`]: bound(low),
    [`${name}_high`]: bound(high),
    [`${name}_n`]: of("integer", "journeys", `${en}: out of`, `${fr} : effectif`),
    [`${name}_before`]: of(
      "number",
      "share",
      `${en}: the period compared`,
      `${fr} : période comparée`,
    ),
    [`${name}_significant`]: of(
      "boolean",
      null,
      `${en}: change established at 5 %`,
      `${fr} : évolution établie à 5 %`,
    ),
  };
}

/** In a funnel, those who have not converted and still may. */
const OF_A_FUNNEL: Readonly<Record<string, ColumnFacts>> = {
  open: of("integer", "journeys", "Of these, may still convert", "Dont peuvent encore avancer"),
};

/** Of paths times are those from one event to the next, or of whole journeys. */
const OF_A_PATH: Readonly<Record<string, ColumnFacts>> = {
  p50_seconds: of("number", "seconds", "Median time", "Durée médiane"),
  p90_seconds: of("number", "seconds", "90th percentile of the time", "90e centile de la durée"),
};

const SUFFIXES: Readonly<Record<string, (metric: Metric) => ColumnFacts>> = {
  _low: ({ unit, name }) =>
    of("number", unit, `${name.en}: lower bound (95 %)`, `${name.fr} : borne basse (95 %)`),
  _high: ({ unit, name }) =>
    of("number", unit, `${name.en}: upper bound (95 %)`, `${name.fr} : borne haute (95 %)`),
  _n: ({ name }) => of("integer", null, `${name.en}: out of`, `${name.fr} : effectif`),
  _before: ({ unit, name }) =>
    of("number", unit, `${name.en}: the period compared`, `${name.fr} : période comparée`),
  _significant: ({ name }) =>
    of(
      "boolean",
      null,
      `${name.en}: change established at 5 %`,
      `${name.fr} : évolution établie à 5 %`,
    ),
};

/** In a list of journeys these speak of one journey, not of many. */
const OF_ONE_JOURNEY: Readonly<Record<string, ColumnFacts>> = {
  nps: of("integer", null, "Recommendation, 0–10", "Recommandation, 0–10"),
  handle_seconds: of("number", "seconds", "Time in service", "Durée de service"),
  customer: of(
    "string",
    null,
    "Whose journey, by their pseudonym",
    "Parcours de qui, par son pseudonyme",
  ),
  customers: of("integer", null, "Customers of the whole list", "Clients de toute la liste"),
};

/** Where a name means something else than in other questions. */
const SPECIAL: Readonly<Record<string, Readonly<Record<string, ColumnFacts>>>> = {
  cohorts: shareOf("share", "Of these customers", "Parmi ces clients"),
  journeys: OF_ONE_JOURNEY,
  funnel: OF_A_FUNNEL,
  paths: OF_A_PATH,
};

/** What a column says, in words. Throws for a name that no question answers with: a mistake of ours. */
export function describeColumn(question: string, name: string, language: Language): Column {
  const facts = SPECIAL[question]?.[name] ?? factsOf(name);
  if (facts === undefined) throw new Error(`No text says what the column ${name} means.`);
  return { name, type: facts.type, unit: facts.unit, text: facts.text[language] };
}

function factsOf(name: string): ColumnFacts | undefined {
  if (name in METRICS) {
    const metric: Metric = METRICS[name as MetricId];
    const type = metric.kind === "count" ? "integer" : "number";
    return { type, unit: metric.unit, text: metric.name };
  }
  const own = COLUMNS[name];
  if (own !== undefined) return own;
  for (const [suffix, describe] of Object.entries(SUFFIXES)) {
    const metric = name.slice(0, -suffix.length);
    if (name.endsWith(suffix) && metric in METRICS) return describe(METRICS[metric as MetricId]);
  }
  return undefined;
}
