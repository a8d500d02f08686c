// Sends one event to a Parcours, and asks one question until the event is in its answer.
//
//   node .ci/first-answer.mjs http://127.0.0.1:7300 <write key> <read key>

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const patienceMs = 180_000;
const [url, writeKey, readKey] = process.argv.slice(2);
if (readKey === undefined) fail("Say where and who: <url> <write key> <read key>");

const site = `FIRST-${randomUUID().slice(0, 8)}`;
const started = Date.now();

await eventually("it is ready", async () => (await fetch(`${url}/readyz`)).ok);
const event = {
  specversion: "1.0",
  id: randomUUID(),
  source: "urn:parcours:first-answer",
  type: "ticket.issued",
  time: new Date().toISOString(),
  subject: randomUUID(),
  site,
  channel: "office",
  data: { service: "parcel-pickup" },
};
const receipt = await post("/v1/events", writeKey, event);
if (receipt.accepted !== 1) fail(`The event was not accepted: ${JSON.stringify(receipt)}`);

const question = { range: "all", where: { site: [site] } };
await eventually("the event is in the answer", async () => {
  const { rows } = await post("/v1/questions/waits", readKey, question);
  return rows[0]?.journeys === 1;
});
console.log(`One event in, one answer out, after ${((Date.now() - started) / 1000).toFixed(1)} s.`);

async function post(path, key, body) {
  const response = await fetch(url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) fail(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function eventually(what, isSo) {
  for (const until = Date.now() + patienceMs; Date.now() < until; await pause(250)) {
    if (await isSo().catch(() => false)) return;
  }
  fail(`Waited ${patienceMs / 1000} s, and still not: ${what}.`);
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}
