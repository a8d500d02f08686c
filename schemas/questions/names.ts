import type { z } from "zod";
import type { Text } from "../text.ts";
import { CohortsQuestion } from "./cohorts.ts";
import { FunnelQuestion } from "./funnel.ts";
import { JourneysQuestion } from "./journeys.ts";
import { LiveQuestion } from "./live.ts";
import { MomentsQuestion } from "./moments.ts";
import { PathsQuestion } from "./paths.ts";
import { SatisfactionQuestion } from "./satisfaction.ts";
import { TrendQuestion } from "./trend.ts";
import { VoiceQuestion } from "./voice.ts";
import { WaitsQuestion } from "./waits.ts";

interface QuestionFacts {
  readonly schema: z.ZodType;
  readonly version: number;
  readonly text: Text;
}

/** The questions that can be asked, what they take and what they mean. */
export const QUESTIONS = {
  waits: {
    schema: WaitsQuestion,
    version: 1,
    text: {
      en: "How long customers wait and how it ends. First wait of each journey (or the sum of all), by the journey's start; percentiles over the served, zero waits included; abandonment = abandoned / offered.",
      fr: "Combien de temps les clients attendent et comment cela finit. Première attente de chaque parcours (ou la somme), au début du parcours ; centiles sur les servis, attentes nulles comprises ; abandon = abandons / demandes.",
    },
  },
  moments: {
    schema: MomentsQuestion,
    version: 1,
    text: {
      en: "Whether moments of truth were kept, by the definition valid at the journey's start. Compliance = kept / (kept + missed), Wilson interval; pending and unknown apart.",
      fr: "Si les moments de vérité furent tenus, selon la définition valable au début du parcours. Conformité = tenus / (tenus + manqués), intervalle de Wilson ; en attente et inconnus à part.",
    },
  },
  voice: {
    schema: VoiceQuestion,
    version: 1,
    text: {
      en: "What customers answer: NPS = share of promoters − share of detractors; last answer of each journey and form, counted when it was given.",
      fr: "Ce que répondent les clients : NPS = part de promoteurs − part de détracteurs ; dernière réponse de chaque parcours et formulaire, comptée quand elle fut donnée.",
    },
  },
  trend: {
    schema: TrendQuestion,
    version: 1,
    text: {
      en: "Metrics over time and by dimension; each has its own definition. A change is established when its test passes at 5 % (Benjamini-Hochberg over the rows).",
      fr: "Indicateurs dans le temps et par dimension ; chacun a sa définition. Une évolution est établie si son test passe à 5 % (Benjamini-Hochberg sur les lignes).",
    },
  },
  funnel: {
    schema: FunnelQuestion,
    version: 1,
    text: {
      en: "How far journeys come through steps. A run starts at each event of the first step, each event serves one step, events of one time may stand in either order; a journey counts by its best run, in the period of its entry. Rates with Wilson intervals, over those who can no longer convert.",
      fr: "Jusqu'où les parcours avancent dans des étapes. Une tentative commence à chaque événement de la première étape, chaque événement sert une étape, des événements simultanés se rangent au mieux ; un parcours compte par sa meilleure tentative, à la date de son entrée. Taux avec intervalles de Wilson, sur ceux dont la fenêtre est close.",
    },
  },
  paths: {
    schema: PathsQuestion,
    version: 1,
    text: {
      en: "Which ways journeys take, by the journey's start. Edges: how often one type of event directly follows another, and how long it takes; variants: journeys with the same sequence of types; rework: steps that come more than once; loops: there and directly back; handovers: from one channel, site or service to another.",
      fr: "Quels chemins prennent les parcours, au début du parcours. Arcs : combien de fois un type d'événement en suit directement un autre, et en combien de temps ; variantes : parcours de même suite de types ; reprises : étapes qui reviennent ; boucles : aller et retour directs ; passages : d'un canal, site ou service à un autre.",
    },
  },
  cohorts: {
    schema: CohortsQuestion,
    version: 1,
    text: {
      en: "How many customers come again, by when they came first: of those whose first journey of all began in a month or week, the share with a journey in each one after it. Known customers alone; months and weeks that are not over are left out.",
      fr: "Combien de clients reviennent, selon leur première venue : de ceux dont le tout premier parcours commença tel mois ou telle semaine, la part ayant un parcours dans chacun des suivants. Clients connus seulement ; les mois et semaines inachevés sont omis.",
    },
  },
  satisfaction: {
    schema: SatisfactionQuestion,
    version: 1,
    text: {
      en: "How content customers are after how long a wait, by the journey's start: first waits of the served, last survey answer. The bend is the longest wait that still satisfies: the end of the last bucket before the first whose share is established to be below that of all shorter waits (5 %, Benjamini-Hochberg).",
      fr: "Le contentement des clients selon leur attente, au début du parcours : première attente des servis, dernière réponse à l'enquête. Le coude est la plus longue attente qui satisfait encore : la fin de la dernière tranche avant la première dont la part est établie sous celle de toutes les attentes plus courtes (5 %, Benjamini-Hochberg).",
    },
  },
  live: {
    schema: LiveQuestion,
    version: 1,
    text: {
      en: "Who waits now: journeys with a wait that is not over, at sites that are still open.",
      fr: "Qui attend en ce moment : parcours dont une attente est en cours, dans des sites encore ouverts.",
    },
  },
  journeys: {
    schema: JourneysQuestion,
    version: 1,
    text: {
      en: "The journeys behind a figure, one row each. As many as the figure says; where it counts customers, the journeys of as many customers.",
      fr: "Les parcours derrière un chiffre, un par ligne. Autant que le dit le chiffre ; s'il compte des clients, les parcours d'autant de clients.",
    },
  },
} as const satisfies Record<string, QuestionFacts>;
export type QuestionName = keyof typeof QUESTIONS;
