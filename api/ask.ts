import type { Store } from "../infra/store/port.ts";
import type { Answer, Freshness, Row } from "../schemas/answer.ts";
import type { Tenant } from "../schemas/config.ts";
import { METRICS, type MetricId } from "../schemas/metrics.ts";
import type { Language } from "../schemas/text.ts";
import { CohortsQuestion } from "../schemas/questions/cohorts.ts";
import { FunnelQuestion } from "../schemas/questions/funnel.ts";
import { JourneysQuestion } from "../schemas/questions/journeys.ts";
import { PathsQuestion } from "../schemas/questions/paths.ts";
import { LiveQuestion } from "../schemas/questions/live.ts";
import { MomentsQuestion } from "../schemas/questions/moments.ts";
import { columnsOf, type Asked } from "../schemas/questions/columns.ts";
import type { QuestionName } from "../schemas/questions/names.ts";
import { SatisfactionQuestion } from "../schemas/questions/satisfaction.ts";
import { TrendQuestion } from "../schemas/questions/trend.ts";
import { VoiceQuestion } from "../schemas/questions/voice.ts";
import { WaitsQuestion } from "../schemas/questions/waits.ts";
import { LIVE_WINDOW_MS } from "../schemas/waiting.ts";
import { answerOf, type Found } from "./answer.ts";
import type { By } from "./dimensions.ts";
import { scopeOf, type Asker, type Scope } from "./plan.ts";
import { cohortRows } from "./questions/cohorts.ts";
import { funnelRows } from "./questions/funnel.ts";
import { listJourneys } from "./questions/journeys.ts";
import { whoWaits } from "./questions/live.ts";
import { countMoments, momentRow } from "./questions/moments.ts";
import { pathRows } from "./questions/paths.ts";
import { satisfactionRows } from "./questions/satisfaction.ts";
import { trendRows } from "./questions/trend.ts";
import { compareVoice, countAnswers, voiceRow } from "./questions/voice.ts";
import { countWaits, waitRow } from "./questions/waits.ts";
import { parseQuestion } from "./parse-question.ts";
import { withinSeconds } from "./time-limit.ts";

export interface AskDeps {
  readonly store: Store;
  readonly freshness: (tenant: string) => Promise<Freshness>;
  /** How long a question may take, in s. */
  readonly mostSeconds: number;
}

/** Who asks, and in which language the words of the answer are. */
export interface Question {
  readonly name: QuestionName;
  readonly body: unknown;
  readonly asker: Asker;
  readonly tenant: Tenant;
  readonly language: Language;
  readonly signal: AbortSignal;
}

interface Plan {
  readonly scope: Scope;
  /** What decides the columns. */
  readonly asked: Asked;
  find(freshness: Promise<Freshness>): Promise<Found>;
}

/** Answers a question: one frame, one plan, one shape of answer. */
export function ask({ store, freshness, mostSeconds }: AskDeps) {
  return async function ask(question: Question): Promise<Answer> {
    const answered = await withinSeconds(mostSeconds, question.signal, async (signal) => {
      const plan = planFor(store, { ...question, signal });
      const asking = freshness(question.asker.tenant);
      const [found, fresh] = await Promise.all([plan.find(asking), asking]);
      return { plan, found, fresh };
    });
    const { plan, found, fresh } = answered;
    const columns = columnsOf(question.name, plan.asked);
    return answerOf(question.name, plan.scope, found, columns, fresh, question.language);
  };
}

const exactly = (rows: readonly Row[]): Found => ({ rows, exact: true });

