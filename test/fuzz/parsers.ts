/**
 * Every parser of the edge, with what must hold of whatever it is given.
 *
 * @module
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import {
  readSessionCookie,
  sessionCookieFor,
  storeCookie,
  withoutSessionCookies,
} from "../../src/edge/account/cookie.ts";
import { presentFields, withSessionChange } from "../../src/edge/account/response.ts";
import { refusalOf } from "../../src/edge/account/session.ts";
import { parseCacheControl, seconds } from "../../src/edge/fields/cache-control.ts";
import { formatDate, parseDate } from "../../src/edge/fields/date.ts";
import { endToEnd, namedByConnection } from "../../src/edge/fields/hop-by-hop.ts";
import { listMembers } from "../../src/edge/fields/list.ts";
import { parseDictionary } from "../../src/edge/fields/structured-fields.ts";
import { contentRange, parseContentRange } from "../../src/edge/http-cache/content-range.ts";
import { parseEntityTags } from "../../src/edge/http-cache/entity-tag.ts";
import { normaliseSelecting } from "../../src/edge/http-cache/normalise.ts";
import { parseRange } from "../../src/edge/http-cache/ranges.ts";
import { governingDirectives } from "../../src/edge/http-cache/targeted.ts";
import { nameOfVaryList, varyListOf } from "../../src/edge/http-cache/vary.ts";
import { maskedField, maskedTarget } from "../../src/edge/observe/mask.ts";
import { normalisedTarget } from "../../src/edge/request.ts";
import { acceptedCoding } from "../../src/edge/www/accept-encoding.ts";
import { onwardTarget, queryRulesSchema } from "../../src/edge/www/target.ts";
import type { Fuzzed } from "./fuzz.ts";

const cookie = sessionCookieFor("https", "www.gov.uk");
const development = sessionCookieFor("http", "www.dev.gov.uk");
const queryRules = queryRulesSchema.parse({});
const internal = /govuk-account/i;

/** All of them. */
export const parsers: readonly Fuzzed[] = [
  {
    name: "Cookie",
    seeds: [
      "__Host-govuk_account_session=abc$$flash",
      'a=b; __Host-govuk_account_session="x"',
      "govuk_account_session=a%24%24b; c",
      "__Host-govuk_account_session=a; __Host-govuk_account_session=b",
    ],
    check(input) {
      for (const one of [cookie, development]) {
        const reading = readSessionCookie(input, one);
        if (reading.kind === "session") ok(refusalOf(reading.session.value) === null);
      }
      const left = withoutSessionCookies(input);
      for (const one of [cookie, development])
        ok(readSessionCookie(left, one).kind === "none", "a session is left");
      ok(left === null || withoutSessionCookies(left) === left, "taking it out twice takes out more");
    },
  },
  {
    name: "a session to a cookie and back",
    seeds: ["abc", "abc$$hello,world", "eyJhbGciOi.J9-_~", "a,b"],
    check(input) {
      if (refusalOf(input) !== null) return;
      for (const one of [cookie, development]) {
        const [pair = ""] = storeCookie(one, input).split("; ", 1);
        const reading = readSessionCookie(pair, one);
        ok(reading.kind === "session");
        deepStrictEqual(reading.session.value, input);
      }
    },
  },
  {
    name: "Cache-Control",
    seeds: [
      'max-age=60, s-maxage="10", private="set-cookie, x"',
      "no-store,no-cache",
      "stale-while-revalidate=1,,max-age=",
      'a="\\"b", public',
    ],
    check(input) {
      const directives = parseCacheControl(input);
      for (const name of directives.keys()) {
        const value = seconds(directives, name);
        ok(value === undefined || (Number.isInteger(value) && value >= 0), `${name} is ${value} s`);
      }
      deepStrictEqual([...parseCacheControl(`${input}, `).keys()], [...directives.keys()]);
    },
  },
  {
    name: "CDN-Cache-Control",
    seeds: ["max-age=60", "max-age=60;a=1, private", "no-store=?0", "max-age=1.5"],
    check(input) {
      governingDirectives(
        [
          ["CDN-Cache-Control", input],
          ["Cache-Control", input],
        ],
        ["cdn-cache-control"],
      );
    },
  },
  {
    name: "Vary",
    seeds: ["GOVUK-Account-Session, Accept-Encoding", "*", "cookie,,Cookie", "a b"],
    check(input) {
      const list = varyListOf([["Vary", input]]);
      if (list === null) return;
      deepStrictEqual(list, [...new Set(list)].sort());
      ok(list.every((name) => name === name.toLowerCase()));
      deepStrictEqual(varyListOf([["Vary", nameOfVaryList(list)]]), list);
    },
  },
  {
    name: "lists",
    seeds: ['a, b , "c, d", e', ",,", '"\\"", x'],
    check(input) {
      const members = listMembers(input);
      deepStrictEqual(listMembers(members.join(", ")), members);
    },
  },
  {
    name: "Connection",
    seeds: ["close", "keep-alive, X-A", "upgrade,,te"],
    check(input) {
      const named = namedByConnection(input);
      const left = endToEnd([
        ["Connection", input],
        ["X-A", "1"],
        ["Accept", "x"],
      ]);
      ok(left.every(([name]) => !named.includes(name.toLowerCase())));
    },
  },
  {
    name: "structured dictionaries",
    seeds: ['a=1, b;x="y", c=(1 2 "z");q=0.5', "a=:aGk=:, b=?1, c=@1, d=tok/en", 'a="\\\\"'],
    check: (input) => void parseDictionary(input),
  },
  {
    name: "Range",
    seeds: ["bytes=0-4,-1", "bytes=5-", "bytes=0-0,2-2,9-", "bytes = 1-2", "items=0-1"],
    check(input) {
      const result = parseRange(input, 100);
      if (result.kind !== "satisfiable") return;
      ok(result.ranges.length > 0);
      for (const { first, last } of result.ranges)
        ok(0 <= first && first <= last && last < 100, `${first}-${last}`);
    },
  },
  {
    name: "Content-Range",
    seeds: ["bytes 0-4/10", "bytes */10", "bytes 0-4/*", "bytes 4-0/10"],
    check(input) {
      const range = parseContentRange(input);
      if (range) deepStrictEqual(parseContentRange(contentRange(range, range.length)), range);
    },
  },
  {
    name: "dates",
    seeds: [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "0",
    ],
    check(input) {
      const time = parseDate(input);
      if (time !== undefined) deepStrictEqual(parseDate(formatDate(time)), time);
    },
  },
  {
    name: "entity tags",
    seeds: ['"a", W/"b", *', '"a,b"', 'W/"', "*"],
    check: (input) => void parseEntityTags(input),
  },
  {
    name: "Accept and its like",
    seeds: ["en;q=0.5, cy", "text/html, */*;q=0.1", "gzip, br;q=0", 'a;b="c;d";q=1'],
    check(input) {
      for (const name of ["accept", "accept-language", "accept-encoding"]) {
        const normal = normaliseSelecting(name, input);
        deepStrictEqual(normaliseSelecting(name, normal), normal, name);
      }
      acceptedCoding(input);
    },
  },
  {
    name: "targets",
    seeds: ["/a/../b?c=d&utm_x=1", "/%2e%2e/x", "//host/path", "/?b&a&a=", "/alerts?x"],
    check(input) {
      const target = `/${input.replaceAll(/[^\x21-\x7e]|[#\\]/g, "")}`;
      const normal = normalisedTarget(target);
      ok(normal.startsWith("/"));
      deepStrictEqual(normalisedTarget(normal), normal);
      const onward = onwardTarget(normal, queryRules);
      const [, query = ""] = onward.split(/\?(.*)/s);
      ok(onward.startsWith("/") && query.split("&").every((part) => !part.startsWith("utm_")), onward);
      deepStrictEqual(onwardTarget(onward, queryRules), onward);
    },
  },
  {
    name: "what a browser may see",
    seeds: [
      "GOVUK-Account-Session, Accept",
      "govuk_account_session",
      "GOVUK-Account-Session-Exists,,*",
      "public, max-age=1",
    ],
    check(input) {
      const fields = [
        ["Vary", input],
        ["Cache-Control", input],
        ["GOVUK-Account-Session", input],
        ["govuk_account_x", input],
      ] as const;
      const seen = presentFields(fields);
      ok(
        seen.every(([name]) => !internal.test(name.replaceAll("_", "-"))),
        "a header is left",
      );
      const changed = withSessionChange(seen, { kind: "end" }, cookie);
      ok(parseCacheControl(changed.find(([name]) => name === "Cache-Control")?.[1] ?? "").has("no-store"));
    },
  },
  {
    name: "masks",
    seeds: [
      "/cb?code=abcdefghijklmnopqrst&state=x",
      "a=abcdefghijklmnopqrst; b=c",
      "Bearer abcdefghijklmnopqrst",
    ],
    check(input) {
      const secret = "S3CRETS3CRETS3CRET";
      ok(!maskedTarget(`/cb?code=${secret}&x=${input.replaceAll("&", "")}`).includes(secret));
      ok(!maskedField("Cookie", `${input.replaceAll(/[=;]/g, "")}=${secret}`).includes(secret));
      ok(!maskedField("Authorization", `Bearer ${secret}`).includes(secret));
      ok(!maskedField("GOVUK-Account-Session", input + secret).includes(secret));
    },
  },
];
