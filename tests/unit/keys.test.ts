import { describe, expect, test } from "vitest";
import { keyRing } from "../../infra/access/key-ring.ts";
import type { Caller, Credentials } from "../../infra/access/port.ts";
import { hashKey, newKey, type StoredKey } from "../../infra/access/secrets.ts";
import { openSessions, SESSION_COOKIE } from "../../infra/access/sessions.ts";
import { Scope } from "../../schemas/config.ts";
import { PROBLEMS, RequestProblem } from "../../schemas/problem.ts";

const ORIGIN = "https://shop.example";

/** A ring of keys named by their value, and its clock. */
function openRing(...given: readonly Partial<StoredKey>[]) {
  let time = Date.UTC(2024, 2, 12);
  const now = () => time;
  const keys = given.map((key): StoredKey => ({
    name: "key",
    tenant: "acme",
    kind: "secret",
    scopes: ["write"],
    sha256: hashKey(key.name ?? "key"),
    created: "",
    ...key,
  }));
  const sessions = openSessions("session secret", now);
  const access = keyRing({ keys: () => keys, sessions, now });
  const pass = (ms: number) => {
    time += ms;
  };
  return { access, sessions, keys, pass };
}

type Headers = Credentials["headers"];
const bearer = (key: string, headers: Headers = {}): Credentials => ({
  headers: { authorization: `Bearer ${key}`, ...headers },
  method: "POST",
});
const inAddress = (key: string, headers: Headers = {}): Credentials => ({
  headers,
  key,
  method: "POST",
});

/** What becomes of a request: the caller's name, or status and code. */
function outcomeOf(authorize: () => Caller): string {
  try {
    return authorize().name;
  } catch (error) {
    if (!(error instanceof RequestProblem)) throw error;
    return `${PROBLEMS[error.code][0]} ${error.code}`;
  }
}

describe("what a key may do, by the scope that a route needs", () => {
  const may: Readonly<Record<Scope, readonly Scope[]>> = {
    write: ["write"],
    read: ["read"],
    duty: ["read", "duty"],
    admin: ["write", "read", "duty", "admin"],
  };
  const table = Scope.options.flatMap((has) =>
    Scope.options.map((needs) => [has, needs, may[has].includes(needs)] as const),
  );

  test.each(table)("a key that may %s, at a route for %s: %s", (has, needs, allowed) => {
    const { access } = openRing({ name: "key", scopes: [has] });
    expect(outcomeOf(() => access.authorize(bearer("key"), needs))).toBe(
      allowed ? "key" : "403 wrong-scope",
    );
  });

  test("a key of several scopes may do what each of them may", () => {
    const { access } = openRing({ name: "key", scopes: ["write", "duty"] });
    const outcomes = Scope.options.map((needs) =>
      outcomeOf(() => access.authorize(bearer("key"), needs)),
    );
    expect(outcomes).toEqual(["key", "key", "key", "403 wrong-scope"]);
  });

  test("a key that is bound to sites is no admin's, whatever its file says", () => {
    const { access } = openRing({ name: "key", scopes: ["admin", "read"], sites: ["S1"] });
    const outcomes = Scope.options.map((needs) =>
      outcomeOf(() => access.authorize(bearer("key"), needs)),
    );
    expect(outcomes).toEqual(["403 wrong-scope", "key", "403 wrong-scope", "403 wrong-scope"]);
  });

  test("a refusal says what the key may, what was needed, and never the key", () => {
    const { access } = openRing({ name: "kiosk", sha256: hashKey("pk_write_hidden") });
    const attempt = () => access.authorize(bearer("pk_write_hidden"), "read");
    expect(attempt).toThrow('"kiosk" may write; this needs the scope "read".');
    expect(attempt).not.toThrow(/hidden/);
  });
});

