import { expect, test } from "vitest";
import { OriginError, type OriginFailure } from "../../src/edge/index.ts";
import { decision, edgeUnderTest, sessionCookie, settled, wasStored } from "../support/edge-under-test.ts";
import type { Asked } from "../support/memory-origin.ts";

const public60 = { "cache-control": "max-age=60, public" };

const refusedHeaders = [
  "GOVUK-Account-Session",
  "govuk-account-session-exists",
  "GovUK_Account_Session_Flash",
  "GOVUK-Account-Anything",
  "GOVUK-ABTest-Example",
  "Usage-Cookies-Opt-In",
  "Backend-Override",
  "Forwarded",
  "X-Forwarded-Port",
  "X_Forwarded_Host",
  "X-Original-URL",
  "X-Rewrite-URL",
  "X-HTTP-Method-Override",
  "Client-IP",
  "Client-JA3",
  "Original-URL",
  "X-Client-IP",
  "X-Host",
  "CF-Connecting-IP",
  "Fastly-FF",
  "Fastly-Client-IP",
];

test.each(refusedHeaders)("%s from a client reaches neither the app nor the key", async (name) => {
  const edge = edgeUnderTest(() => ({ headers: { ...public60, vary: name }, body: "x" }));
  await settled(await edge.get("/", { [name]: "evil" }));
  expect(edge.origin.asked[0]?.fields.filter(([, value]) => value.includes("evil"))).toEqual([]);
  expect(decision(await edge.get("/"))).toBe("hit");
});

test("the app is told of the client, and with the account rules gets a request id", async () => {
  const told = {
    "x-forwarded-for": "unknown",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "www.gov.uk",
    forwarded: "for=unknown;proto=https;host=www.gov.uk",
  };
  for (const profile of ["account", "rfc9111"] as const) {
    const edge = edgeUnderTest(() => ({}), { profile });
    await edge.get("/", { "x-forwarded-for": "192.0.2.66", "govuk-request-id": "mine" });
    for (const [name, value] of Object.entries(told)) expect(edge.origin.asked[0]?.header(name)).toBe(value);
    expect(edge.origin.asked[0]?.header("host")).toBe("www.gov.uk");
    const id = edge.origin.asked[0]?.header("govuk-request-id");
    if (profile === "account") expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    else expect(id).toBe("mine");
  }
});

test.each([
  ["192.0.2.1", "www.dev.gov.uk", "for=192.0.2.1;proto=http;host=www.dev.gov.uk"],
  ["2001:db8::1", "localhost:9080", 'for="[2001:db8::1]";proto=http;host="localhost:9080"'],
  ["192.0.2.1", "[::1]:9080", 'for=192.0.2.1;proto=http;host="[::1]:9080"'],
])("Forwarded for %s at %s is as RFC 7239 has it", async (address, host, expected) => {
  const edge = edgeUnderTest(() => ({}));
  await edge.from({ address, host, scheme: "http" }, "/", {});
  expect(edge.origin.asked[0]?.header("forwarded")).toBe(expected);
});

test("without the account rules the account headers are headers like any other", async () => {
  const edge = edgeUnderTest(
    (asked) => ({
      headers: { ...public60, vary: "GOVUK-Account-Session", "govuk-account-session": "x" },
      body: asked.header("govuk-account-session") ?? "",
    }),
    { profile: "rfc9111" },
  );
  const response = await settled(
    await edge.get("/", { "govuk-account-session": "mine", ...sessionCookie("abc") }),
  );
  expect([
    await response.text(),
    response.headers.get("vary"),
    response.headers.get("govuk-account-session"),
  ]).toEqual(["mine", "GOVUK-Account-Session", "x"]);
  expect(edge.origin.asked[0]?.header("cookie")).toBe("__Host-govuk_account_session=abc");
});

test("every field the edge tells the app is in the key as the app sees it", async () => {
  for (const profile of ["account", "rfc9111"] as const) {
    const edge = edgeUnderTest((asked) => ({ headers: { ...public60, vary: varied(asked) }, body: "x" }), {
      profile,
    });
    const varied = (asked: Asked) => asked.fields.map(([name]) => name).join(", ");
    const ask = (address: string) => {
      const client = { address, scheme: "https" as const, host: "www.gov.uk" };
      return edge.from(client, "/", { cookie: "a=b", "x-own": "1" });
    };
    await settled(await ask("192.0.2.1"));
    expect(decision(await ask("192.0.2.2"))).toBe("vary-miss");
  }
});

test.each(["True-Client-IP", "X-Forwarded-For", "Fastly-Client-IP", "GOVUK-Request-Id"])(
  "Vary: %s keeps one client's page from another",
  async (vary) => {
    const edge = edgeUnderTest((asked) => ({
      headers: { ...public60, vary },
      body: asked.header(vary) ?? "",
    }));
    const ask = async (address: string) => {
      const client = { address, scheme: "https" as const, host: "www.gov.uk" };
      return (await settled(await edge.from(client, "/", {}))).text();
    };
    const [one, other] = [await ask("192.0.2.1"), await ask("192.0.2.2")];
    expect(one).not.toBe(other);
  },
);

test("what may depend on an app's own cookie is not kept for all by a lifetime of ours", async () => {
  const told: [headers: Record<string, string>, then: string][] = [
    [{}, "uri-miss"],
    [{ vary: "Cookie" }, "vary-miss"],
    [{ "cache-control": "max-age=60" }, "hit"],
  ];
  for (const [headers, then] of told) {
    const edge = edgeUnderTest((asked) => ({ headers, body: asked.header("cookie") ?? "" }));
    await settled(await edge.get("/", { cookie: "_session=alice" }));
    expect(decision(await edge.get("/", { cookie: "_session=bob" }))).toBe(then);
  }
});

