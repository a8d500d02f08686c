import type { Answer, Row } from "../../schemas/answer.ts";
import { estimateIn, numberIn, textIn } from "../data/cells.ts";
import type { Fact } from "../parts/fact.ts";
import type { Speech } from "../speech.ts";

/** As the address spells a move: `edge.ticket.issued-wait.started`. */
export const edgeId = (from: string, to: string) => `edge.${from}-${to}`;

/** As the address spells a sequence: `variant.ticket.issued-wait.started-…`. */
export const variantId = (types: readonly string[]) => `variant.${types.join("-")}`;

/** The types of a sequence, as the API spells it: `a > b > c`. */
export const typesOf = (variant: string): readonly string[] => variant.split(" > ");

/** The word for a type of event, or for where journeys come from and go. */
export function placeName(type: string, { words }: Pick<Speech, "words">): string {
  const { start, end } = words.journeys.paths;
  return (
    new Map<string, string>([...Object.entries(words.events), ["start", start], ["end", end]]).get(
      type,
    ) ?? type
  );
}

/** A move as a figure: how often it is what follows. */
export function edgeFact(id: string, answer: Answer | undefined, speech: Speech): Fact | undefined {
  const row = answer?.rows.find((one) => edgeId(textIn(one, "from"), textIn(one, "to")) === id);
  const { paths } = speech.words.journeys;
  const name = (column: string) => placeName(textIn(row, column), speech);
  const rests = paths.times(speech.format.count(numberIn(row, "of_from_n") ?? 0));
  return shareFact(
    id,
    paths.edge(name("from"), name("to")),
    { row, share: "of_from", rests },
    answer,
    speech,
  );
}

/** A sequence as a figure: the share of journeys that go exactly so. */
export function variantFact(
  id: string,
  answer: Answer | undefined,
  speech: Speech,
): Fact | undefined {
  const row = answer?.rows.find((one) => variantId(typesOf(textIn(one, "variant"))) === id);
  const { variants, funnel } = speech.words.journeys;
  const { format } = speech;
  const name = variants.name(format.count(numberIn(row, "steps") ?? 0));
  const rests = funnel.reached(format.count(numberIn(row, "share_n") ?? 0));
  return shareFact(id, name, { row, share: "share", rests }, answer, speech);
}

interface Stated {
  readonly row: Row | undefined;
  readonly share: string;
  readonly rests: string;
}

function shareFact(
  id: string,
  name: string,
  { row, share, rests }: Stated,
  answer: Answer | undefined,
  { format }: Speech,
): Fact | undefined {
  if (!row || !answer) return undefined;
  return {
    id,
    name,
    definition: answer.definition,
    estimate: estimateIn(row, share),
    before: null,
    significant: null,
    write: (value) => format.share(value),
    rests,
    answer,
  };
}