describe("who calls", () => {
  test("is what the key says: its tenant, its sites, never more", () => {
    const { access } = openRing({
      name: "branch",
      tenant: "bank",
      sites: ["S1"],
      scopes: ["read"],
    });
    expect(access.authorize(bearer("branch"), "read")).toEqual({
      tenant: "bank",
      name: "branch",
      kind: "secret",
      scopes: new Set(["read"]),
      sites: ["S1"],
    });
  });

  test.each([
    ["no key at all", { headers: {}, method: "GET" }, "401 no-key"],
    ["another scheme", { headers: { authorization: "Basic a2V5" }, method: "GET" }, "401 no-key"],
    ["an empty bearer", { headers: { authorization: "Bearer " }, method: "GET" }, "401 no-key"],
    ["a key that nobody made", bearer("guess"), "401 unknown-key"],
    ["the hash of a key", bearer(hashKey("key")), "401 unknown-key"],
  ])("with %s is nobody", (_what, credentials, outcome) => {
    const { access } = openRing({ name: "key", scopes: ["admin"] });
    expect(outcomeOf(() => access.authorize(credentials, "write"))).toBe(outcome);
  });

  test("may write the scheme as they like", () => {
    const { access } = openRing({ name: "key" });
    const credentials = { headers: { authorization: "bearer  key" }, method: "POST" };
    expect(outcomeOf(() => access.authorize(credentials, "write"))).toBe("key");
  });

  test("a key works as soon as it is made, and stops as soon as it is revoked", () => {
    const keys: StoredKey[] = [];
    const now = () => 0;
    const access = keyRing({ keys: () => keys, sessions: openSessions("s", now), now });
    const call = () => outcomeOf(() => access.authorize(bearer("key"), "write"));
    expect(call()).toBe("401 unknown-key");
    keys.push(...openRing({ name: "key" }).keys);
    expect(call()).toBe("key");
    keys.pop();
    expect(call()).toBe("401 unknown-key");
  });

  test("new keys are never the same, and say what they are for", () => {
    expect(newKey("write")).toMatch(/^pk_write_[\w-]{32}$/);
    expect(newKey("write")).not.toBe(newKey("write"));
  });
});

describe("a key in the address", () => {
  const shop: Partial<StoredKey> = { name: "shop", kind: "public", origins: [ORIGIN] };

  test("is taken when it is public and comes from one of its origins", () => {
    const { access } = openRing(shop);
    const call = (key: string) =>
      outcomeOf(() => access.authorize(inAddress(key, { origin: ORIGIN }), "write"));
    expect(call("shop")).toBe("shop");
  });

  test("is refused when it is secret, whatever it may do", () => {
    const { access } = openRing({ name: "key", scopes: ["admin"] });
    const attempt = () => access.authorize(inAddress("key", { origin: ORIGIN }), "write");
    expect(outcomeOf(attempt)).toBe("401 unknown-key");
    expect(attempt).toThrow(/Only public keys may stand in an address/);
  });

  test("gives way to the header", () => {
    const { access } = openRing(shop, { name: "key" });
    const credentials = { ...bearer("key"), key: "shop" };
    expect(outcomeOf(() => access.authorize(credentials, "write"))).toBe("key");
  });
});

describe("a public key", () => {
  const shop: Partial<StoredKey> = { name: "shop", kind: "public", origins: [ORIGIN] };
  const callFrom = (origin: string | undefined, key: Partial<StoredKey> = shop) => {
    const headers = origin === undefined ? {} : { origin };
    const { access } = openRing(key);
    return [bearer("shop", headers), inAddress("shop", headers)].map((credentials) =>
      outcomeOf(() => access.authorize(credentials, "write")),
    );
  };

  test("works from its origins, in the header and in the address", () => {
    expect(callFrom(ORIGIN)).toEqual(["shop", "shop"]);
  });

  test.each([
    undefined,
    "null",
    "https://evil.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://shop.example.evil.example",
    "https://SHOP.example.",
  ])("does not work from %s", (origin) => {
    expect(callFrom(origin)).toEqual(["403 wrong-origin", "403 wrong-origin"]);
  });

  test("without any origin works from nowhere", () => {
    expect(callFrom(ORIGIN, { name: "shop", kind: "public" })).toContain("403 wrong-origin");
  });

  test("only writes", () => {
    const { access } = openRing(shop);
    const headers = { origin: ORIGIN };
    expect(outcomeOf(() => access.authorize(bearer("shop", headers), "read"))).toBe(
      "403 wrong-scope",
    );
  });

  test("only writes, though its file says that it may do more", () => {
    const { access } = openRing({ ...shop, scopes: ["write", "read", "admin"] });
    const headers = { origin: ORIGIN };
    const outcomes = Scope.options.map((needs) =>
      outcomeOf(() => access.authorize(inAddress("shop", headers), needs)),
    );
    expect(outcomes).toEqual(["shop", ...Array.from({ length: 3 }, () => "403 wrong-scope")]);
  });

  test("is what makes an origin public, and a secret key is not", () => {
    const { access } = openRing(shop, { name: "key", origins: ["https://else.example"] });
    expect(access.isPublicOrigin(ORIGIN)).toBe(true);
    expect(access.isPublicOrigin("https://else.example")).toBe(false);
    expect(access.isPublicOrigin("https://evil.example")).toBe(false);
  });

  test("may be used 200 times at once, then 50 times a second; others are not held up", () => {
    const { access, pass } = openRing(shop, { ...shop, name: "press" }, { name: "key" });
    const call = (key: string) =>
      outcomeOf(() => access.authorize(bearer(key, { origin: ORIGIN }), "write"));
    const burst = (count: number) =>
      Array.from({ length: count }, () => call("shop")).filter((name) => name === "shop").length;
    expect(burst(250)).toBe(200);
    expect(call("shop")).toBe("429 too-many-requests");
    expect([call("press"), call("key")]).toEqual(["press", "key"]);
    pass(1_000);
    expect(burst(60)).toBe(50);
    pass(3_600_000);
    expect(burst(250)).toBe(200);
  });

  test("that is used too often is told when to come again", () => {
    const { access } = openRing(shop);
    const attempt = () => access.authorize(bearer("shop", { origin: ORIGIN }), "write");
    for (let count = 0; count < 200; count += 1) attempt();
    try {
      attempt();
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ extra: { retryAfterSeconds: 1 } });
    }
  });
});