test("the app gets other cookies, and the session only in its header", async () => {
  const edge = edgeUnderTest(() => ({}));
  await edge.get("/", { cookie: "a=b; __Host-govuk_account_session=abc; govuk_account_session=abc" });
  expect(edge.origin.asked[0]?.header("cookie")).toBe("a=b");
});

test("a field that Connection names is absent for the app, and so for the key", async () => {
  const edge = edgeUnderTest((asked) => ({
    headers: { ...public60, vary: "Accept-Language" },
    body: asked.header("accept-language") ?? "none",
  }));
  await settled(await edge.get("/", { "accept-language": "cy", connection: "close, Accept-Language" }));
  expect(await (await edge.get("/", { "accept-language": "cy" })).text()).toBe("cy");
});

test("a request that has been here before is stopped, and one that was at another edge is not", async () => {
  const edge = edgeUnderTest(() => ({ body: "x" }));
  await edge.get("/", { via: "1.1 govuk-edge-00000000" });
  const via = edge.origin.asked[0]?.header("via") ?? "";
  expect(via).toMatch(/^1\.1 govuk-edge-00000000, 1\.1 govuk-edge-[0-9a-f]{8}$/);
  expect([(await edge.get("/", { via })).status, edge.origin.asked.length]).toEqual([508, 1]);
});

test("a miss asks for the whole, whatever part the client asked for", async () => {
  const edge = edgeUnderTest(() => ({ headers: public60, body: "whole" }));
  await settled(await edge.get("/", { range: "bytes=0-1", "if-none-match": '"x"' }));
  expect([edge.origin.asked[0]?.header("range"), edge.origin.asked[0]?.header("if-none-match")]).toEqual([
    null,
    null,
  ]);
});

const failures: [OriginFailure, status: number, title: string][] = [
  ["unreachable", 502, "Sorry, the service is not available"],
  ["protocol", 502, "Sorry, there is a problem with the service"],
  ["timeout", 504, "Sorry, the service took too long"],
  ["exhausted", 503, "Sorry, the service is not available"],
];

test.each(failures)(
  "an origin that fails (%s) gives a page that says so, and an event",
  async (code, status, title) => {
    let healthy = false;
    const edge = edgeUnderTest(() => {
      if (!healthy) throw new OriginError(code, "as the test wants");
      return { headers: public60, body: "well" };
    });
    const response = await edge.get("/", sessionCookie("a-secret-session-value"));
    const page = await response.text();
    expect([response.status, response.headers.get("cache-control")]).toEqual([status, "no-store"]);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).not.toContain("as the test wants");
    expect(edge.events).toContainEqual(
      expect.objectContaining({ type: "origin-error", code, reason: "as the test wants" }),
    );
    healthy = true;
    expect(await (await edge.get("/")).text()).toBe("well");
  },
);

test.each([100, 101, 199, 600, 999])("a status of %i is no answer", async (status) => {
  const edge = edgeUnderTest(() => ({ status }));
  expect((await edge.get("/")).status).toBe(502);
});

test("no event holds a whole session", async () => {
  const secret = "a-secret-session-value";
  const edge = edgeUnderTest(
    () => ({ headers: { ...public60, "govuk-account-session": `${secret} not valid` }, body: "x" }),
    { guard: "report" },
  );
  await settled(await edge.get("/", sessionCookie(secret)));
  await settled(await edge.get("/", sessionCookie(`"${secret}`)));
  expect(edge.events.map(({ type }) => type).sort()).toEqual([
    "request",
    "request",
    "session-invalid",
    "session-invalid",
    "session-refused",
  ]);
  expect(JSON.stringify(edge.events)).not.toContain(secret);
});

test("the guard reports a page that forgets to vary, and when it enforces keeps it out", async () => {
  const outcomes = { off: [[], "hit"], report: [[true], "hit"], enforce: [[false], "uri-miss"] } as const;
  for (const guard of ["off", "report", "enforce"] as const) {
    const edge = edgeUnderTest(() => ({ headers: public60, body: "x" }), { guard });
    await settled(await edge.get("/", sessionCookie("abc")));
    const stored = edge.events.flatMap((event) => (event.type === "guard" ? [event.stored] : []));
    expect([stored, decision(await edge.get("/"))]).toEqual(outcomes[guard]);
  }
});

const flashOnly: [what: string, session: string, stored: boolean][] = [
  ["somebody without a message", "abc", false],
  ["somebody with one", "abc$$hello", true],
];

test.each(flashOnly)("a page that varies on the flash alone, made for %s", async (_what, session, stored) => {
  const headers = { ...public60, vary: "GOVUK-Account-Session-Flash" };
  const edge = edgeUnderTest(() => ({ headers, body: "x" }), { guard: "enforce" });
  expect(wasStored(await settled(await edge.get("/", sessionCookie(session))))).toBe(stored);
});

const wrong: [what: string, settings: Record<string, unknown>, says: RegExp][] = [
  ["an origin that is no URL", { origin: "localhost" }, /origin/],
  ["an origin with a path", { origin: "http://localhost/path" }, /scheme, host and port alone/],
  ["a profile that is not there", { profile: "varnish" }, /profile/],
  ["a negative lifetime", { defaultTtl: -1 }, /defaultTtl/],
  ["an option that is not known", { gaurd: "report" }, /gaurd/],
];

test.each(wrong)("refuses %s, by name", (_what, settings, says) => {
  expect(() => edgeUnderTest(() => ({}), settings)).toThrow(says);
});
