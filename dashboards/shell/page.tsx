import { useSignalEffect } from "@preact/signals";
import type { Site } from "../../schemas/site.ts";
import { textIn } from "../data/cells.ts";
import { servicesQuestion } from "../data/frame.ts";
import { session } from "../data/session.ts";
import { Esprit } from "../esprit/screen.tsx";
import { dayIn } from "../format.ts";
import { JourneysScreen } from "../journeys/screen.tsx";
import { Skeleton } from "../parts/states.tsx";
import { useSource } from "../parts/use-source.ts";
import { SCREENS, writeAddress } from "./address.ts";
import { FilterBar } from "./filter-bar.tsx";
import { Freshness } from "./freshness.tsx";
import { KeysDialog, showsKeys, switchTheme } from "./keys.tsx";
import { NotOpen } from "./not-open.tsx";
import { Link } from "./link.tsx";
import { selectionText } from "./selection.ts";
import { format, go, language, theme, view, words } from "./state.ts";

/** The shell: who looks, in which language and light, at which screen. */
export function Page() {
  useSignalEffect(() => {
    document.documentElement.lang = language.value;
    document.documentElement.dataset["theme"] = theme.value;
  });
  const { page, screens } = words.value;
  const { screen } = view.value;
  const state = session.value;
  return (
    <>
      <a class="skip" href="#main">
        {page.skip}
      </a>
      <Hatch />
      <header class="top">
        <Screens />
        <Tools />
      </header>
      <main id="main" tabIndex={-1}>
        <div class="title">
          <h1 {...(screen === "esprit" && { lang: "fr" })}>{screens[screen]}</h1>
          <Freshness />
        </div>
        {state.kind === "opening" && <Skeleton />}
        {state.kind === "closed" && <NotOpen failure={state.failure} />}
        {state.kind === "open" && <Open sites={state.sites} timezone={state.me.timezone} />}
      </main>
      <KeysDialog />
    </>
  );
}

const SHOWN = { esprit: Esprit, journeys: JourneysScreen } as const;

function Open({ sites, timezone }: { readonly sites: readonly Site[]; readonly timezone: string }) {
  const Screen = SHOWN[view.value.screen];
  const found = useSource(() => servicesQuestion(view.value));
  const services = found.known.value.answer?.rows.map((row) => textIn(row, "service")) ?? [];
  const nameOf = (id: string) => sites.find((site) => site.id === id)?.name ?? id;
  const selection = selectionText(view.value, words.value, format.value, nameOf);
  useSignalEffect(() => {
    const said = selectionText(view.value, words.value, format.value, nameOf);
    document.title = `${words.value.screens[view.value.screen]} : ${said} | Parcours`;
  });
  return (
    <>
      <FilterBar
        sites={sites}
        services={services.filter((name) => name !== "")}
        today={dayIn(new Date().toISOString(), timezone)}
      />
      <p class="on-paper">{selection}</p>
      <Screen sites={sites} timezone={timezone} />
    </>
  );
}

/** From screen to screen; what is filtered goes along. */
function Screens() {
  const { screens } = words.value;
  const { opened: _, ...rest } = view.value;
  return (
    <nav class="screens" aria-label={screens.label}>
      <p class="brand">Parcours</p>
      {SCREENS.map((name) => (
        <Link
          key={name}
          href={location.pathname + writeAddress({ ...rest, screen: name })}
          {...(name === rest.screen && { current: "page" })}
        >
          {screens[name]}
        </Link>
      ))}
    </nav>
  );
}

/** Language, light and keys. */
function Tools() {
  const { page } = words.value;
  const other = language.value === "fr" ? "en" : "fr";
  return (
    <nav class="tools" aria-label={page.settings}>
      <button
        type="button"
        class="quiet"
        lang={other}
        onClick={() => go({ language: other }, "replace")}
      >
        {page.otherLanguage}
      </button>
      <button type="button" class="quiet" onClick={switchTheme}>
        {page.theme[theme.value === "dark" ? "light" : "dark"]}
      </button>
      <button
        type="button"
        class="quiet"
        aria-haspopup="dialog"
        onClick={() => {
          showsKeys.value = true;
        }}
      >
        {page.keys} <kbd>?</kbd>
      </button>
    </nav>
  );
}

/** The pattern of what is not over yet; charts fill with it. */
const Hatch = () => (
  <svg class="defs" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern
        id="hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="1.5" height="6" fill="var(--rule)" />
      </pattern>
    </defs>
  </svg>
);
