/**
 * The promise the whole project is for, as a property: whatever the pages do, nobody receives a body
 * that the origin made for somebody else's session, unless the page declared that it does not matter.
 *
 * @module
 */
import fc from "fast-check";
import { expect } from "vitest";
import type { CacheStore } from "../../src/edge/index.ts";
import { type EdgeUnderTest, edgeUnderTest } from "./edge-under-test.ts";
import type { Answer, Asked } from "./memory-origin.ts";

const accountHeaders = [
  "GOVUK-Account-Session",
  "GOVUK-Account-Session-Exists",
  "GOVUK-Account-Session-Flash",
];
const cookieName = "__Host-govuk_account_session";

/** What an answer of the origin says of itself; it is its body. */
interface Made {
  readonly nonce: string;
  /** The account headers of the request it was made for, in the order above. */
  readonly seen: readonly (string | null)[];
  readonly vary: readonly string[];
  /** Whether it may be given to anybody but the one who asked. */
  readonly shareable: boolean;
  readonly newSession: string | null;
}

/** How a page answers, if it is asked. */
const behaviour = fc.record({
  vary: fc.subarray([...accountHeaders, "Accept-Language", "Cookie"]),
  lowerCase: fc.boolean(),
  lines: fc.boolean(),
  cacheControl: fc.constantFrom(
    "max-age=60",
    "max-age=60, public",
    "public, s-maxage=60, max-age=5",
    "max-age=60, public, stale-while-revalidate=60, stale-if-error=60",
    "private",
    "no-store",
    "no-cache",
    "max-age=0",
    "PRIVATE, max-age=60",
    "",
  ),
  change: fc.constantFrom("none", "none", "none", "set", "end", "invalid"),
  setCookie: fc.constantFrom(false, false, false, true),
  /** How long the head takes, so that requests overlap in many ways. */
  delay: fc.nat(3),
});

const people = ["anna-session", "bela-session", "caro-session"];
const cookies: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.constant([]),
  fc
    .tuple(fc.constantFrom(...people), fc.constantFrom("", "$$hello", "$$bye,hello"))
    .map(([who, flash]) => [who + flash]),
  // Twins and a bad value: nobody.
  fc.constant(people.slice(0, 2)),
  fc.constant(['bad"value']),
);

const request = fc.record({
  page: fc.constantFrom("/a", "/b"),
  cookies,
  spoof: fc.option(fc.constantFrom(...accountHeaders, "govuk_account_session"), { nil: null }),
  language: fc.constantFrom("en", "cy"),
  head: fc.constantFrom(false, false, false, true),
  behaviour,
});
type Asking = Generated<typeof request>;
type Behaviour = Generated<typeof behaviour>;
type Generated<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

/** Requests made at the same time, and then time goes by. */
const scene = fc.record({
  requests: fc.array(request, { minLength: 1, maxLength: 4 }),
  pass: fc.constantFrom(0, 0, 3, 70),
});

/** The account headers that are right for somebody with these cookies: an oracle of its own. */
function rightHeaders(values: readonly string[]): (string | null)[] {
  const [value] = values;
  if (value === undefined || values.length > 1 || value.includes('"')) return [null, null, null];
  const flash = value.split("$$").slice(1).join("$$");
  return [value, "1", flash === "" ? null : flash];
}

function answerOf(asked: Asked, how: Behaviour): Answer {
  const names = how.vary.map((name) => (how.lowerCase ? name.toLowerCase() : name));
  const nonce = asked.header("x-nonce") ?? "";
  const made: Made = {
    nonce,
    seen: accountHeaders.map((name) => asked.header(name)),
    vary: how.vary,
    shareable:
      how.change === "none" && !how.setCookie && !/private|no-store|no-cache/i.test(how.cacheControl),
    newSession: how.change === "set" ? `new-for-${nonce}` : null,
  };
  return {
    headers: {
      etag: `"${nonce}"`,
      ...(how.cacheControl === "" ? {} : { "cache-control": how.cacheControl }),
      ...(names.length === 0 ? {} : { vary: how.lines ? names : names.join(",") }),
      ...(made.newSession === null ? {} : { "govuk-account-session": made.newSession }),
      ...(how.change === "invalid" ? { "govuk-account-session": "bad;value" } : {}),
      ...(how.change === "end" ? { "govuk-account-end-session": "1" } : {}),
      ...(how.setCookie ? { "set-cookie": `app=${nonce}` } : {}),
    },
    body: JSON.stringify(made),
  };
}

