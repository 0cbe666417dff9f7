import { expect, test } from "vitest";
import { type Fields, fieldValue } from "../../../src/edge/fields/fields.ts";
import { type FetchedFrom, fetchedFields, fetchRulesSchema } from "../../../src/edge/www/fetch-rules.ts";

const rules = fetchRulesSchema.parse({});
type Kind = FetchedFrom["backend"]["kind"];

function fetched(kind: Kind, fields: Fields, more: Partial<FetchedFrom> & { status?: number } = {}): Fields {
  const { status = 200, ...from } = more;
  const backend = { name: `the-${kind}`, kind };
  return fetchedFields({ status, fields }, { backend, restarts: 0, keepsSetCookie: false, ...from }, rules);
}

const names = (fields: Fields) => fields.map(([name]) => name);

test("an answer tells who gave it, whatever it says itself", () => {
  expect(fetched("app", [["fastly-backend-name", "liar"]])).toEqual([["Fastly-Backend-Name", "the-app"]]);
});

test("an answer tells how many backends failed before, if any did", () => {
  const liar: Fields = [["Fastly-Restarts", "9"]];
  expect([0, 2].map((restarts) => fieldValue(fetched("app", liar, { restarts }), "fastly-restarts"))).toEqual(
    [null, "2"],
  );
});

test("an app's cookies are removed, but where it may set them", () => {
  const cookies: Fields = [
    ["Set-Cookie", "a=b"],
    ["set-cookie", "c=d"],
  ];
  expect(names(fetched("app", cookies))).toEqual(["Fastly-Backend-Name"]);
  expect(names(fetched("app", cookies, { keepsSetCookie: true }))).toEqual([
    "Set-Cookie",
    "set-cookie",
    "Fastly-Backend-Name",
  ]);
});

const lifetimes: [kind: Kind, cacheControl: string | null][] = [
  ["app", null],
  ["assets", "max-age=31536000, public, immutable"],
  ["mirror", "max-age=900"],
];

test.each(lifetimes)("where nothing is said of it, the lifetime of %s is %s", (kind, cacheControl) => {
  const result = fetched(kind, []);
  expect(fieldValue(result, "cache-control")).toBe(cacheControl);
  expect(fieldValue(result, "access-control-allow-origin")).toBe(kind === "assets" ? "*" : null);
});

test("a Cache-Control that says nothing of lifetimes is replaced", () => {
  expect(fieldValue(fetched("mirror", [["Cache-Control", "public"]]), "cache-control")).toBe("max-age=900");
});

const own: [what: string, fields: Fields][] = [
  ["Expires", [["Expires", "0"]]],
  ["Surrogate-Control", [["Surrogate-Control", "max-age=5"]]],
  ["max-age", [["Cache-Control", "public, Max-Age=5"]]],
  ["s-maxage", [["Cache-Control", "s-maxage=5"]]],
  ["private", [["Cache-Control", "private"]]],
  ["no-store", [["Cache-Control", "no-store"]]],
  ["no-cache", [["Cache-Control", "no-cache"]]],
];

test.each(own)("a lifetime of its own, by %s, is kept", (_what, fields) => {
  for (const kind of ["assets", "mirror"] as const) {
    expect(fetched(kind, fields)).toEqual([...fields, ["Fastly-Backend-Name", `the-${kind}`]]);
  }
});

test("a word that only looks like a lifetime is none", () => {
  const fields: Fields = [["Cache-Control", "x-max-age=5"]];
  expect(fieldValue(fetched("mirror", fields), "cache-control")).toBe("max-age=900");
});

test.each([304, 500, 503])("a %i is given no lifetime", (status) => {
  expect(names(fetched("mirror", [], { status }))).toEqual(["Fastly-Backend-Name"]);
});

test("what the bucket of assets says of itself is told nobody, not with a 304 either", () => {
  const amazon: Fields = [
    ["x-amz-id-2", "a"],
    ["X-Amz-Request-Id", "b"],
    ["ETag", '"c"'],
  ];
  for (const status of [200, 304]) {
    expect(names(fetched("assets", amazon, { status })).slice(0, 2)).toEqual(["ETag", "Fastly-Backend-Name"]);
  }
});

test("lifetimes can be said otherwise", () => {
  const backend = { name: "m", kind: "mirror" } as const;
  const from = { backend, restarts: 1, keepsSetCookie: false };
  const shorter = fetchRulesSchema.parse({ mirrorsTtl: 60 });
  expect(fieldValue(fetchedFields({ status: 200, fields: [] }, from, shorter), "cache-control")).toBe(
    "max-age=60",
  );
  expect(fetchRulesSchema.safeParse({ assetsTtl: 0 }).success).toBe(false);
});
