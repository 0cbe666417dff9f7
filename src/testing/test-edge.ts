/**
 * An edge for the tests of an app: people ask it, its clock is moved, its app is taken away, and each answer
 * says how it was come by.
 *
 * @module
 */
import type { PurgeOutcome } from "../edge/http-cache/purge.ts";
import type { EdgeEvent } from "../edge/observe/events.ts";
import type { PurgeOrder } from "../edge/purging.ts";
import { type AppEdge, type AppEdgeOptions, appEdge } from "./app-edge.ts";
import type { cacheWords } from "./expect-schema.ts";
import { anonymous, asksOf } from "./play.ts";
import { cacheWordOf, statusOfAnswer } from "./play-cache-status.ts";
import { decoded } from "./play-coding.ts";
import { accountValue } from "./play-compare.ts";
import type { OriginSaw } from "./play-scene.ts";

/** How an answer was come by. */
export type CacheWord = (typeof cacheWords)[number];

/** A request as the app got it. */
export interface SeenByOrigin {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Headers;
  /** The three account headers; null where there is none. */
  readonly session: string | null;
  readonly exists: string | null;
  readonly flash: string | null;
}

/** An answer, and how it was come by. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Decoded, where the edge has compressed it. */
  readonly body: string;
  /** `hit`, `stale`, `miss`, `pass`, or `synthetic` for the edge's own. */
  readonly cache: CacheWord;
  /** Whether it was stored. */
  readonly stored: boolean;
  /** For how many seconds it stays fresh; null where the edge does not say. */
  readonly ttl: number | null;
  /** What the app was asked for it; null when it was not. */
  readonly seenByOrigin: SeenByOrigin | null;
}

/** What a request has besides its path. */
export interface RequestParts {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Somebody who asks. */
export interface Visitor {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<TestAnswer>;
  request(path: string, parts?: RequestParts): Promise<TestAnswer>;
  /** The same person, to whom the page before has left messages. Whoever is anonymous has none. */
  withFlash(...messages: readonly string[]): Visitor;
}

/** An edge under test. */
export interface TestEdge {
  /** Somebody with a session. @param person what stands for the session, in the cookie */
  as(person: string): Visitor;
  /** Somebody without a session. */
  anonymous(): Visitor;
  /** Moves the edge's clock. */
  advance(seconds: number): void;
  /** From now on the app cannot be reached. */
  originDown(): void;
  /** The app is there again. */
  originUp(): void;
  /** @throws {Error} when the order names no URL or no key that could be one */
  purge(order: PurgeOrder): Promise<PurgeOutcome>;
  /** What the edge told, such as warnings of pages that forget Vary; the latest last. */
  readonly events: readonly EdgeEvent[];
  /** Ends its connections. */
  close(): Promise<void>;
}

/**
 * An edge before an app, with an empty cache and a clock that stands until it is moved. It needs no socket.
 *
 * @throws {Error} when a setting is wrong, naming it
 * @example
 * const edge = testEdge({ origin: app });
 * await edge.as("amina").get("/account");
 * expect((await edge.as("ben").get("/account")).cache).toBe("miss");
 */
export function testEdge(options: AppEdgeOptions): TestEdge {
  const app = appEdge(options);
  return {
    as: (person) => visitor(app, person, []),
    anonymous: () => visitor(app, anonymous, []),
    advance: app.around.pass,
    originDown: () => app.around.origin.setDown(true),
    originUp: () => app.around.origin.setDown(false),
    purge: (order) => app.edge.purge(order),
    events: app.events,
    close: app.close,
  };
}

function visitor(app: AppEdge, person: string, flash: readonly string[]): Visitor {
  async function request(path: string, { method = "GET", headers = {}, body }: RequestParts = {}) {
    const pairs = Object.entries(headers).map((pair): [string, string] => [...pair]);
    const client = { method, url: path, headers: pairs, ...(body !== undefined && { body }) };
    const origin = { status: 200, headers: [] };
    app.around.origin.seen();
    const got = await app.send(asksOf({ client, origin, as: { person, flash } }, app.site));
    return answerOf(await decoded(got, []), app.around.origin.seen()[0] ?? null);
  }
  return {
    request,
    get: (path, headers = {}) => request(path, { headers }),
    withFlash: (...messages) => visitor(app, person, messages),
  };
}

function answerOf(
  { status, headers, body }: Awaited<ReturnType<AppEdge["send"]>>,
  saw: OriginSaw | null,
): TestAnswer {
  const said = statusOfAnswer({ headers });
  return {
    status,
    headers: headersOf(headers),
    body,
    cache: said === null ? "synthetic" : cacheWordOf(said),
    stored: said?.stored ?? false,
    ttl: said?.ttl ?? null,
    seenByOrigin: saw && {
      method: saw.method,
      url: saw.url,
      headers: headersOf(saw.headers),
      session: accountValue(saw, "govuk-account-session"),
      exists: accountValue(saw, "govuk-account-session-exists"),
      flash: accountValue(saw, "govuk-account-session-flash"),
    },
  };
}

function headersOf(pairs: OriginSaw["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of pairs) headers.append(name, value);
  return headers;
}
