/**
 * Helpers for the tests of an app that uses the account. They throw an `AssertionError`, so any test runner
 * will do; a session in its message is cut short.
 *
 * @module
 */
import { endSessionHeader, sessionHeader } from "./header-names.ts";
import { decodeSession, encodeSession } from "./session-value.ts";

/** A response: the web's, or one with Node's headers, such as supertest's; or headers alone. */
export type TestedResponse = Pick<Headers, "get"> | { readonly headers: TestedHeaders };

type TestedHeaders = Pick<Headers, "get"> | Readonly<Record<string, unknown>>;

/** What a response says of the session. */
export interface AccountOutcome {
  /** The members of Vary, as they are spelt. */
  readonly vary: readonly string[];
  /** The session that is sent back, without messages; null when there is no header for it. */
  readonly session: string | null;
  /** The messages for the next page. */
  readonly flash: readonly string[];
  /** Whether the session ends in the browser. It does, whatever else is sent. */
  readonly loggedOut: boolean;
  readonly noStore: boolean;
}

/**
 * The request header of somebody who is signed in.
 *
 * @param session what stands for the session
 * @param flash messages that the page before has left
 * @example
 * const response = await app.request("/", { headers: mockLoggedInSession("abc", ["saved"]) });
 */
export function mockLoggedInSession(
  session = "placeholder",
  flash?: Iterable<string> | null,
): { [sessionHeader]: string } {
  return { [sessionHeader]: encodeSession(session, flash) };
}

/**
 * What a response says of the session, to be compared by a runner's own means.
 *
 * @example
 * expect(accountOutcome(response)).toMatchObject({ flash: ["saved"], noStore: true });
 */
export function accountOutcome(response: TestedResponse): AccountOutcome {
  const encoded = headerOf(response, sessionHeader);
  const decoded = decodeSession(encoded);
  return {
    vary: listOf(headerOf(response, "Vary")),
    session: decoded?.session ?? encoded,
    flash: decoded?.messages ?? [],
    loggedOut: headerOf(response, endSessionHeader) !== null,
    noStore: listOf(headerOf(response, "Cache-Control")).some((name) => name.toLowerCase() === "no-store"),
  };
}

/**
 * Expects Vary to name the session, or whatever else the page depends on.
 *
 * @throws {Error} an AssertionError
 */
export function expectVary(response: TestedResponse, ...members: readonly string[]): void {
  const { vary } = accountOutcome(response);
  const present = new Set(vary.map((member) => member.toLowerCase()));
  for (const member of members.length > 0 ? members : [sessionHeader])
    expectThat(present.has(member.toLowerCase()), `Vary to name ${member}`, vary.join(", ") || "no Vary");
}

/**
 * Expects the session to be sent to the browser, in a response that nothing stores.
 *
 * @throws {Error} an AssertionError
 */
export function expectSession(response: TestedResponse, session: string): void {
  const outcome = accountOutcome(response);
  expectThat(outcome.session === session, `the session ${masked(session)}`, masked(outcome.session));
  expectNoStore(outcome);
}

/**
 * Expects these messages for the next page, all of them and in this order; none, when none are given.
 *
 * @throws {Error} an AssertionError
 */
export function expectFlash(response: TestedResponse, ...messages: readonly string[]): void {
  const outcome = accountOutcome(response);
  const [wanted, found] = [messages, outcome.flash].map((list) => JSON.stringify(list));
  expectThat(wanted === found, `the messages ${wanted}`, `${found}`);
  if (messages.length > 0) expectNoStore(outcome);
}

/**
 * Expects the session to end in the browser, in a response that nothing stores.
 *
 * @throws {Error} an AssertionError
 */
export function expectLoggedOut(response: TestedResponse): void {
  const outcome = accountOutcome(response);
  expectThat(outcome.loggedOut, `the header ${endSessionHeader}`, "none");
  expectNoStore(outcome);
}

/**
 * Expects a response that leaves the session as it is, so that it may be stored.
 *
 * @throws {Error} an AssertionError
 */
export function expectSessionUntouched(response: TestedResponse): void {
  const { session, loggedOut } = accountOutcome(response);
  expectThat(session === null, `no header ${sessionHeader}`, masked(session));
  expectThat(!loggedOut, `no header ${endSessionHeader}`, "one");
}

function expectNoStore({ noStore }: AccountOutcome): void {
  expectThat(noStore, "Cache-Control: no-store", "a response that may be stored");
}

function expectThat(holds: boolean, expected: string, found: string): void {
  if (holds) return;
  const error = new Error(`expected ${expected}, and found ${found}`);
  error.name = "AssertionError";
  throw error;
}

function headerOf(response: TestedResponse, name: string): string | null {
  const headers = "headers" in response ? response.headers : response;
  if (isReadable(headers)) return headers.get(name);
  const values = Object.entries(headers)
    .filter(([key, value]) => key.toLowerCase() === name.toLowerCase() && value !== undefined)
    .flatMap(([, value]) => value);
  return values.length > 0 ? values.join(", ") : null;
}

/** By its shape, as not every Headers is the global one. */
function isReadable(headers: TestedHeaders): headers is Pick<Headers, "get"> {
  return typeof headers.get === "function";
}

function listOf(value: string | null): string[] {
  return (value ?? "").split(",").flatMap((member) => member.trim() || []);
}

/** A real session has hundreds of characters, so a short one is a test's own. */
function masked(session: string | null): string {
  if (session === null) return "none";
  const { length } = session;
  return length > 12 ? `"${session.slice(0, 6)}…" (${length} characters)` : JSON.stringify(session);
}
