import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Site } from "../../schemas/site.ts";
import { go, view, words } from "./state.ts";

/** Find a branch or a region by typing; empty is the whole network. `/` leads here. */
export function PlaceField({ sites }: { readonly sites: readonly Site[] }) {
  const { filters } = words.value;
  const { site, region } = view.value.where;
  const shown = site === undefined ? (region ?? "") : (named(sites, site) ?? site);
  const text = useSignal(shown);
  useEffect(() => {
    text.value = shown;
  }, [shown]);
  const regions = [...new Set(sites.map((one) => one.region))].filter((name) => name !== "").sort();

  const choose = (written: string) => {
    const wanted = written.trim().toLowerCase();
    const { site: _, region: __, ...rest } = view.value.where;
    const place = sites.find(({ name, id }) =>
      [name, id].some((one) => one.toLowerCase() === wanted),
    );
    const area = regions.find((name) => name.toLowerCase() === wanted);
    if (wanted === "") go({ where: rest });
    else if (area !== undefined) go({ where: { ...rest, region: area } });
    else if (place) go({ where: { ...rest, site: place.id } });
    else text.value = shown;
  };
  return (
    <span class="place">
      <input
        id="place"
        class="word"
        type="search"
        list="places"
        autocomplete="off"
        aria-label={filters.place}
        placeholder={filters.everywhere}
        value={text.value}
        size={Math.max((text.value || filters.everywhere).length, 10)}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          const whole = currentTarget.value.toLowerCase();
          const isWhole = [...regions, ...sites.map(({ name }) => name)].some(
            (name) => name.toLowerCase() === whole,
          );
          if (isWhole || whole === "") choose(whole);
        }}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      <datalist id="places">
        {regions.map((name) => (
          <option key={name} value={name} />
        ))}
        {sites.map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
    </span>
  );
}

const named = (sites: readonly Site[], wanted: string) =>
  sites.find(({ id }) => id === wanted)?.name;
