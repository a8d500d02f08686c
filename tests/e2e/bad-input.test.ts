import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { gzipSync, brotliCompressSync, deflateSync } from "node:zlib";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS, Receipt } from "../../schemas/admission.ts";
import { Problem, type ProblemCode } from "../../schemas/problem.ts";
import { eventually, startParcours, type Running } from "../support/running.ts";
import {
  BAD_EVENTS,
  eventOfBytes,
  eventWith,
  keys,
  nested,
  PERSON,
  PLAIN,
  STRANGE_TEXTS,
  subjectMintedIn,
} from "./bad-events.ts";
import { openWire, type Reply, type Wire } from "./raw-http.ts";

const OURS = { id: "ours", timezone: "Europe/Paris" };
const THEIRS = { id: "theirs", timezone: "Europe/Paris" };
const PAGE = "https://www.example.org";

let parcours: Running;
/** Keys by name; `none` sends no header. */
const keyring: Record<string, string> = {};
/** Journeys of ours that were accepted. */
let good = 0;
let frontPid: number | undefined;
/** Connections that never say all that they announced; they are asked about at the end. */
const slow: { readonly name: string; readonly wire: Wire }[] = [];

beforeAll(async () => {
  parcours = await startParcours({ config: { tenants: [OURS, THEIRS] } });
  Object.assign(keyring, parcours.keys);
  keyring["page"] = await parcours.createKey("page", "--scope", "write", "--origin", PAGE);
  const theirs = ["--tenant", "theirs", "--scope"];
  keyring["their write"] = await parcours.createKey("their write", ...theirs, "write");
  keyring["their read"] = await parcours.createKey("their read", ...theirs, "read");
  frontPid = parcours.pids().front;
  const head = `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${parcours.keys.write}\r\n`;
  for (const [name, bytes] of [
    ["half a body", `${head}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"id":`],
    ["half a head", head],
    ["half a chunk", `${head}Transfer-Encoding: chunked\r\n\r\n40\r\n{"id":`],
  ] as const) {
    const wire = await openWire(parcours.url);
    await wire.say(bytes);
    slow.push({ name, wire });
  }
}, 120_000);

afterAll(async () => {
  await parcours.stop();
});

interface Sent {
  readonly method?: string;
  readonly path?: string;
  /** A name of the key ring; the write key unless told. */
  readonly key?: string;
  readonly type?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** By `node:http`, because fetch mends what it is given. */
function send({ method = "POST", path = "/v1/events", ...rest }: Sent): Promise<Got> {
  const { key = "write", type = "application/json", headers = {}, body } = rest;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      parcours.url + path,
      {
        method,
        headers: {
          ...(key === "none" ? {} : { authorization: `Bearer ${keyring[key] ?? key}` }),
          ...(type === null ? {} : { "content-type": type }),
          ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

const goodEvent = (changes: Record<string, unknown> = {}) =>
  eventWith({ site: "good", data: { service: "good" }, ...changes });
const goodText = () => JSON.stringify(goodEvent());

/** Sends what has to be accepted, and counts its journeys. */
async function accept(sent: Sent, journeys: number): Promise<Receipt> {
  const { status, text } = await send(sent);
  expect(status, text.slice(0, 500)).toBe(202);
  const receipt = Receipt.parse(JSON.parse(text));
  expect(receipt.accepted).toBe(journeys);
  good += journeys;
  return receipt;
}

/** Whatever came before, the next good event goes through. */
async function expectNextGoodEvent(): Promise<void> {
  await accept({ body: goodText() }, 1);
}

interface Told {
  readonly status: number;
  readonly code: ProblemCode;
  /** What the detail says; a text that helps names what was expected. */
  readonly says: RegExp;
}

function expectProblem(got: Got | Reply, { status, code, says }: Told): Problem {
  const text = "text" in got ? got.text : got.body;
  expect(got.status, text.slice(0, 500)).toBe(status);
  expect(got.headers["content-type"]).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(JSON.parse(text));
  expect(problem).toMatchObject({ code, status, type: `urn:parcours:problem:${code}` });
  expect(problem.title.length).toBeGreaterThan(10);
  expect(problem.detail.length).toBeGreaterThan(15);
  expect(problem.detail).toMatch(says);
  return problem;
}

describe("the collector refuses an event with", () => {
  test.each(Object.entries(BAD_EVENTS))("%s", async (_, { text, reason, path, says }) => {
    const lone = await send({ body: text });
    const isArray = text.startsWith("[");
    if (!isArray) {
      const problem = expectProblem(lone, { status: 422, code: "event-rejected", says });
      expect(problem.reason).toBe(reason);
      if (path !== undefined) expect(problem.field).toBe(path);
    }
    const batch = await accept({ body: `[${goodText()},${text},${goodText()}]` }, 2);
    expect(batch).toMatchObject({ accepted: 2, rejected: 1, duplicate: 0 });
    const [before, refused, after] = batch.results ?? [];
    expect([before?.status, after?.status]).toEqual(["accepted", "accepted"]);
    expect(refused).toMatchObject({ status: "rejected", reason });
    expect(refused?.detail).toMatch(says);
    if (path !== undefined) expect(refused?.path).toBe(path);
    await expectNextGoodEvent();
  });
});

const gzip = { "content-encoding": "gzip" };
const zipped = (text: string) => gzipSync(text);
const brokenSum = () => {
  const bytes = zipped(goodText());
  bytes[bytes.length - 6]! ^= 0xff; // of the CRC32
  return bytes;
};
const ce = (attributes: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries({
      specversion: "1.0",
      id: uuidv7(),
      source: "urn:test:bad",
      type: "ticket.issued",
      time: new Date().toISOString(),
      subject: uuidv7(),
      ...attributes,
    }).flatMap(([name, value]) => (value === "" ? [] : [[`ce-${name}`, value]])),
  );
const ticketData = JSON.stringify({ service: "bad" });
const told = (status: number, code: ProblemCode, says: RegExp): Told => ({ status, code, says });
const invalidJson = (says = /valid JSON/) => told(400, "invalid-json", says);
const invalidBytes = (says: RegExp) => told(400, "invalid-encoding", says);
const wrongType = (says = /application\/json/) => told(415, "unsupported-media-type", says);
const wrongEncoding = told(415, "unsupported-encoding", /gzip/);
const tooLarge = told(413, "body-too-large", /5 MiB/);
const five = (more: number) => `[${Array.from({ length: 5_000 + more }, () => "1").join(",")}]`;

/** What is wrong with it, the request, and what it is told. */
const BAD_REQUESTS: Readonly<Record<string, readonly [Sent, Told]>> = {
  "no body": [{}, invalidJson(/empty; send an event/)],
  "an empty body": [{ body: "" }, invalidJson(/empty; send an event/)],
  "nothing but blanks": [{ body: " \n\t " }, invalidJson()],
  "half an object": [{ body: goodText().slice(0, -2) }, invalidJson()],
  words: [{ body: "hello" }, invalidJson()],
  NaN: [{ body: goodText().replace('"good"', "NaN") }, invalidJson()],
  Infinity: [{ body: goodText().replace('"good"', "Infinity") }, invalidJson()],
  undefined: [{ body: goodText().replace('"good"', "undefined") }, invalidJson()],
  "a comment": [{ body: `/* one */ ${goodText()}` }, invalidJson()],
  "a trailing comma": [{ body: `[${goodText()},]` }, invalidJson()],
  "single quotes": [{ body: goodText().replaceAll('"', "'") }, invalidJson()],
  "a raw line break in a text": [{ body: goodText().replace("good", "go\nod") }, invalidJson()],
  "a bad escape": [{ body: goodText().replace("good", String.raw`\x41`) }, invalidJson()],
  "two values": [{ body: `${goodText()} ${goodText()}` }, invalidJson()],
  "NUL after the event": [{ body: `${goodText()}\u0000` }, invalidJson()],
  "five megabytes of brackets": [{ body: "[".repeat(LIMITS.bodyBytes) }, invalidJson()],
  "nothing but a byte order mark": [{ body: "\uFEFF" }, invalidJson(/empty; send an event/)],
  "two byte order marks": [{ body: `\uFEFF\uFEFF${goodText()}` }, invalidJson()],
  "UTF-16": [
    { body: Buffer.from(`\uFEFF${goodText()}`, "utf16le") },
    invalidBytes(/encode it as UTF-8/),
  ],
  "Latin-1": [
    { body: Buffer.from(goodText().replace("good", "été"), "latin1") },
    invalidBytes(/encode it as UTF-8/),
  ],
  "an overlong slash": [
    { body: Buffer.concat([Buffer.from(goodText()), Buffer.from([0xc0, 0xaf])]) },
    invalidBytes(/encode it as UTF-8/),
  ],
  "a surrogate as bytes": [
    { body: Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xed, 0xa0, 0x80, 0x22, 0x7d])]) },
    invalidBytes(/encode it as UTF-8/),
  ],
  "a character cut in two": [
    { body: Buffer.from(`"${PERSON.staff} é`).subarray(0, -1) },
    invalidBytes(/encode it as UTF-8/),
  ],