function planFor(store: Store, { name, body, asker, tenant, language, signal }: Question): Plan {
  switch (name) {
    case "waits": {
      const question = parseQuestion(WaitsQuestion, body);
      const scope = scopeOf(question, asker);
      return {
        scope,
        asked: question,
        async find() {
          const { counts, exact } = await countWaits(store, scope, question, "now", signal);
          return { rows: counts.map(waitRow), exact };
        },
      };
    }
    case "voice": {
      const question = parseQuestion(VoiceQuestion, body);
      const scope = scopeOf(question, asker);
      return {
        scope,
        asked: question,
        async find() {
          const now = await countAnswers(store, scope, question, "now", signal);
          if (question.compare === undefined) return exactly(now.map(voiceRow));
          const before = await countAnswers(store, scope, question, "before", signal);
          return exactly(compareVoice(now, before));
        },
      };
    }
    case "moments": {
      const asked = parseQuestion(MomentsQuestion, body);
      const by: By = asked.by.length === 0 ? ["moment"] : asked.by;
      const scope = scopeOf({ ...asked, by }, asker);
      const names = new Map(tenant.moments.map(({ id, name: words }) => [id, words[language]]));
      const named = by.includes("moment");
      return {
        scope,
        asked: { by },
        async find() {
          const counts = await countMoments(store, scope, asked.moment, "now", signal);
          const rows = counts.map((count): Row => {
            const row = momentRow(count);
            const id = String(row["moment"]);
            return named ? { ...row, name: names.get(id) ?? id } : row;
          });
          return exactly(rows);
        },
      };
    }
    case "trend": {
      const question = parseQuestion(TrendQuestion, body);
      const scope = scopeOf(question, asker);
      return {
        scope,
        asked: question,
        find: () => trendRows(store, scope, question, signal),
      };
    }
    case "funnel": {
      const question = parseQuestion(FunnelQuestion, body);
      const scope = scopeOf(question, asker);
      return {
        scope,
        asked: question.explain ? { explain: true } : question,
        async find(freshness) {
          const behindMs = await behind(freshness);
          return exactly(await funnelRows(store, scope, question, behindMs, signal));
        },
      };
    }
    case "paths": {
      const question = parseQuestion(PathsQuestion, body);
      const scope = scopeOf(question, asker);
      return {
        scope,
        asked: question,
        find: () => pathRows(store, scope, question, signal),
      };
    }
    case "cohorts": {
      const question = parseQuestion(CohortsQuestion, body);
      const scope = scopeOf({ ...question, compare: undefined }, asker);
      return {
        scope,
        asked: question,
        find: async () => exactly(await cohortRows(store, scope, question, signal)),
      };
    }
    case "satisfaction": {
      const question = parseQuestion(SatisfactionQuestion, body);
      const scope = scopeOf({ ...question, compare: undefined }, asker);
      return {
        scope,
        asked: question,
        find: async () => exactly(await satisfactionRows(store, scope, question, signal)),
      };
    }
    case "live": {
      const question = parseQuestion(LiveQuestion, body);
      const scope: Scope = {
        ...asker,
        period: { from: asker.now - LIVE_WINDOW_MS, to: asker.now + 1 },
        comparison: undefined,
        frame: question,
      };
      const bySite = question.by.includes("site");
      return {
        scope,
        asked: question,
        async find() {
          const rows = await whoWaits(store, scope, question, signal);
          return exactly(bySite ? rows.map((row) => withSite(row, asker)) : rows);
        },
      };
    }
    case "journeys": {
      const question = parseQuestion(JourneysQuestion, body);
      const frame = { ...question, by: [], compare: undefined };
      const scope = scopeOf(frame, asker);
      return {
        scope,
        asked: question,
        async find(freshness) {
          const behindMs = question.funnel === undefined ? 0 : await behind(freshness);
          return exactly(await listJourneys({ store, scope, question, behindMs, signal }));
        },
      };
    }
    default:
      return name satisfies never;
  }
}

/** How much of the log, in ms, is not in the figures yet. */
async function behind(freshness: Promise<Freshness>): Promise<number> {
  return ((await freshness).behind_seconds ?? 0) * 1000;
}

function withSite(row: Row, { sites }: Asker): Row {
  const site = sites.find(({ id }) => id === row["site"]);
  return { ...row, site_name: site?.name ?? row["site"] ?? "" };
}

/** Every metric in words, for `GET /v1/definitions`. */
export function definitions(language: Language) {
  return Object.entries(METRICS).map(([id, { version, unit, kind, name, text }]) => ({
    id: id as MetricId,
    version,
    unit,
    kind,
    name: name[language],
    text: text[language],
  }));
}
