import { StartupError } from "../../startup-error.ts";

/** Which journeys, as they are asked for on the command line. */
export interface FrameFlags {
  readonly range?: string;
  readonly from?: string;
  readonly to?: string;
  readonly timezone?: string;
  readonly where: readonly string[];
  readonly except: readonly string[];
}

/** The same as the body of a request; whether it means anything is for the server to say. */
export function frameOf({ range, from, to, timezone, where, except }: FrameFlags): object {
  if ((from === undefined) !== (to === undefined)) {
    const missing = from === undefined ? "--from" : "--to";
    throw new StartupError("half-a-range", `--from and --to go together; ${missing} is missing.`);
  }
  if (from !== undefined && range !== undefined) {
    throw new StartupError("two-ranges", "Say either --range, or --from and --to.");
  }
  return {
    ...(range === undefined ? {} : { range }),
    ...(from === undefined ? {} : { range: { from, to } }),
    ...(timezone === undefined ? {} : { timezone }),
    where: filtersOf("--where", where),
    except: filtersOf("--except", except),
  };
}

/** `service=PS,SQ` and more of them: values by dimension. */
function filtersOf(flag: string, texts: readonly string[]): Record<string, readonly string[]> {
  const filters: Record<string, readonly string[]> = {};
  for (const text of texts) {
    const [, dimension = "", values = ""] = /^(\w+)=(.+)$/s.exec(text) ?? [];
    if (dimension === "") {
      const message = `${flag} takes a dimension and its values, such as service=PS,SQ; not "${text}".`;
      throw new StartupError("no-filter", message);
    }
    filters[dimension] = [...(filters[dimension] ?? []), ...values.split(",")];
  }
  return filters;
}