  "a gzip that is cut": [
    { headers: gzip, body: zipped(goodText()).subarray(0, -20) },
    invalidBytes(/compress it again/),
  ],
  "a gzip with a wrong sum": [
    { headers: gzip, body: brokenSum() },
    invalidBytes(/compress it again/),
  ],
  "the head of a gzip": [
    { headers: gzip, body: zipped(goodText()).subarray(0, 10) },
    invalidBytes(/compress it again/),
  ],
  "a gzip in a gzip": [
    { headers: gzip, body: gzipSync(zipped(goodText())) },
    invalidBytes(/encode it as UTF-8/),
  ],
  "plain text that is said to be gzip": [
    { headers: gzip, body: goodText() },
    invalidBytes(/compress it again/),
  ],
  "gzip that is not said to be": [{ body: zipped(goodText()) }, invalidBytes(/encode it as UTF-8/)],
  "an empty body said to be gzip": [{ headers: gzip, body: "" }, invalidBytes(/compress it again/)],
  "a hundred megabytes of zeros in gzip": [
    { headers: gzip, body: gzipSync(Buffer.alloc(100 << 20)) },
    tooLarge,
  ],
  "a body of 5 MiB and a byte": [{ body: goodText().padEnd(LIMITS.bodyBytes + 1) }, tooLarge],
  "5 MiB and a byte in gzip": [
    { headers: gzip, body: zipped(goodText().padEnd(LIMITS.bodyBytes + 1)) },
    tooLarge,
  ],
  deflate: [
    { headers: { "content-encoding": "deflate" }, body: deflateSync(goodText()) },
    wrongEncoding,
  ],
  brotli: [
    { headers: { "content-encoding": "br" }, body: brotliCompressSync(goodText()) },
    wrongEncoding,
  ],
  "gzip said twice": [
    { headers: { "content-encoding": "gzip, gzip" }, body: gzipSync(zipped(goodText())) },
    wrongEncoding,
  ],
  "5,001 events": [{ body: five(1) }, told(413, "too-many-events", /5000 events.*5001; split it/)],
  "5,001 lines": [
    { type: "application/x-ndjson", body: "1\n".repeat(5_001) },
    told(413, "too-many-events", /5000 events.*5001; split it/),
  ],

