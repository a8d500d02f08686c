import type { Template } from "./template.ts";

/** What upset customers write, in English. */
export const BLAME_EN: readonly Template[] = [
  ["wait", "{min} minutes of waiting for {what} is far too long."],
  ["wait", "Only two desks open and the queue went out of the door.", "office"],
  ["wait", "I spent my whole lunch break standing in line.", "office"],
  ["wait", "On hold for {min} minutes just to ask a simple question.", "phone"],
  ["announced", "They announced {told} minutes, it took {min}. Why announce anything?"],
  ["left", "I gave up after {min} minutes and left without being served."],
  ["resolution", "Nothing was solved, I have to come back yet again for {what}."],
  ["resolution", "Case {file} has been open for weeks and nobody answers."],
  ["resolution", "Still no parcel. Please call me on {phone}."],
  ["complexity", "Sent from one person to the next, and I had to explain everything each time."],
  ["complexity", "So many forms for {what}, and all of them only in French."],
  ["consideration", "Not even a hello. I felt like a nuisance."],
  ["consideration", "Nobody listened to what I was actually asking."],
  ["competence", "The agent didn't know the procedure and guessed."],
  ["competence", "I was given the wrong information twice. My email is {email} if anyone cares."],
  ["reachability", "Impossible to reach anyone, the website just sends you in circles."],
  ["digital", "The app crashed three times before I gave up and came in person.", "office"],
  ["digital", "The tracking page says delivered. It isn't."],
  ["premises", "Dirty, crowded and hardly a seat for older people.", "office"],
  ["incivility", "{name} raised their voice at me for asking for a receipt."],
  ["plain", "Disappointing from start to finish."],
  ["plain", "Prices go up, service goes down."],
];
