/**
 * Holding what happened in one step against what the play expects. Every function answers with the
 * differences it found; an empty list means that all is well.
 *
 * @module
 */

import type { HeaderValue, Outcome } from "./outcome-schema.ts";
import type { BackendSaw } from "./play-backends.ts";
import {
  asList,
  asRackReads,
  asText,
  type Difference,
  differ,
  fieldValue,
  splitOutsideQuotes,
} from "./play-differ.ts";
import type { ClientGot, Interim, OriginSaw, Scene } from "./play-scene.ts";

const ACCOUNT_FIELDS = {
  session: "govuk-account-session",
  exists: "govuk-account-session-exists",
  flash: "govuk-account-session-flash",
} as const;
const SESSION_COOKIES = ["__Host-govuk_account_session", "govuk_account_session"];

/** What the app saw, or that it was not asked. */
export function compareOrigin({ expected, ...scene }: Scene, saw: OriginSaw | null): Difference[] {
  const wanted = expected.originSees;
  if (wanted === null) return unasked(saw);
  if (saw === null) return [{ what: "app", expected: "to be asked", got: "no request" }];
  return [
    ...compareWholeSight("app", wanted, saw, scene.comparesCookie),
    ...strayAccountHeaders(saw),
    ...(scene.profile === "account" ? sessionCookiesLeft(saw) : []),
  ];
}

/** That the app was not asked. */
export function unasked(saw: OriginSaw | null): Difference[] {
  return saw === null ? [] : [{ what: "app", expected: "not to be asked", got: `${saw.method} ${saw.url}` }];
}

/** Which of the others than the app were asked, in order, and what they saw. */
export function compareAsked({ expected }: Scene, others: readonly BackendSaw[]): Difference[] {
  const wanted = (expected.asked ?? [])
    .map((one) => (typeof one === "string" ? { backend: one } : one))
    .filter(({ backend }) => backend !== "origin");
  const names = (backends: readonly { readonly backend: string }[]) =>
    asText(
      backends.map(({ backend }) => backend),
      ", ",
    );
  const order = differ("asked after the app", names(wanted), names(others));
  if (order.length > 0) return order;
  return others.flatMap((saw, nth) => {
    const told = wanted[nth];
    if (told === undefined || !("url" in told)) return [];
    return compareWholeSight(told.backend, { ...told, method: told.method ?? "GET" }, saw, true);
  });
}

/** What a backend saw, where only what is written counts. */
export function compareSight(who: string, wanted: PartOfSight, saw: OriginSaw): Difference[] {
  return compareWholeSight(who, wanted, saw, "cookie" in wanted, true);
}

type Sight = NonNullable<Outcome["originSees"]>;
type PartOfSight = { readonly [Name in keyof Sight]?: Sight[Name] | undefined };

/** What a backend saw. @param isPart whether what is not written counts for nothing, rather than as absent */
function compareWholeSight(
  who: string,
  wanted: PartOfSight,
  saw: OriginSaw,
  comparesCookie: boolean,
  isPart = false,
): Difference[] {
  const see = (what: string, value: HeaderValue | undefined, got: string | null) =>
    isPart && value === undefined ? [] : differ(`${who}'s ${what}`, value, got);
  return [
    ...see("method", wanted.method, saw.method),
    ...see("url", wanted.url, saw.url),
    ...see("session", wanted.session, accountValue(saw, ACCOUNT_FIELDS.session)),
    ...see("exists", wanted.exists, accountValue(saw, ACCOUNT_FIELDS.exists)),
    ...see("flash", wanted.flash, accountValue(saw, ACCOUNT_FIELDS.flash)),
    ...(comparesCookie ? see("cookie", wanted.cookie, fieldValue(saw.headers, "cookie", "; ")) : []),
    ...Object.entries(wanted.headers ?? {}).flatMap(([name, value]) =>
      see(name, value, fieldValue(saw.headers, name)),
    ),
  ];
}

/** What the client got. */
export function compareAnswer(scene: Scene, got: ClientGot): Difference[] {
  const { expected, profile, step } = scene;
  if (expected.status === "mirror") {
    return got.status === step.origin.status
      ? [{ what: "status", expected: "a mirror's", got: `the app's ${got.status}` }]
      : [];
  }
  const field = (name: string) => fieldValue(got.headers, name);
  return [
    ...differ("interim responses", interimText(scene.expectedInterim), interimText(got.interim)),
    ...differ("status", String(expected.status), String(got.status)),
    // A cache has no rules of its own for these fields; there a play says what it wants of them.
    ...(profile === "rfc9111" ? [] : compareRuledFields(scene, got)),
    ...Object.entries(expected.otherHeaders ?? {}).flatMap(([name, value]) =>
      differ(name, value, field(name)),
    ),
    ...compareBody(scene, got),
    ...leakedAccountHeaders(got),
  ];
}

