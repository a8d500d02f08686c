import type { Column } from "./answer.ts";
import type { Text } from "./text.ts";

/** Where a metric is computed: the same plan serves all metrics of a family. */
export type MetricFamily = "waits" | "voice" | "moments" | "contacts" | "returns";

export interface Metric {
  readonly family: MetricFamily;
  readonly version: number;
  readonly unit: Column["unit"];
  /** A share has an interval (`_low`, `_high`) and an n; a score has one as well. */
  readonly kind: "count" | "share" | "score" | "value";
  readonly name: Text;
  readonly text: Text;
}

const count = (unit: Column["unit"], name: Text, text: Text, family: MetricFamily = "waits") =>
  ({ family, version: 1, unit, kind: "count", name, text }) satisfies Metric;
const seconds = (name: Text, text: Text) =>
  ({ family: "waits", version: 1, unit: "seconds", kind: "value", name, text }) satisfies Metric;
const share = (family: MetricFamily, name: Text, text: Text) =>
  ({ family, version: 1, unit: "share", kind: "share", name, text }) satisfies Metric;

const percentile = (p: number) =>
  seconds(
    { en: `Wait, p${String(p)}`, fr: `Attente, p${String(p)}` },
    {
      en: `${String(p)} % of served customers waited at most this long: the element at floor(${String(p / 100)}·n) of their sorted waits, zero waits included.`,
      fr: `${String(p)} % des clients servis ont attendu au plus ce temps : l'élément de rang floor(${String(p / 100)}·n) de leurs attentes triées, attentes nulles comprises.`,
    },
  );

