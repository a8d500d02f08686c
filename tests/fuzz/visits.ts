/** One visit of a customer, from which everything that figures may say of it follows. */
export interface Visit {
  readonly subject: string;
  /** ms since 1970, as every time here. */
  readonly started: number;
  readonly site: string;
  readonly channel: string;
  readonly service: string;
  readonly segment: string;
  readonly priority: string;
  /** Of the service; empty when there was none, as the outcome is. */
  readonly mode: string;
  readonly outcome: string;
  readonly ending: "served" | "abandoned" | "waiting";
  readonly waitMs: number;
  readonly answer: Answer | undefined;
}

/** What the customer answered afterwards. */
export interface Answer {
  readonly form: string;
  readonly nps: number;
  readonly at: number;
}

/** How long every service lasts. */
export const SERVICE_MS = 30_000;

type Fields = Readonly<Record<string, unknown>>;

/** The events of a visit, as its services send them. Ids and sources are the same in every tenant. */
export function eventsOf(visit: Visit): readonly Fields[] {
  const { subject, started, site, channel, service, segment, priority, answer } = visit;
  const { mode, outcome, ending, waitMs } = visit;
  const told = started + waitMs;
  let nth = 0;
  const event = (type: string, at: number, data: Fields) => ({
    ...{ specversion: "1.0", id: String(nth++), source: "urn:desk", type, subject, site, channel },
    time: new Date(at).toISOString(),
    data,
  });
  const ticket = {
    service,
    ...(segment === "" ? {} : { segment }),
    ...(priority === "" ? {} : { priority }),
  };
  const begun = [event("ticket.issued", started, ticket), event("wait.started", started, {})];
  switch (ending) {
    case "waiting":
      return begun;
    case "abandoned":
      return [...begun, event("wait.abandoned", told, {})];
    case "served":
      return [
        ...begun,
        event("service.started", told, { mode }),
        event("service.ended", told + SERVICE_MS, { outcome }),
        ...(answer === undefined
          ? []
          : [event("review.submitted", answer.at, { form: answer.form, nps: answer.nps })]),
      ];
    default:
      return ending satisfies never;
  }
}

/** The time of its last event. */
export function lastOf({ ending, started, waitMs, answer }: Visit): number {
  if (ending === "waiting") return started;
  if (ending === "abandoned") return started + waitMs;
  return answer?.at ?? started + waitMs + SERVICE_MS;
}
