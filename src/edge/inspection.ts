/**
 * What an inspector needs of an edge: stories, a clock that can be moved, and an origin that can be made to
 * fail. An edge without an inspector has none of it.
 *
 * @module
 */
import { removeCookie, sessionCookieFor, storeCookie } from "./account/cookie.ts";
import { formatDate, parseDate } from "./fields/date.ts";
import type { FieldLine } from "./fields/fields.ts";
import type { Desk, Purged, SeenCall } from "./inspector/desk.ts";
import { createPeople } from "./observe/people.ts";
import type { RecentEvents } from "./observe/recent.ts";
import type { Story } from "./observe/story.ts";
import type { ResolvedOptions } from "./options.ts";
import type { OriginTransport } from "./origin/transport.ts";
import { troubledOrigin } from "./origin/troubles.ts";
import type { Purger } from "./purger.ts";
import { createTracer, type Tracer } from "./trace.ts";

/** A clock that can be moved forward. */
export interface InspectedClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** How far it was moved, in seconds. */
  moved(): number;
  advance(seconds: number): void;
}

/** What a rim brings for its inspector. */
export interface InspectionParts {
  /** In place of the edge's own, so that others can go by it too. */
  readonly clock?: InspectedClock;
  /** Who called whom behind the edge. */
  readonly calls?: () => readonly SeenCall[];
  /** Told of each story when its request is answered. It must not throw. */
  readonly onStory?: (story: Story) => void;
}

type Purging = Pick<Purger, "purge" | "purgeVariants">;

/** An edge that is looked at. */
export interface Inspection {
  /** The settings by which such an edge goes. */
  readonly settings: ResolvedOptions;
  readonly tracer: Tracer;
  desk(recent: RecentEvents, purger: Purging): Desk;
}

/** @param settings of an edge with an inspector */
export function createInspection(given: ResolvedOptions): Inspection {
  const clock = given.inspection.clock ?? clockOver(given.now);
  const origin = troubledOrigin(movedAlong(given.transport, clock));
  const settings = { ...given, now: clock.now, transport: origin.transport };
  const people = createPeople();
  const tracer = createTracer({ ...settings, people, onStory: given.inspection.onStory });
  return {
    settings,
    tracer,
    desk: (recent, purger) => ({
      ...{ recent, people, clock, origin, cookie: cookieFor },
      purge: (what, soft) => purge(what, soft, purger, tracer),
      purgesParts: settings.store.purgeVariants !== undefined,
      story: tracer.story,
      stored: tracer.stored,
      clear() {
        recent.clear();
        tracer.clear();
        people.clear();
      },
      calls: given.inspection.calls ?? null,
    }),
  };
}

async function purge(
  what: Purged,
  soft: boolean,
  purger: Purging,
  tracer: Pick<Tracer, "part">,
): Promise<"done" | "gone"> {
  if ("vary" in what) {
    const variants = tracer.part(what.url, what.vary, what.variant);
    if (!variants) return "gone";
    await purger.purgeVariants(what.url, variants, soft);
  } else await purger.purge({ ...what, soft });
  return "done";
}

/** A clock that follows another at a distance. */
export function clockOver(now: () => number): InspectedClock {
  let seconds = 0;
  return {
    now: () => now() + Math.round(seconds * 1000),
    moved: () => seconds,
    advance(more) {
      seconds += more;
    },
  };
}

/** When the clock is moved, so is an origin's Date: it would look as old as the clock was moved. */
function movedAlong(transport: OriginTransport, clock: InspectedClock): OriginTransport {
  return async (request) => {
    const response = await transport(request);
    const moved = clock.moved() * 1000;
    if (moved === 0) return response;
    const fields = response.fields.map(([name, value]): FieldLine => {
      const date = dated.has(name.toLowerCase()) ? parseDate(value) : undefined;
      return [name, date === undefined ? value : formatDate(date + moved)];
    });
    return { ...response, fields };
  };
}

const dated: ReadonlySet<string> = new Set(["date", "expires"]);

function cookieFor(request: Request, value: string | null): string {
  const { protocol, host } = new URL(request.url);
  const cookie = sessionCookieFor(protocol === "https:" ? "https" : "http", host);
  return value === null ? removeCookie(cookie) : storeCookie(cookie, value);
}
