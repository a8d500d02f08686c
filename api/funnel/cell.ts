import type { SqlValue } from "../../infra/store/port.ts";
import type { FunnelCell } from "../../schemas/questions/funnel.ts";
import { askingOf, countVariants, type Asked } from "./asking.ts";
import { classesOf } from "./classes.ts";
import { ENTERED, MAY_CONVERT } from "./conditions.ts";

/** Which rows of the journeys' table a cell of a funnel counts. */
export interface Cell {
  /** SQL definitions, to stand after WITH. */
  readonly with: readonly string[];
  /** To be joined by AND. */
  readonly where: readonly string[];
  readonly params: Readonly<Record<string, SqlValue>>;
}

/** The same plan as the funnel's own, so that a list is never longer or shorter than its figure. */
export async function cellOf(
  asked: Asked,
  { step, came }: Pick<FunnelCell, "step" | "came">,
): Promise<Cell> {
  const asking = askingOf(asked);
  const { source, plan } = asking;
  const { variants } = await countVariants(asking, false);
  const classes = await classesOf(asking, variants, false);
  const reached = (place: number) => `${classes.place(place - 1)} != 0`;
  const isOpen = `${MAY_CONVERT} AND NOT ${reached(asking.funnel.rules.steps)}`;
  const how = {
    reached: [reached(step)],
    lost: [reached(step - 1), `NOT ${reached(step)}`, `NOT (${isOpen})`],
    open: [reached(step), isOpen],
  };
  const params = { ...plan.params, ...classes.params };
  const where = [source.where, reached(1), ENTERED, ...how[came]];
  if (source.unit === "journey") return { with: classes.with, where, params };
  const units = `
    WITH ${classes.with.join(",\n    ")}
    SELECT ${source.unit} FROM ${source.from} WHERE ${where.join(" AND ")}`;
  return { with: [], where: [source.journeys, `customer IN (${units})`], params };
}
