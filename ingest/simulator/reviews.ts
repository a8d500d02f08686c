import type { Experience } from "./experience.ts";
import type { JourneyWriter } from "./journey-writer.ts";
import { drawOpinion, type Opinion } from "./opinion.ts";
import { between, happens, oneOf, type Random } from "./random.ts";
import { drawVerbatim } from "./verbatim.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The latest answer to a survey after the end of the journey, in ms. */
const LATEST_ANSWER_MS = 48 * HOUR;
const REQUESTED_SHARE = 0.25;
const ANSWERED_SHARE = 0.3;
const VERBATIM_SHARE = 0.55;
const TICKED_SHARE = 0.7;

/** Shares of those who write without being asked. */
const UNASKED = { complaintOfUpset: 0.035, praiseOfDelighted: 0.006, platform: 0.004 };
const UPSET = -1.9;
const DELIGHTED = 1.3;
/** Share of complaints that are answered, and when at the latest. */
const REPLIED = { share: 0.6, withinMs: 20 * HOUR };

/** Appends what a customer says afterwards, asked or not. */
export function tellReviews(writer: JourneyWriter, random: Random, experience: Experience): void {
  const isServed = experience.ending !== "left" && experience.ending !== "absent";
  if (isServed && happens(random, REQUESTED_SHARE)) tellSurvey(writer, random, experience);
  else tellUnasked(writer, random, experience);
}

function tellSurvey(writer: JourneyWriter, random: Random, experience: Experience): void {
  const askedAt = experience.endsAt + Math.round(between(random, 2 * MINUTE, 20 * MINUTE));
  writer.say("review.requested", askedAt, { form: "survey" });
  if (!happens(random, ANSWERED_SHARE)) return;
  // Most answer at once or in the evening, some two days later: cubed, so that half come in 6 hours.
  const delay = 2 * MINUTE + random() ** 3 * (LATEST_ANSWER_MS - HOUR);
  const opinion = drawOpinion(random, experience);
  const { nps, csat, ces, attitudes } = opinion;
  const { irritants: themes } = opinion;
  writer.say("review.submitted", askedAt + Math.round(delay), {
    form: "survey",
    respondent: "customer",
    nps,
    csat,
    ces: { version: "v2", score: ces },
    attitudes,
    ...(themes.length > 0 && happens(random, TICKED_SHARE) && { themes: [...themes] }),
    ...(happens(random, VERBATIM_SHARE) && words(random, experience, opinion)),
  });
}

function tellUnasked(writer: JourneyWriter, random: Random, experience: Experience): void {
  const opinion = drawOpinion(random, experience);
  const at = experience.endsAt + Math.round(between(random, 10 * MINUTE, 30 * HOUR));
  const { mood, csat } = opinion;
  const who = { respondent: "customer" } as const;
  const said = () => words(random, experience, opinion);
  if (mood < UPSET && happens(random, UNASKED.complaintOfUpset)) {
    writer.say("review.submitted", at, { form: "complaint", ...who, ...said() });
    if (!happens(random, REPLIED.share)) return;
    const repliedAt = at + Math.round(between(random, 2 * HOUR, REPLIED.withinMs));
    writer.say("review.answered", repliedAt, { form: "complaint" });
  } else if (mood > DELIGHTED && happens(random, UNASKED.praiseOfDelighted))
    writer.say("review.submitted", at, { form: "praise", ...who, ...said() });
  else if (Math.abs(mood) > 1 && happens(random, UNASKED.platform)) {
    const form = oneOf(random, ["platform", "platform", "social"] as const);
    writer.say("review.submitted", at, { form, ...who, csat, ...said() });
  }
}

function words(random: Random, experience: Experience, opinion: Opinion) {
  const verbatim = drawVerbatim(random, experience, opinion);
  return { verbatim, language: experience.language };
}
