import { parse } from "yaml";
import type { Compose } from "./compose.ts";
import { unknownIn, type Metrics } from "./metrics.ts";

const ALARM_SHARE = 0.85;

/** Alerts ask for what there is, and say what to do. */
export function ruleComplaints(
  text: string,
  metrics: Metrics,
  { services }: Compose,
): readonly string[] {
  const { groups } = parse(text) as {
    groups: {
      rules: { alert: string; expr: string; annotations: Record<string, string> }[];
    }[];
  };
  const alerts = groups.flatMap((group) => group.rules);
  const limits = [...text.matchAll(/role="(\w+)"\} > ([\d.]+) \* (\d+) \* 1048576/g)];
  return [
    ...alerts.flatMap(({ alert, expr, annotations }) =>
      [
        ...unknownIn(expr, metrics),
        ...["summary", "action"]
          .filter((name) => annotations[name]?.trim().endsWith(".") !== true)
          .map((name) => `has no ${name}`),
      ].map((wrong) => `${alert}: ${wrong}`),
    ),
    ...[...text.matchAll(/job="(\w+)"/g)]
      .filter(([, job = ""]) => services[job]?.command?.[0] !== job)
      .map(([, job = ""]) => `the job ${job} is no role`),
    ...(limits.length === 3 ? [] : ["three roles have a limit of memory"]),
    ...limits
      .filter(([, role = "", share, mebibytes = ""]) => {
        const limit = services[role]?.deploy?.resources?.limits?.["memory"];
        const inMebibytes = limit?.replace(/^(\d+)g$/, (_all, g: string) => `${Number(g) * 1024}m`);
        return inMebibytes !== `${mebibytes}m` || Number(share) !== ALARM_SHARE;
      })
      .map(([, role = ""]) => `the alarm of ${role} is not ${ALARM_SHARE} of its limit`),
  ];
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
  readonly targets: readonly { readonly expr: string }[];
}

/** Panels ask for what there is, say what they show, and have room. */
export function dashboardComplaints(text: string, metrics: Metrics): readonly string[] {
  const { panels } = JSON.parse(text) as { panels: readonly Panel[] };
  const overlaps = (a: Panel["gridPos"], b: Panel["gridPos"]) =>
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return panels.flatMap((panel, index) => {
    const others = panels.slice(index + 1);
    return [
      ...panel.targets.flatMap(({ expr }) => unknownIn(expr, metrics)),
      ...(panel.description === "" ? ["says nothing of itself"] : []),
      ...others
        .filter(({ id, gridPos }) => id === panel.id || overlaps(gridPos, panel.gridPos))
        .map(({ title }) => `stands on ${title}`),
    ].map((wrong) => `${panel.title}: ${wrong}`);
  });
}
