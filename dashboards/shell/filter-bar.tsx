import type { Site } from "../../schemas/site.ts";
import { Word } from "../parts/word.tsx";
import { COMPARISONS, PERIODS, type Comparison, type Period } from "./address.ts";
import { PlaceField } from "./place-field.tsx";
import { go, view, words } from "./state.ts";

interface FilterBarProps {
  readonly sites: readonly Site[];
  /** Of the period. */
  readonly services: readonly string[];
  readonly today: string;
}

/** What is shown, as a sentence whose words can be changed. */
export function FilterBar({ sites, services, today }: FilterBarProps) {
  const { filters, channels } = words.value;
  const { range, compare, where } = view.value;
  const { service, channel } = where;
  return (
    <form
      class="filters"
      role="search"
      aria-label={filters.label}
      onSubmit={(event) => event.preventDefault()}
    >
      <Word
        label={filters.period}
        value={typeof range === "string" ? range : "days"}
        choose={(value) => go({ range: value === "days" ? lastWeek(today) : (value as Period) })}
      >
        {PERIODS.map((name) => (
          <option key={name} value={name}>
            {filters.periods[name]}
          </option>
        ))}
        <option value="days">{filters.chosenDays}</option>
      </Word>
      {typeof range !== "string" && <Days />}
      {range !== "all" && (
        <Word
          label={filters.compare}
          value={compare}
          choose={(value) => go({ compare: value as Comparison })}
        >
          {COMPARISONS.map((name) => (
            <option key={name} value={name}>
              {filters.comparisons[name]}
            </option>
          ))}
        </Word>
      )}
      <PlaceField sites={sites} />
      <Word
        label={filters.channel}
        value={channel ?? ""}
        choose={(value) => narrow("channel", value)}
      >
        <option value="">{filters.allChannels}</option>
        {Object.entries(channels).map(([name, word]) => (
          <option key={name} value={name}>
            {word}
          </option>
        ))}
      </Word>
      <Word
        label={filters.service}
        value={service ?? ""}
        choose={(value) => narrow("service", value)}
      >
        <option value="">{filters.allServices}</option>
        {[...new Set([...services, ...(service === undefined ? [] : [service])])]
          .sort()
          .map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
      </Word>
    </form>
  );
}

/** Sets one filter, or takes it away. */
function narrow(name: "channel" | "service", value: string): void {
  const { [name]: _, ...rest } = view.value.where;
  go({ where: value === "" ? rest : { ...rest, [name]: value } });
}

const DAY_MS = 86_400_000;
const plusDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
const lastWeek = (today: string) => ({ from: plusDays(today, -7), to: today });

/** First and last day; the address holds the day after the last, as questions do. */
function Days() {
  const { filters } = words.value;
  const { range } = view.value;
  if (typeof range === "string") return null;
  const last = plusDays(range.to, -1);
  const set = (from: string, until: string) => {
    if (from !== "" && until !== "" && from <= until)
      go({ range: { from, to: plusDays(until, 1) } });
  };
  return (
    <span class="days">
      <input
        type="date"
        aria-label={filters.from}
        value={range.from}
        max={last}
        onChange={({ currentTarget }) => set(currentTarget.value, last)}
      />{" "}
      {filters.until}{" "}
      <input
        type="date"
        aria-label={filters.until}
        value={last}
        min={range.from}
        onChange={({ currentTarget }) => set(range.from, currentTarget.value)}
      />
    </span>
  );
}
