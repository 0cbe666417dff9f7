/**
 * Holding what came of a request against what is expected of it, where only what is written counts.
 *
 * @module
 */
import type { Expectation, ExpectedHeader } from "./expect-schema.ts";
import { cacheWordOf, compareStored, statusOfAnswer } from "./play-cache-status.ts";
import { compareSight, leakedAccountHeaders, strayAccountHeaders, unasked } from "./play-compare.ts";
import { asList, type Difference, differ, fieldValue, show } from "./play-differ.ts";
import type { ClientGot, OriginSaw } from "./play-scene.ts";
import type { Profile } from "./play-schema.ts";

/** What came of a request. */
interface Came {
  /** A text says why nothing came. */
  readonly got: ClientGot | string;
  /** With its body decoded; null where it cannot be. */
  readonly plain: ClientGot | null;
  readonly saw: OriginSaw | null;
}

/**
 * What differs.
 *
 * @param bodies of the steps before; null where none came
 */
export function compareExpected(
  expected: Expectation,
  { got, plain, saw }: Came,
  profile: Profile,
  bodies: readonly (string | null)[],
): Difference[] {
  if (typeof got === "string") return [{ what: "answer", expected: "one", got: `none: ${got}` }];
  if (plain === null)
    return [{ what: "body", expected: "what Content-Encoding says", got: "something else" }];
  return [
    ...(expected.status === undefined ? [] : differ("status", String(expected.status), String(got.status))),
    ...compareCache(expected, got),
    ...Object.entries(expected.headers ?? {}).flatMap(([name, value]) => compareHeader(name, value, got)),
    ...compareText(expected.body, plain.body),
    ...compareBodies(expected, plain.body, bodies),
    ...compareAsked(expected, saw),
    ...(profile === "rfc9111"
      ? []
      : [...leakedAccountHeaders(got), ...(saw ? strayAccountHeaders(saw) : [])]),
  ];
}

function compareCache({ cache, stored }: Expectation, got: ClientGot): Difference[] {
  if (cache === undefined && stored === undefined) return [];
  const status = statusOfAnswer(got);
  if (status === null) {
    const said = show(fieldValue(got.headers, "cache-status"));
    return [{ what: "cache", expected: "an edge's Cache-Status", got: said }];
  }
  const words = cache === undefined ? [] : [cache].flat();
  const word = cacheWordOf(status);
  return [
    ...(words.length === 0 || words.includes(word)
      ? []
      : [{ what: "cache", expected: words.join(" or "), got: word }]),
    ...(stored === undefined ? [] : compareKept(stored, status)),
  ];
}

function compareKept(
  expected: boolean | string,
  status: NonNullable<ReturnType<typeof statusOfAnswer>>,
): Difference[] {
  if (typeof expected === "string") return compareStored(expected, status);
  const word = (isStored: boolean) => (isStored ? "yes" : "no");
  return differ("stored", word(expected), word(status.stored));
}

/** Fields that are lists, whose blanks mean nothing. */
const lists = new Set(["cache-control", "vary"]);

function compareHeader(name: string, expected: ExpectedHeader, { headers }: ClientGot): Difference[] {
  const got = fieldValue(headers, name);
  if (typeof expected === "object" && expected !== null && "contains" in expected) {
    return got?.includes(expected.contains)
      ? []
      : [{ what: name, expected: `with ${expected.contains}`, got: show(got) }];
  }
  return lists.has(name.toLowerCase()) ? differ(name, expected, got, asList) : differ(name, expected, got);
}

function compareText(expected: Expectation["body"], body: string): Difference[] {
  if (expected === undefined) return [];
  if (typeof expected === "string") return expected === body ? [] : [apart(expected, body)];
  const wanted = [expected.contains ?? []].flat().filter((text) => !body.includes(text));
  const unwanted = [expected.lacks ?? []].flat().filter((text) => body.includes(text));
  return [
    ...wanted.map((text) => ({ what: "body", expected: `with ${show(text)}`, got: show(firstLine(body)) })),
    ...unwanted.map((text) => ({
      what: "body",
      expected: `without ${show(text)}`,
      got: show(lineWith(body, text)),
    })),
  ];
}

function compareBodies(
  { sameBodyAs, differentBodyFrom }: Expectation,
  body: string,
  bodies: readonly (string | null)[],
): Difference[] {
  const before = (step: number) => bodies[step - 1] ?? null;
  const same = sameBodyAs === undefined ? null : before(sameBodyAs);
  const others = [differentBodyFrom ?? []].flat().filter((step) => before(step) === body);
  return [
    ...(sameBodyAs === undefined || same === body
      ? []
      : [{ ...apart(same ?? "", body), what: `body, as in step ${sameBodyAs}` }]),
    ...others.map((step) => ({
      what: "body",
      expected: `another than in step ${step}`,
      got: `the same: ${show(firstLine(body))}`,
    })),
  ];
}

function compareAsked({ originSees }: Expectation, saw: OriginSaw | null): Difference[] {
  if (originSees === undefined) return [];
  if (originSees === null) return unasked(saw);
  if (saw === null) return [{ what: "app", expected: "to be asked", got: "no request" }];
  return compareSight("app", originSees, saw);
}

/** The first line in which two texts differ. */
function apart(expected: string, got: string): Difference {
  const theirs = got.split("\n");
  const ours = expected.split("\n");
  const at = ours.findIndex((line, nth) => line !== theirs[nth]);
  const nth = at < 0 ? ours.length : at;
  const line = (lines: readonly string[]) => show(lines[nth] ?? null);
  const where = nth === 0 ? "" : `line ${nth + 1}: `;
  return { what: "body", expected: where + line(ours), got: where + line(theirs) };
}

function firstLine(body: string): string {
  return (
    body
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}

function lineWith(body: string, text: string): string {
  return (
    body
      .split("\n")
      .find((line) => line.includes(text))
      ?.trim() ?? text
  );
}
