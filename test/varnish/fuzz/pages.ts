/**
 * What the app answers, at random: Vary in many spellings, every kind of Cache-Control, session changes,
 * cookies of its own, statuses, entity tags.
 *
 * @module
 */
import fc from "fast-check";
import type { HeaderPairs } from "../../../src/testing/play.ts";
import { alike, type Rule, type Said, type Side, translated } from "./said.ts";
import { often } from "./visits.ts";

/** One answer. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<Side, HeaderPairs>>;
  readonly rules: readonly Rule[];
}

/** What holds for the answers of a path in a sequence. */
export interface PageScope {
  /** The names in Vary; null when each answer has its own. */
  readonly vary: readonly string[] | null;
  /** Whether each answer says how long it is fresh, or is not stored. */
  readonly saysFreshness: boolean;
  /** Whether answers may make others of their variant pass. */
  readonly mayPass: boolean;
  /** Whether the app may vary by Cookie. */
  readonly mayVaryByCookie: boolean;
  /** Whether the app may set cookies of its own: where production lets it. */
  readonly maySetCookies: boolean;
}

const accountNames = ["GOVUK-Account-Session", "GOVUK-Account-Session-Exists", "GOVUK-Account-Session-Flash"];

/** The names an app may put in Vary. */
export function varyNames(mayVaryByCookie: boolean): fc.Arbitrary<string[]> {
  const others = ["X-Thing", "Accept-Language", ...(mayVaryByCookie ? ["Cookie"] : [])];
  const few = fc.shuffledSubarray([...accountNames, ...others], { maxLength: 2 });
  return often([few, 3], [fc.shuffledSubarray([...accountNames, ...others], { maxLength: 4 }), 1]);
}

const spellings = [
  (name: string) => name.toLowerCase(),
  (name: string) => name.toUpperCase(),
  (name: string) => name.replace("Account", "aCCOUNT"),
];

/** Vary as it is written. In other letters, twice, or on two lines it is the same to the edge alone. */
function varyLines(names: readonly string[]): fc.Arbitrary<Said<HeaderPairs>> {
  if (names.length === 0) return fc.constant(alike<HeaderPairs>([]));
  const plain: HeaderPairs = [["Vary", names.join(", ")]];
  const tight: HeaderPairs = [["Vary", names.join(",")]];
  const odd = fc
    .tuple(fc.constantFrom(...spellings), fc.nat(names.length), fc.boolean())
    .map(([spell, at, twice]) => {
      const [first, second] = [names.slice(0, at), names.slice(at).map(spell)];
      const again = twice ? names.filter((name) => accountNames.includes(name)).slice(0, 1) : [];
      const lines = [first, second, again].filter((line) => line.length > 0);
      return translated<HeaderPairs>(
        "D6",
        lines.map((line) => ["Vary", line.join(" , ")]),
        plain,
      );
    });
  return often([fc.constantFrom(alike(plain), alike(tight)), 4], [odd, 1]);
}

const fresh = [
  ...["max-age=60", "max-age=60, public", "public, max-age=60", "s-maxage=60, max-age=5, public"],
  ...[
    "max-age=60, must-revalidate",
    "max-age=90, stale-while-revalidate=30",
    "max-age=60, stale-if-error=60",
  ],
];
const silent = ["public", "must-revalidate", ""];
const passing = [
  ...["private", "no-store", "no-cache", "max-age=0", "s-maxage=60, max-age=0", "private, max-age=60"],
  ...[
    "max-age=0, private, must-revalidate",
    'max-age=60, no-cache="Set-Cookie"',
    'private="X-Thing", max-age=60',
  ],
];

function cacheControl({ saysFreshness, mayPass }: PageScope): fc.Arbitrary<Said<string>> {
  const same = (choices: string[]) => fc.constantFrom(...choices).map((text) => alike(text));
  const loud = (choices: string[]) =>
    fc.constantFrom(...choices).map((text) => translated("D8", text.toUpperCase(), text));
  const looksLike = fc.constantFrom(
    translated("D8", "max-age=060", "max-age=60"),
    translated("D8", 'max-age=60, extension="private, no-store"', "max-age=60"),
    translated("D8", "public, max-age=60, Public", "public, max-age=60"),
  );
  return often(
    [same(fresh), 8],
    ...(saysFreshness ? [] : [[same(silent), 3] as const]),
    ...(mayPass ? [[same(passing), 4] as const, [loud(passing.slice(0, 4)), 1] as const] : []),
    [loud(fresh), 1],
    [looksLike, 1],
  );
}

