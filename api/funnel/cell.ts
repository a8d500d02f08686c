import type { FunnelCell } from "../../schemas/questions/funnel.ts";
import type { Cell } from "../cell.ts";
import { askingOf, countVariants, type Asked } from "./asking.ts";
import { classesOf } from "./classes.ts";
import { ENTERED, MAY_CONVERT } from "./conditions.ts";

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
  return { with: [], where: [source.journeys, `customer GLOBAL IN (${units})`], params };
}
