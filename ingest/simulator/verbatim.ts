import type { Experience } from "./experience.ts";
import type { Opinion } from "./opinion.ts";
import { between, happens, oneOf, type Random } from "./random.ts";
import { kindOf } from "./services.ts";
import { BLAME_EN } from "./words/blame-en.ts";
import { BLAME_FR } from "./words/blame-fr.ts";
import { PRAISE_EN } from "./words/praise-en.ts";
import { PRAISE_FR } from "./words/praise-fr.ts";
import type { Template } from "./words/template.ts";

type Polarity = "praise" | "blame";

/** Every sentence, by what it does and its language. */
export const TEMPLATES: Readonly<Record<Polarity, Record<"fr" | "en", readonly Template[]>>> = {
  praise: { fr: PRAISE_FR, en: PRAISE_EN },
  blame: { fr: BLAME_FR, en: BLAME_EN },
};

const TITLED = [
  "Mme Lefèvre",
  "M. Haddad",
  "Mme Nguyen",
  "M. Moreau",
  "Madame Diallo",
  "M. Garnier",
];
const FIRST_NAMES = ["camille", "julien", "fatou", "nora", "antoine", "lucie", "mehdi", "claire"];
const LETTERS = Array.from("ABCDEFGHJKLMNPQRSTVWXYZ");
const SHORT_WAIT_SECONDS = 240;
const LONG_WAIT_SECONDS = 300;

/** One or two sentences that fit what was lived and what is thought of it. */
export function drawVerbatim(random: Random, experience: Experience, opinion: Opinion): string {
  const { irritants, mood } = opinion;
  const [worst] = irritants;
  const sentences: string[] = [];
  if (mood > 0 || (worst === undefined && mood > -0.6))
    sentences.push(sentence(random, experience, "praise", praised(random, experience)));
  if (worst !== undefined || mood <= -0.6)
    sentences.push(sentence(random, experience, "blame", blamed(random, experience, worst)));
  return sentences.join(" ");
}

function praised(random: Random, { waitSeconds }: Experience): string {
  const themes = ["consideration", "consideration", "competence", "resolution", "complexity"];
  const more = ["plain", "plain", "reachability", "digital", "premises"];
  const quick = waitSeconds < SHORT_WAIT_SECONDS ? ["wait", "wait"] : [];
  return oneOf(random, [...themes, ...more, ...quick]);
}

function blamed(random: Random, experience: Experience, worst = "plain"): string {
  const { ending, waitSeconds, announcedSeconds } = experience;
  if (ending === "left") return "left";
  if (worst !== "wait") return worst;
  const isLate = announcedSeconds > 0 && waitSeconds > announcedSeconds + 180;
  if (isLate && happens(random, 0.4)) return "announced";
  return waitSeconds > LONG_WAIT_SECONDS || experience.site.channel === "phone" ? "wait" : "plain";
}

function sentence(random: Random, lived: Experience, polarity: Polarity, theme: string): string {
  const templates = TEMPLATES[polarity][lived.language];
  const fits = (wanted: string) =>
    templates.filter(([of, text, where]) => {
      const isHere = where === undefined || where === lived.site.channel;
      return of === wanted && isHere && (!text.includes("{min}") || lived.waitSeconds >= 120);
    });
  const fitting = fits(theme);
  const [, text] = oneOf(random, fitting.length > 0 ? fitting : fits("plain"));
  return fill(random, lived, text);
}

function fill(random: Random, lived: Experience, text: string): string {
  return text.replaceAll(
    /\{(\w+)\}/g,
    (slot, name: string) => SLOTS[name]?.(random, lived) ?? slot,
  );
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join("");
const letters = (random: Random): string => oneOf(random, LETTERS) + oneOf(random, LETTERS);

const SLOTS: Readonly<Record<string, (random: Random, lived: Experience) => string>> = {
  min: (_, { waitSeconds }) => String(Math.round(waitSeconds / 60)),
  told: (_, { announcedSeconds }) => String(Math.round(announcedSeconds / 60)),
  what: (_, { service, language }) => kindOf(service).words[language],
  town: (_, { site }) => site.town,
  name: (random) => oneOf(random, TITLED),
  // 06 39 98 and example.org are kept free for fiction: nobody's number, nobody's mailbox.
  phone: (random) => `06 39 98 ${digits(random, 2)} ${digits(random, 2)}`,
  email: (random) =>
    `${oneOf(random, FIRST_NAMES)}${Math.floor(between(random, 1, 99))}@example.org`,
  plate: (random) => `${letters(random)}-${digits(random, 3)}-${letters(random)}`,
  file: (random) => `${letters(random)}${digits(random, 8)}`,
};