  "no content type": [{ type: null, body: goodText() }, wrongType()],
  HTML: [{ type: "text/html", body: goodText() }, wrongType()],
  "a form": [{ type: "application/x-www-form-urlencoded", body: "a=1" }, wrongType()],
  "an upload": [{ type: "multipart/form-data; boundary=x", body: "--x--" }, wrongType()],
  "a content type that is none": [{ type: ";;;", body: goodText() }, wrongType()],
  "a charset that is not UTF-8": [
    { type: "application/json; charset=iso-8859-1", body: goodText() },
    wrongType(/UTF-8/),
  ],
  "a batch of CloudEvents that is no array": [
    { type: "application/cloudevents-batch+json", body: goodText() },
    invalidJson(/array of events/),
  ],
  "an array as one structured CloudEvent": [
    { type: "application/cloudevents+json", body: `[${goodText()}]` },
    told(422, "event-rejected", /JSON object/),
  ],
  "a binary CloudEvent without its id": [
    { headers: ce({ id: "" }), body: ticketData },
    told(422, "event-rejected", /id/),
  ],
  "a binary CloudEvent without its version": [
    { headers: ce({ specversion: "" }), body: ticketData },
    told(422, "event-rejected", /specversion/),
  ],
  "a binary CloudEvent with half an escape": [
    { headers: ce({ site: "caf%C3" }), body: ticketData },
    told(400, "invalid-cloudevent", /ce-site.*percent-encoded UTF-8/),
  ],
  "a binary CloudEvent with data in a header": [
    { headers: ce({ data: "{}" }), body: ticketData },
    told(400, "invalid-cloudevent", /ce-data/),
  ],
  "a binary CloudEvent with the header ce-__proto__": [
    { headers: ce({ ["__proto__x".slice(0, 9)]: "1" }), body: ticketData },
    told(400, "invalid-cloudevent", /ce-__proto__/),
  ],
  "a binary CloudEvent with broken data": [{ headers: ce({}), body: '{"service":' }, invalidJson()],

  "no key": [{ key: "none", body: goodText() }, told(401, "no-key", /Authorization: Bearer/)],
  "a wrong key": [
    { key: "pk_write_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", body: goodText() },
    told(401, "unknown-key", /parcours keys list/),
  ],
  "a password": [
    { key: "none", headers: { authorization: "Basic YTpi" }, body: goodText() },
    told(401, "no-key", /Authorization: Bearer/),
  ],
  "an empty key": [
    { key: "none", headers: { authorization: "Bearer " }, body: goodText() },
    told(401, "no-key", /Authorization: Bearer/),
  ],
  "a key for reading": [{ key: "read", body: goodText() }, told(403, "wrong-scope", /"write"/)],
  "their key for reading": [
    { key: "their read", body: goodText() },
    told(403, "wrong-scope", /"write"/),
  ],
  "a cookie that is not ours": [
    { key: "none", headers: { cookie: "parcours_session=e30.AAAA" }, body: goodText() },
    told(401, "no-key", /parcours link/),
  ],
  "a public key from another page": [
    { key: "page", headers: { origin: "https://evil.example" }, body: goodText() },
    told(403, "wrong-origin", /https:\/\/www\.example\.org.*evil/),
  ],
  "a public key from no page": [
    { key: "page", body: goodText() },
    told(403, "wrong-origin", /without Origin/),
  ],
  "a public key from a page of the same name": [
    { key: "page", headers: { origin: "https://www.example.org.evil.example" }, body: goodText() },
    told(403, "wrong-origin", /evil/),
  ],
  "a public key that asks": [
    { path: "/v1/questions/waits", key: "page", headers: { origin: PAGE }, body: "{}" },
    told(403, "wrong-scope", /"read"/),
  ],
};

/** Whose path needs a key that is known only once the system runs. */
const REQUESTS_IN_ADDRESS: Readonly<Record<string, readonly [() => Sent, Told]>> = {
  "a secret key in the address": [
    () => ({
      key: "none",
      path: `/v1/events?key=${keyring["write"] ?? ""}`,
      headers: { origin: PAGE },
      body: goodText(),
    }),
    told(401, "unknown-key", /Only public keys may stand in an address/),
  ],
  "two keys in the address": [
    () => ({ key: "none", path: "/v1/events?key=a&key=b", body: goodText() }),
    told(401, "no-key", /Authorization/),
  ],
  "a secret key for a question in the address": [
    () => ({
      key: "none",
      path: `/v1/questions/waits?key=${keyring["read"] ?? ""}`,
      body: "{}",
    }),
    told(401, "no-key", /Authorization/),
  ],
};

