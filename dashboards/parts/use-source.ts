import { useEffect, useState } from "preact/hooks";
import { keepAnswered, type Source, type Wanted } from "../data/source.ts";
import { tick } from "../data/tick.ts";
import { language } from "../shell/state.ts";

/** Keeps a question answered for as long as a component stands; it may read signals. */
export function useSource(request: () => Wanted | undefined, every = tick): Source {
  const [source] = useState(() => keepAnswered(request, { language, tick: every }));
  useEffect(() => source.stop, [source]);
  return source;
}