/** What an answer does to the session. */
const changes: fc.Arbitrary<Said<HeaderPairs>> = fc.constantFrom(
  alike<HeaderPairs>([["GOVUK-Account-Session", "new"]]),
  alike<HeaderPairs>([["GOVUK-Account-Session", "new$$saved,ok"]]),
  alike<HeaderPairs>([["GOVUK-Account-End-Session", "1"]]),
  alike<HeaderPairs>([["GOVUK-Account-End-Session", ""]]),
  alike<HeaderPairs>([
    ["GOVUK-Account-Session", "new"],
    ["GOVUK-Account-End-Session", "0"],
  ]),
  ...["", "new; domain=evil.example", "new session", '"new"', "caf\u00e9"].map((bad) =>
    translated<HeaderPairs>("D5", [["GOVUK-Account-Session", bad]], [["GOVUK-Account-Session", "ok"]]),
  ),
  translated<HeaderPairs>(
    "D5",
    [
      ["GOVUK-Account-Session", "n1"],
      ["GOVUK-Account-Session", "n2"],
    ],
    [["GOVUK-Account-Session", "ok"]],
  ),
);

const validators = ["ETag", "Last-Modified"];
const unchanged = fc.constant(alike<HeaderPairs>([]));

/** Statuses: what they need beside them. A 503 without No-Fallback would be asked of a mirror. */
const statuses: fc.Arbitrary<readonly [number, HeaderPairs]> = often<readonly [number, HeaderPairs]>(
  [fc.constant([200, []]), 10],
  [fc.constantFrom(203, 300, 404, 410).map((status) => [status, []]), 2],
  [fc.constantFrom(301, 302, 307).map((status) => [status, [["Location", "/elsewhere"]]]), 2],
  [fc.constantFrom(303, 308).map((status) => [status, [["Location", "/elsewhere"]]]), 1],
  [fc.constantFrom(403, 422, 503).map((status) => [status, [["No-Fallback", "1"]]]), 1],
);

const extras: fc.Arbitrary<HeaderPairs> = fc
  .record({
    ETag: fc.option(fc.constantFrom('"e1"', 'W/"e1"', '"e2"'), { nil: null }),
    "Last-Modified": fc.option(fc.constant("Thu, 01 Jan 2026 00:00:00 GMT"), { nil: null }),
    "Surrogate-Control": fc.option(fc.constant("max-age=120"), { nil: null, freq: 8 }),
    Age: fc.option(fc.constant("10"), { nil: null, freq: 8 }),
    Expires: fc.option(fc.constant("Thu, 01 Jan 2037 00:00:00 GMT"), { nil: null, freq: 8 }),
  })
  .map((record) =>
    Object.entries(record).flatMap(([header, value]) => (value === null ? [] : [[header, value] as const])),
  );

/** Answers within a scope. */
export function pages(scope: PageScope): fc.Arbitrary<Page> {
  const names = scope.vary === null ? varyNames(scope.mayVaryByCookie) : fc.constant(scope.vary);
  return fc
    .record({
      status: statuses,
      vary: names.chain(varyLines),
      cacheControl: cacheControl(scope),
      change: scope.mayPass ? often([unchanged, 5], [changes, 1]) : unchanged,
      cookie:
        scope.maySetCookies && scope.mayPass ? fc.nat(3).map((count) => count === 1) : fc.constant(false),
      extras,
    })
    .map(({ status: [status, needed], vary, cacheControl: control, change, cookie, extras: more }) => {
      // Where production stores cookies (D7) nothing is stored anyway, so that both pass them on.
      const said = cookie ? alike("no-store") : control;
      const lines = (side: "edge" | "varnish"): HeaderPairs => [
        ["Content-Type", "image/png"],
        ...(said[side] === "" ? [] : [["Cache-Control", said[side]] as const]),
        ...vary[side],
        ...change[side],
        ...(cookie ? [["Set-Cookie", "_s=1"] as const, ["Set-Cookie", "_t=2; Path=/"] as const] : []),
        ...needed,
        // Varnish answers 304 in place of a 200 alone; the edge, as RFC 9110 section 13.2.1 has it, of a 203 too.
        ...more.filter(([name]) => status !== 203 || !validators.includes(name)),
      ];
      const rules = [vary.rule, said.rule, change.rule].filter((rule) => rule !== null);
      return { status, headers: { edge: lines("edge"), varnish: lines("varnish") }, rules };
    });
}
