import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  inflate,
  readCandidates,
  textOf,
  textOfLine,
  type Candidates,
} from "../../ingest/collector/body.ts";
import { LIMITS } from "../../schemas/admission.ts";
import { PROBLEMS, RequestProblem } from "../../schemas/problem.ts";

const zip = promisify(gzip);
const event = { id: "1", type: "ticket.issued" };
const other = { id: "2", type: "ticket.called" };

type Headers = Readonly<Record<string, string>>;
const read = (text: string, contentType: string, headers: Headers = {}) =>
  readCandidates(Buffer.from(text), { "content-type": contentType, ...headers });

/** The lines that stand for events which nobody has parsed yet. */
const linesOf = ({ events }: Pick<Candidates, "events">) =>
  events.map((one) => ("bytes" in one ? textOfLine(one) : one));

/** What a request is told: status and code, and the limit where one was passed. */
async function problemOf(attempt: () => unknown) {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof RequestProblem)) throw error;
    return { status: PROBLEMS[error.code][0], code: error.code, limit: error.extra.limit };
  }
  return undefined;
}

describe("the content type says how events are written", () => {
  const json = JSON.stringify(event);
  const batch = JSON.stringify([event, other]);

  test.each(["application/json", "application/cloudevents+json", "text/plain"])(
    "%s may hold one event, alone",
    (type) => {
      expect(read(json, type)).toEqual({ events: [{ value: event }], lone: true });
    },
  );

  test.each(["application/json", "application/cloudevents-batch+json", "text/plain"])(
    "%s may hold many",
    (type) => {
      expect(read(batch, type)).toEqual({
        events: [{ value: event }, { value: other }],
        lone: false,
      });
    },
  );

  test.each(["application/x-ndjson", "application/ndjson", "application/jsonl"])(
    "%s holds one a line",
    (type) => {
      const text = `${json}\r\n\n  ${JSON.stringify(other)}  \n`;
      expect(linesOf(read(text, type))).toEqual([json, `  ${JSON.stringify(other)}  `]);
    },
  );

  test("lines that are broken stand in their place, and the others are read", () => {
    const { events, lone } = read(`${json}\n{"id":\n${json}`, "application/x-ndjson");
    expect(linesOf({ events })).toEqual([json, '{"id":', json]);
    expect(lone).toBe(false);
  });

  test("one line alone is still a batch, of one", () => {
    expect(read(json, "application/x-ndjson").lone).toBe(false);
    expect(read("[]", "application/json")).toEqual({ events: [], lone: false });
  });

  test("its letters may be great or small, with parameters or without", () => {
    expect(read(json, "Application/JSON; charset=UTF-8").lone).toBe(true);
    expect(read(json, 'application/json;charset="utf8";x=y').lone).toBe(true);
  });

  test("an event in a structured request is one, though it is an array", () => {
    expect(read("[]", "application/cloudevents+json")).toEqual({
      events: [{ value: [] }],
      lone: true,
    });
  });

  test.each([
    ["text/html", json, 415, "unsupported-media-type"],
    ["", json, 415, "unsupported-media-type"],
    ["application/json; charset=latin1", json, 415, "unsupported-media-type"],
    ["application/json", "", 400, "invalid-json"],
    ["application/json", "{", 400, "invalid-json"],
    ["application/cloudevents-batch+json", json, 400, "invalid-json"],
  ])("%j with the body %s is a %i %s", async (type, text, status, code) => {
    expect(await problemOf(() => read(text, type))).toMatchObject({ status, code });
  });
});

