import type { EventType } from "../../schemas/event-types.ts";
import type { Speech } from "../speech.ts";
import { typeNamed } from "./funnel.ts";

/** What a type belongs to; each has a colour, and every type its word. */
const KINDS = {
  "ticket.issued": "ticket",
  "wait.started": "wait",
  "ticket.called": "ticket",
  "wait.ended": "wait",
  "wait.abandoned": "lost",
  "ticket.no_show": "lost",
  "service.started": "service",
  "service.ended": "service",
  "ticket.transferred": "ticket",
  "ticket.cancelled": "lost",
  "review.requested": "review",
  "review.submitted": "review",
  "review.answered": "review",
} as const satisfies Record<EventType, string>;

/** The kind of a type of event: ticket, wait, service, review, or lost. */
export const kindOf = (name: string): (typeof KINDS)[EventType] | undefined => {
  const type = typeNamed(name);
  return type && KINDS[type];
};

interface StripProps {
  readonly types: readonly string[];
  readonly speech: Speech;
}

/** A sequence of events, a coloured piece for each. */
export function Strip({ types, speech }: StripProps) {
  const short = new Map<string, string>(Object.entries(speech.words.journeys.variants.short));
  return (
    <span class="strip">
      {types.map((type, index) => (
        <i key={index} class={kindOf(type) ?? ""}>
          {short.get(type) ?? type}
          {index < types.length - 1 && <span class="hidden">, </span>}
        </i>
      ))}
    </span>
  );
}
