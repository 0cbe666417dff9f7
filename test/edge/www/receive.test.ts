import { expect, test } from "vitest";
import { type Onward, receive } from "../../../src/edge/www/receive.ts";
import { requestRules, requestRulesSchema } from "../../../src/edge/www/request-rules.ts";
import { asked } from "./asked.ts";

const password = { user: "a", password: "b" };
const rightPassword = { authorization: "Basic YTpi" };

function received(parts: Parameters<typeof asked>[0], config: Record<string, unknown> = {}) {
  return receive(asked(parts), requestRules(requestRulesSchema.parse(config)), { random: () => 0 });
}

/** The status and the location of the edge's own answer, or where the request goes. */
function told(parts: Parameters<typeof asked>[0], config?: Record<string, unknown>) {
  const outcome = received(parts, config);
  if (outcome.kind === "onward") return outcome.way;
  const location = outcome.answer.fields.find(([name]) => name === "Location")?.[1];
  return location === undefined ? outcome.answer.status : `${outcome.answer.status} ${location}`;
}

function onward(parts: Parameters<typeof asked>[0], config?: Record<string, unknown>): Onward {
  const outcome = received(parts, config);
  if (outcome.kind !== "onward") throw new Error(`answered with ${outcome.answer.status}`);
  return outcome;
}

test("a plain request goes on as it came", () => {
  expect(received({ target: "/bank-holidays" })).toEqual({
    kind: "onward",
    way: "lookup",
    target: "/bank-holidays",
    backend: "app",
    acceptEncoding: null,
    keepsCookie: false,
    authorization: "as-sent",
    abChoices: null,
  });
});

const everything = { target: "/security.txt?b&a", scheme: "http", method: "TRACE" } as const;
const strict = { denylist: { addresses: ["192.0.2.1"] }, basicAuth: password };

test("the rules are asked in order: denied, http, password, method, security.txt", () => {
  expect([
    told(everything, strict),
    told(everything, { basicAuth: password }),
    told({ ...everything, scheme: "https" }, { basicAuth: password }),
    told({ ...everything, scheme: "https", headers: rightPassword }, { basicAuth: password }),
    told({ target: "/security.txt?b&a", method: "POST", headers: rightPassword }, { basicAuth: password }),
    told({ target: "/security.txt2", method: "POST" }),
  ]).toEqual([
    403,
    "301 https://www.gov.uk/security.txt?b&a",
    401,
    501,
    "302 https://vdp.cabinetoffice.gov.uk/.well-known/security.txt",
    "pass",
  ]);
});

test("plain http and security.txt may be left to the app", () => {
  expect(told({ scheme: "http" }, { forceTls: false })).toBe("lookup");
  expect(told({ target: "/security.txt" }, { securityTxt: null })).toBe("lookup");
  expect(told({ scheme: "http" }, { forceTls: false, basicAuth: password })).toBe(401);
});

test("whether a file is compressed already is seen by the URL as received", () => {
  const headers = { "accept-encoding": "gzip, br" };
  const targets = ["/a.png", "/a.png?utm_source=x", "/a?b=x.png&a=1", "/a?c=1&b=x.png", "/"];
  expect(targets.map((target) => onward({ target, headers }).acceptEncoding)).toEqual([
    null,
    "br",
    "br",
    null,
    "br",
  ]);
});

test("assets have a backend of their own, but not what goes by the cache", () => {
  const backend = (target: string, method: string) => onward({ target, method }).backend;
  expect([
    backend("/assets/a.css", "GET"),
    backend("/assets?x=1", "HEAD"),
    backend("/assets/a.css", "POST"),
    backend("/assetsx", "GET"),
  ]).toEqual(["assets", "assets", "app", "app"]);
});

test("the edge's password ends at the edge, and an app may be sent it", () => {
  const config = { basicAuth: password };
  const authorization = (target: string) => onward({ target, headers: rightPassword }, config).authorization;
  expect([
    authorization("/"),
    authorization("/assets/a.css"),
    onward({ headers: rightPassword }).authorization,
  ]).toEqual(["edge", "none", "as-sent"]);
});

const consenting = { cookie: 'cookies_policy={"usage":true}' };

test("tests are for what may come from the cache", () => {
  const chosen = (parts: Parameters<typeof asked>[0]) =>
    onward({ headers: consenting, ...parts }).abChoices?.map(({ variant }) => variant) ?? null;
  expect([
    chosen({}),
    chosen({ method: "HEAD" }),
    chosen({ method: "POST" }),
    chosen({ method: "PURGE" }),
  ]).toEqual([["A", "A", "Z"], ["A", "A", "Z"], null, null]);
});

test("the home page has lost its query before the tests look at it", () => {
  const example = (target: string) => onward({ target, headers: consenting }).abChoices?.[0]?.variant;
  expect([example("/?ABTest-Example=B"), example("/a?ABTest-Example=B")]).toEqual(["A", "B"]);
});

test("what a purge names is the URL as the cache knows it", () => {
  expect(onward({ method: "PURGE", target: "/a?c=1&b=2&utm_x=3" })).toMatchObject({
    way: "purge",
    target: "/a?b=2&c=1",
  });
});

test("a view whose methods need their object is read as one", () => {
  class View {
    readonly headers = new Headers({ ...consenting, "accept-encoding": "gzip" });
    readonly method = "GET";
    readonly target = "/";
    readonly scheme = "https";
    readonly host = "www.gov.uk";
    readonly address = "192.0.2.1";
    readonly ja3 = null;
    get(name: string) {
      return this.headers.get(name);
    }
  }
  const rules = requestRules(requestRulesSchema.parse({ basicAuth: { ...password, exempt: ["192.0.2.1"] } }));
  expect(receive(new View(), rules, { random: () => 0 })).toMatchObject({
    acceptEncoding: "gzip",
    way: "lookup",
  });
});

test("a rule that is not known is refused", () => {
  expect(requestRulesSchema.safeParse({ denylists: {} }).success).toBe(false);
});