describe("the collector refuses a request with", () => {
  test.each(Object.entries(BAD_REQUESTS))("%s", async (_, [sent, answer]) => {
    expectProblem(await send(sent), answer);
    await expectNextGoodEvent();
  });

  test.each(Object.entries(REQUESTS_IN_ADDRESS))("%s", async (_, [sent, answer]) => {
    expectProblem(await send(sent()), answer);
    await expectNextGoodEvent();
  });

  test("limits, and names the one that was passed", async () => {
    const limitOf = async (sent: Sent) => (JSON.parse((await send(sent)).text) as Problem).limit;
    expect(await limitOf({ body: five(1) })).toBe("batch: 5000 events");
    expect(await limitOf({ body: " ".repeat(LIMITS.bodyBytes + 1) })).toContain("5242880 bytes");
    await expectNextGoodEvent();
  });

  test("one broken line among good ones, which are kept", async () => {
    const body = [goodText(), `{"customer":"${PERSON.customer}",`, "", goodText(), "[1,2"].join(
      "\n",
    );
    const { results, rejected } = await accept({ type: "application/x-ndjson", body }, 2);
    expect(rejected).toBe(2);
    expect(results?.map(({ status }) => status)).toEqual([
      "accepted",
      "rejected",
      "accepted",
      "rejected",
    ]);
    expect(results?.[1]).toMatchObject({ reason: "not-json" });
    expect(results?.[1]?.detail).toMatch(/send one event a line/);
    await expectNextGoodEvent();
  });

  test("too many of them for a public key, and says when to come again", async () => {
    const answers = await Promise.all(
      Array.from({ length: 260 }, () =>
        send({ key: "page", headers: { origin: PAGE, connection: "close" }, body: "{}" }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expectProblem(refused[0]!, told(429, "too-many-requests", /send more events a request/));
    expect(Number(refused[0]!.headers["retry-after"])).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 429 || status === 422)).toBe(true);
    await expectNextGoodEvent();
  });
});

describe("the collector takes", () => {
  const MIB = LIMITS.bodyBytes;
  const good6 = (x: string) => goodText().replace('"service":"good"', `"service":"good","x":${x}`);

  test.each<[string, () => Sent, number]>([
    [
      "5,000 events",
      () => ({ body: `[${Array.from({ length: 5_000 }, goodText).join()}]` }),
      5_000,
    ],
    ["a body of 5 MiB", () => ({ body: goodText().padEnd(MIB) }), 1],
    ["5 MiB in gzip", () => ({ headers: gzip, body: zipped(goodText().padEnd(MIB)) }), 1],
    [
      "an event of 64 KiB",
      () => ({
        body: JSON.stringify(
          eventOfBytes(65_536, {
            site: "good",
            data: { service: "good" },
            customer: undefined,
            staff: undefined,
          }),
        ),
      }),
      1,
    ],
    [
      "128 keys in its data",
      () => ({ body: JSON.stringify(goodEvent({ data: { service: "good", ...keys(127) } })) }),
      1,
    ],
    ["128 attributes", () => ({ body: JSON.stringify(goodEvent(keys(117))) }), 1],
    ["eight levels", () => ({ body: good6(nested(6, "object")) }), 1],
    ["a byte order mark", () => ({ body: `\uFEFF${goodText()}` }), 1],
    [
      "a time of 1970",
      () => ({ body: JSON.stringify(goodEvent({ time: "1970-01-01T00:00:00Z" })) }),
      1,
    ],
    [
      "a time of 1900",
      () => ({ body: JSON.stringify(goodEvent({ time: "1900-01-01T00:00:00Z" })) }),
      1,
    ],
    [
      "a time with an offset and nine digits",
      () => ({ body: JSON.stringify(goodEvent({ time: "2024-02-29T23:30:00.123456789+05:45" })) }),
      1,
    ],
    [
      "a clock that is four minutes ahead",
      () => ({
        body: JSON.stringify(goodEvent({ time: new Date(Date.now() + 240_000).toISOString() })),
      }),
      1,
    ],
    [
      "a subject minted ten hours ahead",
      () => ({ body: JSON.stringify(goodEvent({ subject: subjectMintedIn(36_000_000) })) }),
      1,
    ],
    [
      "a subject of 128 characters",
      () => ({ body: JSON.stringify(goodEvent({ subject: uuidv7().padEnd(128, "é") })) }),
      1,
    ],
    [
      "a subject that is the language's own",
      () => ({ body: JSON.stringify(goodEvent({ subject: "constructor" })) }),
      1,
    ],
    [
      "a key that stands twice: the last counts",
      () => ({ body: goodText().replace("{", '{"site":"bad","id":7,') }),
      1,
    ],
    [
      "attributes that it does not know",
      () => ({ body: JSON.stringify(goodEvent({ traceparent: "00-1", x: { y: [null] } })) }),
      1,
    ],
    [
      "a charset with quotes",
      () => ({ type: 'application/json; charset="UTF-8"', body: goodText() }),
      1,
    ],
    [
      "JSON that is said to be text",
      () => ({ type: "text/plain;charset=UTF-8", body: goodText() }),
      1,
    ],
    [
      "a batch of CloudEvents",
      () => ({ type: "application/cloudevents-batch+json", body: `[${goodText()}]` }),
      1,
    ],
    [
      "a structured CloudEvent",
      () => ({ type: "application/cloudevents+json", body: goodText() }),
      1,
    ],
    [
      "a binary CloudEvent",
      () => ({
        headers: ce({ site: "g%6Fod", source: "urn:caf%C3%A9" }),
        body: '{"service":"good"}',
      }),
      1,
    ],
    [
      "lines that end as on Windows",
      () => ({ type: "application/x-ndjson", body: `${goodText()}\r\n\r\n${goodText()}\r\n` }),
      2,
    ],
    ["an array without events", () => ({ body: "[]" }), 0],
    [
      "a public key in the address, from its page",
      () => ({
        key: "none",
        path: `/v1/events?key=${keyring["page"] ?? ""}`,
        headers: { origin: PAGE },
        body: goodText(),
      }),
      1,
    ],
  ])("%s", async (_, sent, journeys) => {
    await accept(sent(), journeys);
  });

  test("texts that look like an attack, and gives them back as they were", async () => {
    const events = STRANGE_TEXTS.map((service) =>
      goodEvent({ data: { service, segment: service }, site: "strange" }),
    );
    await accept({ body: JSON.stringify(events) }, events.length);
    await parcours.settled();
    const where = { site: ["strange"] };
    const { rows } = await parcours.ask("waits", { range: "all", where, by: ["service"] });
    expect(rows.map((row) => row["service"]).sort()).toEqual([...STRANGE_TEXTS].sort());
    for (const text of STRANGE_TEXTS) {
      for (const filter of [{ service: [text] }, { segment: [text] }]) {
        const found = await parcours.ask("waits", { range: "all", where: { ...where, ...filter } });
        expect(found.rows[0]?.["journeys"], text).toBe(1);
      }
    }
  });
});

describe("on a bare connection", () => {
  const head = (...lines: readonly string[]) =>
    [
      "POST /v1/events HTTP/1.1",
      "Host: parcours",
      `Authorization: Bearer ${keyring["write"] ?? ""}`,
      "Content-Type: application/json",
      ...lines,
      "",
      "",
    ].join("\r\n");
  const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

  test("a body without end gets 413 at the limit, and nobody listens any longer", async () => {
    const wire = await openWire(parcours.url);
    await wire.say(head("Transfer-Encoding: chunked"));
    const piece = chunk("x".repeat(64 << 10));
    let said = 0;
    const until = performance.now() + 10_000;
    while (performance.now() < until && (await wire.say(piece))) said += piece.length;
    const [reply] = await wire.replies(1);
    expectProblem(reply!, tooLarge);
    expect(said).toBeGreaterThan(LIMITS.bodyBytes);
    expect(await wire.isClosed(0)).toBe(true);
    await expectNextGoodEvent();
  });

  test("a length over the limit gets 413 before its body is sent", async () => {
    const wire = await openWire(parcours.url);
    await wire.say(head("Content-Length: 6000000"));
    expectProblem((await wire.replies(1))[0]!, tooLarge);
    expect(await wire.isClosed(5_000)).toBe(true);
    await expectNextGoodEvent();
  });

  test("a body shorter than its length is no event", async () => {
    const wire = await openWire(parcours.url);
    const text = JSON.stringify(eventWith());
    await wire.say(head(`Content-Length: ${String(text.length + 50)}`) + text);
    wire.finish();
    const replies = await wire.replies(1);
    for (const reply of replies) expect(reply.status).toBe(400);
    expect(await wire.isClosed(5_000)).toBe(true);
    await expectNextGoodEvent();
  });

  test("a body longer than its length is cut there, and what follows is no request", async () => {
    const wire = await openWire(parcours.url);
    const text = JSON.stringify(eventWith());
    await wire.say(head(`Content-Length: ${String(text.length - 50)}`) + text);
    const replies = await wire.replies(2);
    expect(replies.length).toBeGreaterThan(0);
    for (const { status, headers } of replies) {
      expect([status, headers["content-type"]]).toEqual([400, "application/problem+json"]);
    }
    expect(await wire.isClosed(5_000)).toBe(true);
    await expectNextGoodEvent();
  });

  test("a connection that breaks in the middle of a body leaves nothing behind", async () => {
    const wire = await openWire(parcours.url);
    const text = JSON.stringify(eventWith());
    await wire.say(head(`Content-Length: ${String(text.length)}`) + text.slice(0, -10));
    wire.cut();
    expect(await wire.isClosed(5_000)).toBe(true);
    await expectNextGoodEvent();
  });

  const lone = JSON.stringify(eventWith());
  const long = "x".repeat(20_000);
  test.each<[string, () => string, Told]>([
    [
      "two lengths",
      () => head("Content-Length: 5", "Content-Length: 6") + "12345",
      told(400, "invalid-http", /HTTP/),
    ],
    [
      "a length and chunks",
      () => head("Content-Length: 5", "Transfer-Encoding: chunked") + chunk(lone),
      told(400, "invalid-http", /HTTP/),
    ],
    [
      "a length that is no number",
      () => head("Content-Length: many") + lone,
      told(400, "invalid-http", /HTTP/),
    ],
    [
      "a chunk whose size is no number",
      () => head("Transfer-Encoding: chunked") + "zz\r\nhello\r\n0\r\n\r\n",
      told(400, "invalid-http", /HTTP/),
    ],
    [
      "a chunk that is longer than it says",
      () => head("Transfer-Encoding: chunked") + "2\r\nhello\r\n0\r\n\r\n",
      told(400, "invalid-http", /HTTP/),
    ],
    [
      "an unknown transfer encoding",
      () => head("Transfer-Encoding: xchunked") + chunk(lone),
      told(400, "invalid-http", /HTTP/),
    ],
    [
      "a method that is none",
      () => "BREW /v1/events HTTP/1.1\r\nHost: x\r\n\r\n",
      told(400, "invalid-http", /HTTP/),
    ],
    ["HTTP/0.9", () => "POST /v1/events\r\n\r\n", told(401, "no-key", /Authorization/)],
    ["a header without a colon", () => head("just words"), told(400, "invalid-http", /HTTP/)],
    ["a header name with a blank", () => head("Bad Header : x"), told(400, "invalid-http", /HTTP/)],
    ["a NUL in a header", () => head("X-A: a\u0000b"), told(400, "invalid-http", /HTTP/)],
    [
      "a greeting in TLS",
      () => "\u0016\u0003\u0001\u0002\u0000\u0001",
      told(400, "invalid-http", /HTTP/),
    ],
    [
      "a greeting in HTTP/2",
      () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      told(400, "invalid-http", /HTTP/),
    ],
    ["a header of 20 KB", () => head(`X-Long: ${long}`), told(431, "headers-too-large", /16/)],
    [
      "a path of 20 KB",
      () => `GET /${long} HTTP/1.1\r\nHost: x\r\n\r\n`,
      told(431, "headers-too-large", /16/),
    ],
    [
      "three thousand headers",
      () => head(...Array.from({ length: 3_000 }, (_, index) => `X-${String(index)}: 1`)),
      told(431, "headers-too-large", /16/),
    ],
  ])("%s is told what is wrong, and hung up on", async (_, bytes, answer) => {
    const wire = await openWire(parcours.url);
    await wire.say(Buffer.from(bytes(), "latin1"));
    expectProblem((await wire.replies(1))[0]!, answer);
    expect(await wire.isClosed(5_000)).toBe(true);
    await expectNextGoodEvent();
  });

  test("requests one behind the other are answered in their order", async () => {
    const wire = await openWire(parcours.url);
    const one = (text: string) => head(`Content-Length: ${String(Buffer.byteLength(text))}`) + text;
    const texts = [goodText(), "{", lone.replace("office", "nowhere"), goodText()];
    await wire.say(texts.map(one).join(""));
    const replies = await wire.replies(4);
    expect(replies.map(({ status }) => status)).toEqual([202, 400, 422, 202]);
    good += 2;
    wire.cut();
    await expectNextGoodEvent();
  });

  test("who asks before sending may send", async () => {
    const wire = await openWire(parcours.url);
    const text = goodText();
    await wire.say(
      head("Expect: 100-continue", `Content-Length: ${String(Buffer.byteLength(text))}`),
    );
    await wire.say(text);
    expect((await wire.replies(1)).map(({ status }) => status)).toEqual([202]);
    good += 1;
    wire.cut();
  });
});

describe("an address", () => {
  test.each<[string, string, string]>([
    ["GET", "/v1/events", "POST"],
    ["PUT", "/v1/events", "POST"],
    ["DELETE", "/v1/events", "POST"],
    ["PATCH", "/v1/events", "POST"],
    ["GET", "/v1/questions/waits", "POST"],
    ["DELETE", "/v1/journeys/abc", "GET"],
    ["POST", "/v1/definitions", "GET"],
    ["POST", "/livez", "GET"],
    ["DELETE", "/v1/sites", "GET, PUT"],
  ])("that takes another method than %s (%s) says which", async (method, path, allowed) => {
    const got = await send({
      method,
      path,
      ...(method === "GET" ? { type: null } : { body: "{}" }),
    });
    expectProblem(
      got,
      told(405, "method-not-allowed", new RegExp(`takes .*${allowed}, not ${method}`)),
    );
    expect(got.headers.allow).toContain(allowed);
    await expectNextGoodEvent();
  });

  test.each([
    "/v1/event",
    "/v2/events",
    "/v1/events/1",
    "/v1/questions",
    "/v1/questions/wait",
    "/v1/questions/constructor",
    "/v1/questions/__proto__",
    "/v1/questions/toString",
    "/.env",
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/v1/journeys/%ff",
    "/v1/%00",
    "/assets/..%2f..%2fpackage.json",
  ])("that is none (%s) is not found", async (path) => {
    const isQuestion = path.startsWith("/v1/questions/");
    const got = await send({
      method: isQuestion ? "POST" : "GET",
      path,
      key: "read",
      ...(isQuestion ? { body: "{}" } : { type: null }),
    });
    expectProblem(got, told(404, "not-found", /There is no|not a valid path/));
    await expectNextGoodEvent();
  });

  test("of a journey that is not there says so", async () => {
    for (const subject of [uuidv7(), "x' OR 1=1 --", "x".repeat(500), "%00", "..%2f.."]) {
      const path = `/v1/journeys/${encodeURIComponent(subject)}`;
      const got = await send({ method: "GET", path, key: "read", type: null });
      expectProblem(got, told(404, "not-found", /journey|There is no/));
    }
  });
});

const wrongQuestion = (says: RegExp) => told(400, "invalid-question", says);
const ONE_DAY = { range: { from: "2026-01-05", to: "2026-01-06" } };

/** What is wrong with the question, its name, its body, and what it is told. */
const BAD_QUESTIONS: Readonly<Record<string, readonly [string, unknown, RegExp]>> = {
  "an unknown key": ["waits", { rnage: "today" }, /rnage.*Did you mean "range"/],
  "an unknown dimension": ["waits", { by: ["sevice"] }, /by.*Did you mean "service"/],
  "a dimension of another question": [
    "waits",
    { by: ["moment"] },
    /no dimension "moment".*service/,
  ],
  "three dimensions": ["waits", { by: ["site", "service", "day"] }, /by.*2/],
  "a dimension that is the language's own": ["waits", { by: ["constructor"] }, /by/],
  "a filter by nothing known": ["waits", { where: { sevice: ["PS"] } }, /where/],
  "a filter with no values": ["waits", { where: { service: [] } }, /where\.service/],
  "a filter with one value that is no list": [
    "waits",
    { where: { service: "PS" } },
    /where\.service/,
  ],
  "a filter with numbers": ["waits", { where: { service: [1] } }, /where\.service/],
  "a thousand and one values": [
    "waits",
    { where: { service: Array.from({ length: 1_001 }, String) } },
    /where\.service.*1000/,
  ],
  "a range in words that are none": [
    "waits",
    { range: "last_8_days" },
    /Did you mean "last_7_days"/,
  ],
  "a range backwards": [
    "waits",
    { range: { from: "2026-01-06", to: "2026-01-05" } },
    /"to" must be later than "from"/,
  ],
  "an empty range": [
    "waits",
    { range: { from: "2026-01-05", to: "2026-01-05" } },
    /"to" must be later than "from"/,
  ],
  "a range of -3d": ["waits", { range: { from: "-3d", to: "now" } }, /range\.from/],
  "a range without its end": ["waits", { range: { from: "2026-01-05" } }, /range\.to/],
  "the 30th of February": [
    "waits",
    { range: { from: "2026-02-30", to: "2026-03-01" } },
    /range\.from/,
  ],
  "a number as its range": ["waits", { range: 7 }, /range/],
  "a time zone that is none": ["waits", { timezone: "Europe/Lutetia" }, /timezone.*Europe\/Paris/],
  "an offset as its time zone": ["waits", { timezone: "+02:00" }, /timezone.*Europe\/Paris/],
  "SQL as its time zone": ["waits", { timezone: "UTC'); DROP TABLE journeys; --" }, /timezone/],
  "SQL as a dimension": ["waits", { by: ["service, (SELECT 1)"] }, /by/],
  "SQL as the name of a filter": ["waits", { where: { "service) OR (1": ["x"] } }, /where/],
  "SQL as its range": ["waits", { range: { from: "2026-01-05' OR 1", to: "2026-01-06" } }, /range/],
  "SQL as its comparison": ["waits", { compare: "previous_year' --" }, /compare/],
  "SQL as a metric": ["trend", { metrics: ["count(*) FROM events --"] }, /metrics/],
  "no limit": ["waits", { limit: 0 }, /limit/],
  "a limit of a billion": ["waits", { limit: 1e9 }, /limit.*100000/],
  "a limit as a text": ["waits", { limit: "10; DROP TABLE events" }, /limit/],
  "a comparison with nothing": ["waits", { compare: "last_year" }, /previous_year/],
  "a comparison backwards": [
    "waits",
    { ...ONE_DAY, compare: { from: "2026-01-03", to: "2026-01-02" } },
    /compare ends at or before/,
  ],
  "a service level within less than nothing": ["waits", { within_seconds: -1 }, /within_seconds/],
  "a measure that is none": ["waits", { measure: "last" }, /measure.*"total"|measure.*first/],
  "no metric": ["trend", {}, /metrics/],
  "a metric with a slip": ["trend", { metrics: ["asa_second"] }, /Did you mean "asa_seconds"/],
  "an NPS group that is none": ["journeys", { nps: ["promotor"] }, /Did you mean "promoter"/],
  "a page before the first": ["journeys", { offset: -1 }, /offset/],
  "a form that is none": ["voice", { form: ["poll"] }, /form/],
  "employees' answers": ["voice", { respondent: "employee" }, /respondent/],
  "a list instead of a question": ["waits", [], /The question.*object/],
  "a text instead of a question": ["waits", "waits", /The question.*object/],
  "a number instead of a question": ["waits", 7, /The question.*object/],
};

describe("a question is refused with", () => {
  const ask = (name: string, sent: Sent) =>
    send({ path: `/v1/questions/${name}`, key: "read", ...sent });

  test.each(Object.entries(BAD_QUESTIONS))("%s", async (_, [name, body, says]) => {
    const got = await ask(name, { body: JSON.stringify(body) });
    expectProblem(got, wrongQuestion(says));
    await expectNextGoodEvent();
  });

  test.each<[string, Sent, Told]>([
    ["no JSON", { body: "{range:today}" }, invalidJson()],
    ["an empty body", { body: "" }, invalidJson()],
    ["__proto__", { body: '{"__proto__":{"limit":1}}' }, invalidJson()],
    ["ten thousand levels", { body: nested(10_000, "object") }, wrongQuestion(/The question|a/)],
    ["two megabytes", { body: `"${"x".repeat(2 << 20)}"` }, told(413, "body-too-large", /larger/)],
    ["a form", { type: "application/x-www-form-urlencoded", body: "a=1" }, wrongType()],
    ["a text", { type: "text/plain", body: "{}" }, wrongQuestion(/The question/)],
    ["gzip", { headers: gzip, body: zipped("{}") }, invalidJson()],
    ["no key", { key: "none", body: "{}" }, told(401, "no-key", /Authorization: Bearer/)],
    ["a wrong key", { key: "pk_read_AAAA", body: "{}" }, told(401, "unknown-key", /keys list/)],
    ["a key for writing", { key: "write", body: "{}" }, told(403, "wrong-scope", /"read"/)],
    [
      "a format that there is not",
      { headers: { accept: "image/png" }, body: "{}" },
      told(406, "not-acceptable", /text\/csv/),
    ],
  ])("%s", async (_, sent, answer) => {
    expectProblem(await ask("waits", sent), answer);
    await expectNextGoodEvent();
  });

  test("nothing that SQL could find in its values", async () => {
    await parcours.settled();
    const attacks = [
      "'; DROP TABLE journeys; --",
      "x') OR 1=1 --",
      "x' UNION ALL SELECT * FROM employee_answers --",
      "\\') OR 1=1 --",
      "{tenant: String}",
      "$$ OR 1=1 $$",
      "\u0000') OR 1=1",
      "x`; SELECT 1",
    ];
    const range = "all";
    for (const attack of attacks) {
      for (const name of ["site", "region", "channel", "service", "segment", "priority", "mode"]) {
        const where = { [name]: [attack] };
        const { rows } = await parcours.ask("waits", { range, where, by: ["service"] });
        expect(rows.map((row) => row["service"])).not.toContain("good");
        const { rows: others } = await parcours.ask("waits", { range, except: where });
        expect(others[0]?.["journeys"]).toBeGreaterThan(5_000);
      }
      const moment = attack.slice(0, 64);
      expect((await parcours.ask("moments", { range, moment })).rows).toEqual([]);
      const behind = { range, moment: { id: moment, outcome: ["kept"] } };
      expect((await parcours.ask("journeys", behind)).rows).toEqual([]);
      const live = await send({
        method: "GET",
        path: `/v1/live?site=${encodeURIComponent(attack)}`,
        key: "read",
        type: null,
      });
      expect(live.status, live.text).toBe(200);
    }
    await expectNextGoodEvent();
  });

  test.each(["over_seconds=soon", "over_seconds=-1", "colour=red", "site[]=x"])(
    "?%s in the address of live",
    async (query) => {
      const got = await send({ method: "GET", path: `/v1/live?${query}`, key: "read", type: null });
      expectProblem(got, wrongQuestion(/over_seconds|where/));
    },
  );

  test.each(["europe/paris", "utc", "PST", "Asia/Kolkata", "Europe/Kyiv", "Etc/GMT-14"])(
    "nothing when its time zone is written as %s",
    async (timezone) => {
      const question = { range: "all", by: ["day", "hour"], timezone };
      const { frame } = await parcours.ask("waits", question);
      expect(frame.timezone).toBe(timezone);
    },
  );

  test("sites that are none, and with a key that may not save them", async () => {
    const put = (sent: Sent) => send({ method: "PUT", path: "/v1/sites", key: "admin", ...sent });
    const noAdmin = await put({ key: "write", body: '{"sites":[]}' });
    expectProblem(noAdmin, told(403, "wrong-scope", /"admin"/));
    for (const sites of [
      7,
      [{ id: "" }],
      [{ id: "s", name: "S", hours: [{ from: "9" }] }],
      [{ id: "s", name: "S", timezone: "Europe/Lutetia" }],
      [{ id: "half \ud83d", name: "S" }],
      [{ id: "s", name: "\udc00" }],
    ]) {
      expectProblem(await put({ body: JSON.stringify({ sites }) }), wrongQuestion(/sites/));
    }
    expectProblem(await put({ body: "null" }), wrongQuestion(/./));
    await expectNextGoodEvent();
  });
});

describe("after all of this", () => {
  test("their events are theirs alone", async () => {
    const theirs = Array.from({ length: 7 }, () =>
      eventWith({ site: "theirs", data: { service: "theirs" } }),
    );
    const sent = { key: "their write", body: JSON.stringify(theirs) };
    expect((await send(sent)).status).toBe(202);
    await parcours.settled();
    const ask = async (key: string) => {
      const { rows } = await parcours.ask(
        "waits",
        { range: "all", by: ["site"] },
        { key: keyring[key]! },
      );
      return Object.fromEntries(rows.map((row) => [row["site"], row["journeys"]]));
    };
    expect(await ask("their read")).toEqual({ theirs: 7 });
    expect(await ask("read")).not.toHaveProperty("theirs");
    const path = `/v1/journeys/${String(theirs[0]?.["subject"])}`;
    const ours = await send({ method: "GET", path, key: "read", type: null });
    expectProblem(ours, told(404, "not-found", /journey/));
    const own = await send({ method: "GET", path, key: "their read", type: null });
    expect(own.status).toBe(200);
  });

  test("every good event is in the figures, and no bad one", async () => {
    await parcours.settled();
    const { rows } = await parcours.ask("waits", { range: "all", by: ["site"] });
    expect(rows.map((row) => row["site"])).toEqual(["good", "strange"]);
    expect(rows.reduce((sum, row) => sum + Number(row["journeys"]), 0)).toBe(good);
  });

  test("the front has neither ended nor failed", async () => {
    expect(parcours.pids().front).toBe(frontPid);
    const failures = parcours
      .logs()
      .split("\n")
      .filter((line) => /"level":(50|60)/.test(line));
    expect(failures).toEqual([]);
    const metrics = await (await fetch(`${parcours.url}/metrics`)).text();
    const counts = metrics
      .split("\n")
      .filter((line) => line.startsWith("parcours_http_seconds_count"));
    expect(counts.length).toBeGreaterThan(10);
    expect(counts.filter((line) => /route="\/v1.*status="5|status="500/.test(line))).toEqual([]);
  });

  test("requests that never came whole were given up within half a minute", async () => {
    for (const { name, wire } of slow) {
      const [reply] = await wire.replies(1, 70_000);
      expectProblem(reply!, told(408, "request-timeout", /30 s/));
      expect(await wire.isClosed(5_000), name).toBe(true);
      expect(wire.lastedMs(), name).toBeLessThan(45_000);
    }
    await expectNextGoodEvent();
  }, 90_000);

  test("what was refused is kept, with its reason and without its persons", async () => {
    await parcours.restart({ config: { tenants: [OURS] } }); // readers are refused beside a second tenant
    interface Reject {
      readonly tenant: string;
      readonly reason: string;
      readonly path: string;
      readonly detail: string;
      readonly key: string;
      readonly parsed: number;
      readonly body: string;
    }
    const rows = await parcours.sql<Reject>(
      "SELECT tenant, reason, path, detail, key, parsed, body FROM rejects FINAL WHERE key = 'write'",
    );
    const parsed = rows.filter((row) => row.parsed === 1);
    const raw = rows.filter((row) => row.parsed === 0);
    for (const row of parsed) {
      expect(row.body + row.detail + row.path, row.reason).not.toMatch(PLAIN);
      expect(Buffer.byteLength(row.body)).toBeLessThanOrEqual(LIMITS.eventBytes);
      expect(row.detail.length).toBeGreaterThan(15);
      expect(row.tenant).toBe("ours");
    }
    for (const [name, { text, reason, path }] of Object.entries(BAD_EVENTS)) {
      const id = /"id":"([0-9a-f-]{36})"/.exec(text)?.[1];
      const kept = parsed.filter(
        (row) => row.reason === reason && (id === undefined ? true : row.body.includes(id)),
      );
      expect(kept.length, name).toBeGreaterThan(0);
      if (id !== undefined) expect(kept, `${name}: sent twice, kept once`).toHaveLength(1);
      if (path !== undefined && id !== undefined) expect(kept[0]?.path).toBe(path);
      if (text.includes(PERSON.customer) && id !== undefined && text.length < 2_000) {
        expect(kept[0]?.body, name).toMatch(/"customer":\[?"h1\.[\w-]{22}"/);
      }
      if (text.includes(PERSON.email) && text.includes('"verbatim"')) {
        expect(kept[0]?.body, name).toContain("[e-mail]");
      }
    }
    // Raw bytes are kept as they came, so that they can be repaired.
    const bodies = raw.map(({ body }) => body);
    expect(raw.every(({ reason }) => reason === "not-json")).toBe(true);
    expect(bodies).toContain("hello");
    expect(bodies).toContain(`{"customer":"${PERSON.customer}",`);
    expect(bodies).toContain(
      `base64:${Buffer.from(`"${PERSON.staff} é`).subarray(0, -1).toString("base64")}`,
    );
    await eventually("the figures are back", async () => {
      const [row] = (await parcours.ask("waits", { range: "all" })).rows;
      return row?.["journeys"] === good;
    });
  }, 60_000);
});
