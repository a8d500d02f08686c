import type { Template } from "./template.ts";

/** What happy customers write, in English. */
export const PRAISE_EN: readonly Template[] = [
  ["wait", "Hardly any wait at all, in and out in no time."],
  ["wait", "Served exactly when they said I would be."],
  ["wait", "Somebody picked up straight away, what a relief.", "phone"],
  ["consideration", "Such a warm welcome, it made my day."],
  ["consideration", "{name} was patient with my poor French and so kind."],
  ["consideration", "They really listened and treated me with respect."],
  ["competence", "Very knowledgeable, everything was explained clearly."],
  ["competence", "Excellent advice about {what}, thank you {name}."],
  ["resolution", "Sorted out on the first try."],
  ["resolution", "They found my lost parcel while I was still on the line.", "phone"],
  ["resolution", "Promised to write to {email} the same day, and did."],
  ["complexity", "I expected paperwork for {what}, it took one signature."],
  ["reachability", "Open late, which saved my trip.", "office"],
  ["reachability", "Great to reach a real person at this hour.", "phone"],
  ["digital", "Booked online, seen on time. That is how it should work."],
  ["premises", "Bright, clean office with plenty of seats.", "office"],
  ["plain", "Great service, thank you all."],
  ["plain", "All good, nothing to complain about."],
  ["plain", "Friendly and efficient team."],
];
