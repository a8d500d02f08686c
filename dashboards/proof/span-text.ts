import { localOf } from "../shell/periods.ts";
import { format } from "../shell/state.ts";

/** `lun. 3 août – dim. 30 août`: the last day is in it, `to` is not. */
export function spanText(from: string, to: string, zone: string): string {
  const first = localOf(from, zone).slice(0, 10);
  const last = localOf(new Date(Date.parse(to) - 1).toISOString(), zone).slice(0, 10);
  const { day } = format.value;
  return first === last ? day(first) : `${day(first)} – ${day(last)}`;
}