/** Lets others go first, a little or a lot. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count * 7; i += 1) await null;
}

function send(edge: EdgeUnderTest, asking: Asking, nonce: string): Promise<Response> {
  const headers: Record<string, string> = { "x-nonce": nonce, "accept-language": asking.language };
  if (asking.cookies.length > 0)
    headers.cookie = asking.cookies.map((value) => `${cookieName}=${value}`).join("; ");
  if (asking.spoof !== null) headers[asking.spoof] = "somebody-elses-session$$spoofed";
  const method = asking.head ? "HEAD" : "GET";
  return edge.fetch(new Request(`https://www.gov.uk${asking.page}`, { method, headers }));
}

/** Throws when the answer was not for whoever sent this request. */
function check(made: Made, asking: Asking, nonce: string, guarded: boolean): void {
  const own = made.nonce === nonce;
  const right = rightHeaders(asking.cookies);
  if (own) {
    expect(made.seen).toEqual(right);
    return;
  }
  expect(made.shareable, "an answer for one was given to another").toBe(true);
  for (const [index, name] of accountHeaders.entries()) {
    if (made.vary.includes(name)) expect(made.seen[index], `declared to vary on ${name}`).toBe(right[index]);
  }
  const declared = made.vary.some((name) => accountHeaders.includes(name));
  const mattered = made.seen[0] !== null && made.seen[0] !== right[0];
  if (guarded && mattered) expect(declared, "made for a session, and does not say so").toBe(true);
}

function checkCookies(response: Response, nonce: string): void {
  for (const line of response.headers.getSetCookie()) {
    const value = line.split(";")[0]?.split("=")[1] ?? "";
    expect(["", nonce, `new-for-${nonce}`]).toContain(value);
  }
}

async function perform(
  scenes: readonly { requests: readonly Asking[]; pass: number }[],
  guard: "enforce" | "report",
  makeStore?: (now: () => number) => CacheStore,
) {
  const askings = new Map<string, Asking>();
  const edge = edgeUnderTest(
    async (asked) => {
      const asking = askings.get(asked.header("x-nonce") ?? "");
      if (!asking) throw new Error("The origin was asked by nobody.");
      await turns(asking.behaviour.delay);
      return answerOf(asked, asking.behaviour);
    },
    { guard },
    makeStore && { makeStore },
  );
  let count = 0;
  for (const { requests, pass } of scenes) {
    await Promise.all(
      requests.map(async (asking) => {
        count += 1;
        const nonce = `n${count}`;
        askings.set(nonce, asking);
        const response = await send(edge, asking, nonce);
        const text = await response.text();
        expect(response.status).toBe(200);
        checkCookies(response, nonce);
        for (const [name] of response.headers) expect(name).not.toMatch(/^govuk-account-/);
        if (!asking.head) check(JSON.parse(text), asking, nonce, guard === "enforce");
      }),
    );
    // What was answered is now stored.
    await new Promise((resolve) => setTimeout(resolve, 0));
    edge.pass(pass);
  }
}

/** Throws when somebody receives what was made for another's session. */
export async function assertNobodySeesAnother(
  guard: "enforce" | "report",
  numRuns: number,
  makeStore?: (now: () => number) => CacheStore,
): Promise<void> {
  const scenes = fc.array(scene, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(scenes, (given) => perform(given, guard, makeStore)),
    { numRuns },
  );
}