describe("CloudEvents in binary mode", () => {
  const headers = { "ce-specversion": "1.0", "ce-type": "ticket.issued", "ce-id": "1" };

  test("have their attributes in headers, and their data in the body", () => {
    expect(read('{"service":"parcel"}', "application/json", headers)).toEqual({
      events: [
        {
          value: {
            specversion: "1.0",
            type: "ticket.issued",
            id: "1",
            data: { service: "parcel" },
          },
        },
      ],
      lone: true,
    });
  });

  test("may have no data, and attributes in percent-encoded UTF-8", () => {
    const { events } = read("", "application/json", {
      ...headers,
      "ce-site": "Orl%C3%A9ans%20%25",
    });
    expect(events).toEqual([
      { value: { specversion: "1.0", type: "ticket.issued", id: "1", site: "Orléans %" } },
    ]);
  });

  test.each([
    ["ce-site", "%E9"],
    ["ce-data", "{}"],
    ["ce-__proto__", "x"],
    ["ce-trace-id", "x"],
  ])("with the header %s: %s are a 400", async (name, value) => {
    const attempt = () => read("{}", "application/json", { ...headers, [name]: value });
    expect(await problemOf(attempt)).toMatchObject({ status: 400, code: "invalid-cloudevent" });
  });
});

describe("a body becomes UTF-8", () => {
  const bytes = (text: string) => Buffer.from(text, "utf8");

  test("as UTF-8, without a byte order mark", async () => {
    expect(textOf(await inflate(bytes("\uFEFF{}"), {}))).toBe("{}");
    expect(textOf(await inflate(bytes('"😀é"'), {}))).toBe('"😀é"');
  });

  test.each(["gzip", "GZIP", " gzip"])(
    "inflated, when they are said to be %s",
    async (encoding) => {
      const body = await zip("héllo");
      expect(textOf(await inflate(body, { "content-encoding": encoding }))).toBe("héllo");
    },
  );

  test("as they are, when nothing is said, or identity", async () => {
    expect(textOf(await inflate(bytes("a"), { "content-encoding": "identity" }))).toBe("a");
  });

  test.each([
    ["Latin-1", Buffer.from([0xe9]), undefined, 400, "invalid-encoding"],
    ["half a character", Buffer.from([0xf0, 0x9f, 0x98]), undefined, 400, "invalid-encoding"],
    ["no gzip at all", bytes("{}"), "gzip", 400, "invalid-encoding"],
    ["brotli", bytes("{}"), "br", 415, "unsupported-encoding"],
    ["two codings", bytes("{}"), "gzip, gzip", 415, "unsupported-encoding"],
  ])("not when they are %s", async (_what, body, encoding, status, code) => {
    const headers = encoding === undefined ? {} : { "content-encoding": encoding };
    expect(await problemOf(() => inflate(body, headers))).toMatchObject({ status, code });
  });

  test("not when the gzip was cut off", async () => {
    const body = (await zip("x".repeat(1000))).subarray(0, -4);
    const attempt = () => inflate(body, { "content-encoding": "gzip" });
    expect(await problemOf(attempt)).toMatchObject({ code: "invalid-encoding" });
  });
});

describe("limits hold to the last one, and are named beyond", () => {
  test("bytes once inflated", async () => {
    const headers = { "content-encoding": "gzip" };
    const full = await inflate(await zip(Buffer.alloc(LIMITS.bodyBytes, "x")), headers);
    expect(full).toHaveLength(LIMITS.bodyBytes);
    const bomb = await zip(Buffer.alloc(LIMITS.bodyBytes + 1, "x"));
    expect(await problemOf(() => inflate(bomb, headers))).toEqual({
      status: 413,
      code: "body-too-large",
      limit: `body: ${LIMITS.bodyBytes} bytes inflated`,
    });
  });

  test.each(["application/json", "application/x-ndjson"])("events of a %s", async (type) => {
    const events = (count: number) => {
      const all = Array.from({ length: count }, () => "{}");
      return type === "application/json" ? `[${all.join(",")}]` : all.join("\n");
    };
    expect(read(events(LIMITS.eventsPerRequest), type).events).toHaveLength(5_000);
    expect(await problemOf(() => read(events(LIMITS.eventsPerRequest + 1), type))).toEqual({
      status: 413,
      code: "too-many-events",
      limit: "batch: 5000 events",
    });
  });
});