/** Every metric, defined once. The words are what people read; the numbers are made in `api/`. */
export const METRICS = {
  journeys: count(
    "journeys",
    { en: "Journeys", fr: "Parcours" },
    {
      en: "Journeys that began in the range: a visit or a call, counted at its earliest event.",
      fr: "Parcours commencés dans la période : une visite ou un appel, compté à son premier événement.",
    },
  ),
  offered: count(
    "journeys",
    { en: "Offered", fr: "Demandes" },
    {
      en: "Served with a known wait + abandoned + no-shows + censored (still waiting at closing). Cancelled and open are apart.",
      fr: "Servis avec une attente connue + abandons + absents à l'appel + censurés (en attente à la fermeture). Annulés et ouverts sont à part.",
    },
  ),
  served: count(
    "journeys",
    { en: "Served", fr: "Servis" },
    {
      en: "Journeys whose first wait is known and ended in being served.",
      fr: "Parcours dont la première attente est connue et s'est terminée par une prise en charge.",
    },
  ),
  abandoned: count(
    "journeys",
    { en: "Abandoned", fr: "Abandons" },
    {
      en: "Journeys whose first wait ended because the customer gave up.",
      fr: "Parcours dont la première attente s'est terminée par le départ du client.",
    },
  ),
  abandoned_after_transfer: count(
    "journeys",
    { en: "Abandoned after a transfer", fr: "Abandons après transfert" },
    {
      en: "Journeys in which the customer gave up in a wait after a transfer; not part of abandoned.",
      fr: "Parcours abandonnés pendant une attente qui suit un transfert ; hors abandons.",
    },
  ),
  abandonment: share(
    "waits",
    { en: "Abandonment", fr: "Taux d'abandon" },
    {
      en: "Abandoned / offered, with its 95 % Wilson interval.",
      fr: "Abandons / demandes, avec son intervalle de Wilson à 95 %.",
    },
  ),
  no_shows: count(
    "journeys",
    { en: "No-shows", fr: "Absents à l'appel" },
    { en: "Called, and not there.", fr: "Appelés, et absents." },
  ),
  cancelled: count(
    "journeys",
    { en: "Cancelled", fr: "Annulés" },
    {
      en: "Tickets cancelled without a wait event or a call; not offered.",
      fr: "Tickets annulés sans attente ni appel ; hors demandes.",
    },
  ),
  censored: count(
    "journeys",
    { en: "Censored", fr: "Censurés" },
    {
      en: "Still waiting when the site closed (or 24 h after the last event, where hours are unknown).",
      fr: "Encore en attente à la fermeture du site (ou 24 h après le dernier événement, si les horaires sont inconnus).",
    },
  ),
  open: count(
    "journeys",
    { en: "Waiting now", fr: "En attente" },
    {
      en: "First wait not over yet; not offered.",
      fr: "Première attente en cours ; hors demandes.",
    },
  ),
  suspect: count(
    "journeys",
    { en: "Suspect", fr: "Douteux" },
    {
      en: "Service started more than 5 s before the wait ended: listed, and still counted.",
      fr: "Service commencé plus de 5 s avant la fin de l'attente : signalés, et toujours comptés.",
    },
  ),
  negative_durations: count(
    "journeys",
    { en: "Negative durations", fr: "Durées négatives" },
    {
      en: "A wait or service that ends before it starts: no duration, in no statistic.",
      fr: "Une attente ou un service qui finit avant de commencer : sans durée, hors statistiques.",
    },
  ),
  asa_seconds: seconds(
    { en: "Average speed of answer", fr: "Attente moyenne" },
    {
      en: "Mean wait of the served, zero waits included.",
      fr: "Attente moyenne des clients servis, attentes nulles comprises.",
    },
  ),
  wait_p50_seconds: percentile(50),
  wait_p75_seconds: percentile(75),
  wait_p90_seconds: percentile(90),
  wait_p95_seconds: percentile(95),
  wait_p99_seconds: percentile(99),
  zero_waits: count(
    "journeys",
    { en: "Zero waits", fr: "Sans attente" },
    { en: "Served at once.", fr: "Servis immédiatement." },
  ),
  service_level_of_offered: share(
    "waits",
    { en: "Service level (of offered)", fr: "Niveau de service (des demandes)" },
    {
      en: "Served within within_seconds / offered: abandonments and no-shows fail.",
      fr: "Servis en moins de within_seconds / demandes : abandons et absents comptent contre.",
    },
  ),
  service_level_of_answered: share(
    "waits",
    { en: "Service level (of answered)", fr: "Niveau de service (des servis)" },
    {
      en: "Served within within_seconds / served.",
      fr: "Servis en moins de within_seconds / servis.",
    },
  ),
  handle_seconds: seconds(
    { en: "Handle time", fr: "Durée de traitement" },
    {
      en: "Mean time in service of journeys with one: service ended − service started.",
      fr: "Durée moyenne de service des parcours servis : fin − début du service.",
    },
  ),
  patience_seconds: seconds(
    { en: "Patience", fr: "Patience" },
    {
      en: "Σ waits of served, abandoned and censored / number abandoned; none when nobody abandoned.",
      fr: "Σ attentes des servis, abandons et censurés / nombre d'abandons ; sans valeur s'il n'y en a aucun.",
    },
  ),
  announced_error_p50_seconds: seconds(
    { en: "Announced wait, median error", fr: "Attente annoncée, erreur médiane" },
    {
      en: "Median of wait − announced wait, over the served to whom one was announced.",
      fr: "Médiane de l'attente − l'attente annoncée, sur les servis à qui elle fut annoncée.",
    },
  ),
  announced_error_p90_seconds: seconds(
    { en: "Announced wait, p90 error", fr: "Attente annoncée, erreur p90" },
    {
      en: "90th percentile of wait − announced wait, over the served to whom one was announced.",
      fr: "90e centile de l'attente − l'attente annoncée, sur les servis à qui elle fut annoncée.",
    },
  ),
  served_within_announced: share(
    "waits",
    { en: "Served within what was announced", fr: "Servis dans le délai annoncé" },
    {
      en: "Served whose wait was at most the announced one / served to whom one was announced.",
      fr: "Servis dont l'attente n'a pas dépassé celle annoncée / servis à qui elle fut annoncée.",
    },
  ),
  answers: count(
    "answers",
    { en: "Answers", fr: "Réponses" },
    {
      en: "Last answer of each journey, form and respondent with a recommendation score.",
      fr: "Dernière réponse de chaque parcours, formulaire et répondant, avec une note de recommandation.",
    },
    "voice",
  ),
  nps: {
    family: "voice",
    version: 1,
    unit: "points",
    kind: "score",
    name: { en: "NPS", fr: "NPS" },
    text: {
      en: "Share of promoters (9–10) − share of detractors (0–6), × 100. Interval: ± 1.96 SE; adjusted Wald below 30 answers. Customers' surveys, last answer of each journey.",
      fr: "Part de promoteurs (9–10) − part de détracteurs (0–6), × 100. Intervalle : ± 1,96 écart type ; Wald ajusté sous 30 réponses. Enquêtes des clients, dernière réponse de chaque parcours.",
    },
  },
  csat: share(
    "voice",
    { en: "Satisfied", fr: "Satisfaits" },
    {
      en: "Share of 4–5 on a scale of 1–5, with its 95 % Wilson interval.",
      fr: "Part des notes 4–5 sur une échelle de 1 à 5, avec son intervalle de Wilson à 95 %.",
    },
  ),
  ces_mean: {
    family: "voice",
    version: 1,
    unit: "points",
    kind: "value",
    name: { en: "Customer effort", fr: "Effort client" },
    text: {
      en: "Mean effort score. Versions never mix: v2 (1–7, high is good), or the version asked for.",
      fr: "Note d'effort moyenne. Les versions ne se mêlent jamais : v2 (1–7, haut = bon), ou celle demandée.",
    },
  },
  kept: count(
    "moments",
    { en: "Kept", fr: "Tenus" },
    {
      en: "Moments that were a success, delighted ones included.",
      fr: "Moments réussis, y compris ceux qui ont enchanté.",
    },
    "moments",
  ),
  missed: count(
    "moments",
    { en: "Missed", fr: "Manqués" },
    {
      en: "Moments that failed; a wait is missed once it is over its limit, however it ends.",
      fr: "Moments manqués ; une attente l'est dès qu'elle dépasse sa limite, quelle que soit sa fin.",
    },
    "moments",
  ),
  compliance: share(
    "moments",
    { en: "Moments kept", fr: "Moments tenus" },
    {
      en: "Kept / (kept + missed), with its 95 % Wilson interval. Pending and unknown are counted apart.",
      fr: "Tenus / (tenus + manqués), avec son intervalle de Wilson à 95 %. En attente et inconnus sont à part.",
    },
  ),
  first_contact_resolution: share(
    "contacts",
    { en: "First-contact resolution", fr: "Résolution au premier contact" },
    {
      en: "Resolved journeys without a new journey of the same customer and service in the again_within_days days (7 unless told) after their end / journeys of known customers with an outcome, and these days behind them.",
      fr: "Parcours résolus sans nouveau parcours du même client pour le même service dans les again_within_days jours (7 par défaut) après leur fin / parcours de clients connus ayant une issue, et ces jours derrière eux.",
    },
  ),
  won_back: share(
    "returns",
    { en: "Won back", fr: "Reconquis" },
    {
      en: "Known customers who gave 0 to 6 in the survey, and 7 or more within the next 90 days, wherever that was / all who gave 0 to 6, with these 90 days behind them.",
      fr: "Clients connus qui ont donné 0 à 6 au questionnaire, puis 7 ou plus dans les 90 jours, où que ce soit / tous ceux qui ont donné 0 à 6, ces 90 jours derrière eux.",
    },
  ),
} as const satisfies Record<string, Metric>;
export type MetricId = keyof typeof METRICS;
export const METRIC_IDS = Object.keys(METRICS) as [MetricId, ...MetricId[]];
