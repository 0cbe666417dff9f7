/**
 * What clients ask, at random: people with and without a session, cookies in every shape, headers that
 * only the edge may set, other headers, other methods.
 *
 * @module
 */
import fc from "fast-check";
import type { HeaderPairs } from "../../../src/testing/play.ts";
import { alike, type Rule, type Said, type Side, translated } from "./said.ts";

/** One request. */
export interface Visit {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<Side, HeaderPairs>>;
  readonly rules: readonly Rule[];
}

/** What holds for all requests of a sequence. */
export interface VisitScope {
  /**
   * Whether cookies of others come along. In the profile `account` they reach the app, which changes what
   * may be stored, so then the pages say how long they are fresh and do not vary by Cookie.
   */
  readonly otherCookies: boolean;
}

const name = "__Host-govuk_account_session";
const session = "GOVUK-Account-Session";

const values = fc.constantFrom(
  // A few people come more often than others, and so are given what is stored.
  ...["u1", "u1", "u1", "u1", "u1", "u2", "u2", "u2", "u1$$saved", "u1$$saved", "u1$$saved"],
  ...["U1", "YWJj==", "a%24%24b", "u1$x", "u1$$", "$$x"],
  ...["u1$$saved", "u2$$saved", "u2$$Saved", "u1$$one$$two", "u1$$$x", "u1$$saved,email.changed"],
);

type Lines = readonly string[];

/** The session in a shape that production and the edge read alike. */
const sound = values.chain((value) =>
  fc.constantFrom(
    `${name}=${value}`,
    `  ${name}=${value}  `,
    `${name} = ${value}`,
    `${name}=${value};${name}=${value}`,
  ),
);

/** What is no session to the edge, and what of it stays a cookie of somebody else's. */
const unsound: fc.Arbitrary<Said<Lines>> = fc.constantFrom(
  translated("D2", [name], []),
  translated("D3", [`${name}=u1; ${name}=u2`], []),
  translated("D3", [`${name}=u1`, `${name}=u2`], []),
  translated("D3", [`${name}=u1; ${name}=`], []),
  translated("D4", [`${name}=`], []),
  translated("D4", [`${name}="u1"`], []),
  translated("D4", [`${name}=u1 x$$saved`], []),
  translated("D4", [`${name}=u\\1`], []),
  translated("D4", [`${name}=caf\u00e9`], []),
);

const lookAlikes: fc.Arbitrary<Said<Lines>> = fc.constantFrom(
  translated("D2", [`xx${name}=u1`], []),
  translated("D2", [`${name}_seen=1`], []),
  translated("D2", [`next=${name}`], []),
  translated("D2", [`next=${name}=u1$$saved`], []),
  translated("D2", [`${name.toLowerCase()}=low; ${name}=u1`], [`${name}=u1`]),
  translated("D2", ["a=1", `${name}=u1`], [`a=1; ${name}=u1`]),
);

const nothing: fc.Arbitrary<Said<Lines>> = fc.constant(alike<Lines>([]));

function cookies({ otherCookies }: VisitScope): fc.Arbitrary<Said<Lines>> {
  const alone = sound.map((pair) => alike<Lines>([pair]));
  if (!otherCookies) return often([nothing, 4], [alone, 8], [unsound, 1]);
  const among = sound.map((pair) => alike<Lines>([`a=1; ${pair}; b=2`]));
  const others = fc.constant(alike<Lines>(["a=1; b=2"]));
  return often([nothing, 2], [others, 2], [alone, 2], [among, 5], [unsound, 1], [lookAlikes, 2]);
}

/** Account headers that a client sends; Varnish is asked without them. */
const spoofed: fc.Arbitrary<Said<HeaderPairs>> = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(session, `${session}-Exists`, `${session}-Flash`, "GOVUK-Account-End-Session"),
      fc.constantFrom(
        (text: string) => text,
        (text: string) => text.toLowerCase(),
        (text: string) => text.replaceAll("-", "_"),
        (text: string) => text.replace("-", "_").toUpperCase(),
      ),
      fc.constantFrom("1", "u1", "u2$$saved", "saved", ""),
    ),
    { minLength: 1, maxLength: 3, selector: ([header]) => header },
  )
  .map((lines) => lines.map(([header, spell, value]) => [spell(header), value] as const))
  .map((lines) => translated<HeaderPairs>("D1", lines, []));

const unspoofed = fc.constant(alike<HeaderPairs>([]));

/** Headers that have nothing to do with accounts, and that pages vary by. */
const otherHeaders: fc.Arbitrary<HeaderPairs> = fc
  .record({
    "X-Thing": optional("a", "A", "b", ""),
    "Accept-Language": optional("en", "cy"),
    // One tag: Varnish does not read a list of them.
    "If-None-Match": optional('"e1"', 'W/"e1"', '"e2"'),
    "If-Modified-Since": optional("Thu, 01 Jan 2026 00:00:00 GMT", "Wed, 01 Jan 2025 00:00:00 GMT"),
    "Cache-Control": optional("no-cache", "max-age=0"),
  })
  .map((record) =>
    Object.entries(record).flatMap(([header, value]) => (value === null ? [] : [[header, value] as const])),
  );

function optional(...choices: string[]): fc.Arbitrary<string | null> {
  return often([fc.constant(null), 3], [fc.constantFrom(...choices), 1]);
}

/** The paths that are asked for; under /email production lets the app set cookies. */
export const paths: readonly string[] = ["/a", "/b", "/email/c"];

/** Requests within a scope. */
export function visits(scope: VisitScope): fc.Arbitrary<Visit> {
  return fc
    .record({
      method: often<string>(
        [fc.constant("GET"), 8],
        [fc.constant("HEAD"), 1],
        [fc.constantFrom("POST", "DELETE"), 1],
      ),
      url: fc.constantFrom(...paths),
      cookie: cookies(scope),
      spoof: often([unspoofed, 5], [spoofed, 1]),
      others: otherHeaders,
    })
    .map(({ method, url, cookie, spoof, others }) => {
      const length = method === "POST" ? [["Content-Length", "0"] as const] : [];
      const lines = (said: Lines, account: HeaderPairs): HeaderPairs => [
        ...said.map((line) => ["Cookie", line] as const),
        ...account,
        ...others,
        ...length,
      ];
      const headers = { edge: lines(cookie.edge, spoof.edge), varnish: lines(cookie.varnish, spoof.varnish) };
      const rules = [cookie.rule, spoof.rule].filter((rule) => rule !== null);
      return { method, url, headers, rules };
    });
}

/** One of several, the first the most often when the weights say so; shrinks to the first. */
export function often<Value>(...choices: (readonly [fc.Arbitrary<Value>, number])[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { withCrossShrink: true },
    ...choices.map(([arbitrary, weight]) => ({ arbitrary, weight })),
  );
}
