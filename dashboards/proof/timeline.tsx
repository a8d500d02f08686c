import { effect, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Timeline as Told } from "../../schemas/timeline.ts";
import { follow } from "../data/follow.ts";
import { fetchFrom, type Outcome } from "../data/ask.ts";
import { session } from "../data/session.ts";
import { tick } from "../data/tick.ts";
import { numberIn, textIn } from "../data/cells.ts";
import { Failed, Skeleton } from "../parts/states.tsx";
import { format, language, words } from "../shell/state.ts";
import { EventDetails } from "./event-details.tsx";
import { wordFor } from "./word-for.ts";

/** One journey: what was promised in it, and every event as it was told. */
export function Timeline({ id }: { readonly id: string }) {
  const told = useSignal<Outcome<Told> | undefined>(undefined);
  const tries = useSignal(0);
  useEffect(() => {
    const controller = new AbortController();
    const stop = effect(() => {
      follow(tick, tries);
      const path = `/v1/journeys/${encodeURIComponent(id)}`;
      fetchFrom<Told>(path, language.value, controller.signal).then(
        (outcome) => {
          told.value = outcome;
        },
        () => undefined,
      );
    });
    return () => {
      stop();
      controller.abort();
    };
  }, [id]);

  const { proof } = words.value;
  if (!told.value) return <Skeleton />;
  if (told.value.kind === "failure") {
    const retry = () => void (tries.value += 1);
    return <Failed failure={told.value.failure} what={proof.journey} retry={retry} />;
  }
  return <Story told={told.value.value} />;
}

function Story({ told }: { readonly told: Told }) {
  const { proof } = words.value;
  const { journey, moments, events } = told;
  const zone = session.value.kind === "open" ? session.value.me.timezone : "UTC";
  const say = format.value;
  const wait = numberIn(journey, "wait_seconds");
  const summary = [
    textIn(journey, "site_name"),
    wordFor("channels", textIn(journey, "channel")),
    textIn(journey, "service"),
    wordFor("statuses", textIn(journey, "status")),
    wait === null ? "" : say.duration(wait),
  ].filter((part) => part !== "");
  return (
    <article class="story">
      <h3>{say.dayClock(textIn(journey, "started"), zone)}</h3>
      <p>{summary.join(", ")}</p>
      <p class="quietly">
        <code>{textIn(journey, "journey")}</code>
      </p>
      {moments.length > 0 && (
        <>
          <h4>{proof.moments}</h4>
          <ul class="moments">
            {moments.map(({ moment, name, outcome }) => (
              <li key={moment} class={outcome}>
                {name} <strong>{wordFor("results", outcome)}</strong>
              </li>
            ))}
          </ul>
        </>
      )}
      <h4>{proof.events}</h4>
      <ol class="events">
        {events.map((event, index) => (
          <li key={`${event.source} ${event.id}`}>
            <time dateTime={event.time}>{say.clockSeconds(event.time, zone)}</time>
            <div>
              <strong>{wordFor("events", event.type)}</strong>{" "}
              <span class="gap">{gapText(events[index - 1]?.time, event.time)}</span>
              <EventDetails event={event} />
            </div>
          </li>
        ))}
      </ol>
    </article>
  );
}

function gapText(before: string | undefined, time: string): string {
  if (before === undefined) return "";
  const seconds = (Date.parse(time) - Date.parse(before)) / 1000;
  return seconds === 0 ? "" : words.value.proof.after(format.value.duration(seconds));
}