describe("a session", () => {
  const HOST = "parcours.example:7300";

  /** A browser that has signed in. */
  function signIn() {
    const ring = openRing();
    const cookie = ring.sessions.redeem(ring.sessions.issueCode("acme", "link")) ?? "";
    const call = (method: string, needs: Scope, headers: Headers = {}, value = cookie) => {
      const given = { cookie: `theme=dark; ${SESSION_COOKIE}=${value}`, host: HOST, ...headers };
      return outcomeOf(() => ring.access.authorize({ headers: given, method }, needs));
    };
    return { ...ring, cookie, call };
  }

  test("reads and does duty, and neither writes events nor administers", () => {
    const { call } = signIn();
    expect(Scope.options.map((needs) => call("GET", needs))).toEqual([
      "403 wrong-scope",
      "link",
      "link",
      "403 wrong-scope",
    ]);
  });

  test("acts for pages of this host alone", () => {
    const { call } = signIn();
    const post = (origin: string) => call("POST", "duty", { origin });
    expect(post(`http://${HOST}`)).toBe("link");
    for (const origin of ["http://evil.example", "http://parcours.example:7301", "null", ""]) {
      expect(post(origin)).toBe("403 wrong-origin");
    }
  });

  test("is asked for no origin where nothing changes, nor where no browser asks", () => {
    const { call } = signIn();
    expect(call("GET", "read", { origin: "http://evil.example" })).toBe("link");
    expect(call("POST", "duty")).toBe("link");
  });

  test("ends after thirty days", () => {
    const { call, pass, sessions } = signIn();
    pass(sessions.maxAgeSeconds * 1000);
    expect(call("GET", "read")).toBe("link");
    pass(1);
    expect(call("GET", "read")).toBe("401 no-key");
  });

  test("is nobody's when its cookie was made elsewhere, or changed", () => {
    const { call, cookie } = signIn();
    const [payload = "", signature = ""] = cookie.split(".");
    const forged = Buffer.from(JSON.stringify({ tenant: "bank", name: "x", until: 9e15 })).toString(
      "base64url",
    );
    const elsewhere = openSessions("another secret", () => 0);
    const foreign = elsewhere.redeem(elsewhere.issueCode("acme", "link")) ?? "";
    for (const value of ["", ".", "x", payload, `${forged}.${signature}`, `${payload}.`, foreign]) {
      expect(call("GET", "read", {}, value)).toBe("401 no-key");
    }
  });

  test("is not looked at where a key is given", () => {
    const { call } = signIn();
    expect(call("GET", "read", { authorization: "Bearer guess" })).toBe("401 unknown-key");
  });

  test("comes from a code that works once, within ten minutes", () => {
    const { sessions, pass } = openRing();
    const code = sessions.issueCode("acme", "link");
    expect(sessions.redeem(code)).toBeDefined();
    expect(sessions.redeem(code)).toBeUndefined();
    const late = sessions.issueCode("acme", "link");
    pass(600_001);
    expect(sessions.redeem(late)).toBeUndefined();
    expect(sessions.redeem("guess")).toBeUndefined();
  });
});