/** Interim responses in a line each, with all their fields; null for none. */
function interimText(interim: readonly Interim[]): string | null {
  const lines = interim.map(({ status, headers }) =>
    [status, ...headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`)].join("; "),
  );
  return asText(lines, "\n");
}

function compareBody({ expected, expectedBody, step }: Scene, { body }: ClientGot): Difference[] {
  const { page, state } = expected;
  if (typeof page === "string" && step.client.method !== "HEAD") {
    return differ("page", page, /<h1>(.*)<\/h1>/.exec(body)?.[1] ?? null);
  }
  const isOwn = page !== undefined || state === "SYNTHETIC";
  if (isOwn && expected.body === undefined) return [];
  return differ("body", expectedBody, body, (text) => text);
}

/** The fields that the rules of accounts and of www.gov.uk are about. */
function compareRuledFields(scene: Scene, got: ClientGot): Difference[] {
  const { expected, profile } = scene;
  const field = (name: string) => fieldValue(got.headers, name);
  return [
    ...differ("cache-control", expectedCacheControl(scene), field("cache-control"), asList),
    ...differ("vary", expectedVary(scene), field("vary"), asList),
    ...differ("location", expected.location, field("location")),
    ...differ(
      "set-cookie",
      asText(expected.setCookie ?? [], "\n"),
      fieldValue(got.headers, "set-cookie", "\n"),
    ),
    ...(profile === "www" ? differ("server-timing", expected.serverTiming, field("server-timing")) : []),
  ];
}

/** On our edge an error page is about now, and nobody is to keep it; production leaves that unsaid. */
function expectedCacheControl({ expected }: Scene): HeaderValue | undefined {
  const { cacheControl, state, status } = expected;
  const isErrorPage = state === "SYNTHETIC" && typeof status === "number" && status >= 400;
  return isErrorPage && cacheControl === undefined ? { anyOf: [null, "no-store"] } : cacheControl;
}

/** Only www adds Accept-Encoding to Vary; elsewhere it is there when the app says so. */
function expectedVary({ profile, step, expected }: Scene): HeaderValue | undefined {
  const { vary } = expected;
  const isEncoding = (member: string) => member.toLowerCase() === "accept-encoding";
  const fromApp = splitOutsideQuotes(fieldValue(step.origin.headers, "vary") ?? "", ",");
  if (profile === "www" || typeof vary !== "string" || fromApp.some(isEncoding)) return vary;
  return asText(
    splitOutsideQuotes(vary, ",").filter((member) => !isEncoding(member)),
    ",",
  );
}

/** More than one spelling of a header shows as several values, which no play expects. */
export function accountValue(saw: OriginSaw, name: string): string | null {
  const values = saw.headers
    .filter(([candidate]) => asRackReads(candidate) === name)
    .map(([, value]) => value);
  return asText(values, " and ");
}

export function strayAccountHeaders(saw: OriginSaw): Difference[] {
  const known: readonly string[] = Object.values(ACCOUNT_FIELDS);
  return accountHeaders(saw)
    .filter((name) => !known.includes(asRackReads(name)))
    .map((name) => ({ what: `app's ${name}`, expected: "to be removed", got: "it" }));
}

export function leakedAccountHeaders(got: ClientGot): Difference[] {
  return accountHeaders(got).map((what) => ({ what, expected: "to stay at the edge", got: "it" }));
}

/** The names of all account headers, as they are spelt. */
export function accountHeaders({ headers }: Pick<ClientGot, "headers">): string[] {
  return headers.map(([name]) => name).filter((name) => asRackReads(name).startsWith("govuk-account-"));
}

/** An app must not find the session anywhere but in the header that is part of the cache key. */
function sessionCookiesLeft(saw: OriginSaw): Difference[] {
  return (fieldValue(saw.headers, "cookie", ";") ?? "")
    .split(";")
    .filter((pair) => pair.includes("="))
    .map((pair) => pair.slice(0, pair.indexOf("=")).trim())
    .filter((name) => SESSION_COOKIES.includes(name))
    .map((name) => ({ what: "app's cookie", expected: `without ${name}`, got: "it" }));
}
