/**
 * A way to an app that remembers what the app was asked, can be cut off, and brings the app's dates into
 * the time that the edge's clock shows.
 *
 * @module
 */
import { formatDate, parseDate } from "../edge/fields/date.ts";
import { type Fields, fieldValue, withField } from "../edge/fields/fields.ts";
import { OriginError, type OriginResponse, type OriginTransport } from "../edge/origin/transport.ts";
import type { OriginSaw } from "./play-scene.ts";

/** The app's side of an edge under test. */
export interface WatchedOrigin {
  readonly transport: OriginTransport;
  /** Cuts the app off, or brings it back. Other backends stay. */
  setDown(isDown: boolean): void;
  /** The requests that the app got since the last call, which are then forgotten. */
  seen(): OriginSaw[];
  /** Resolves when no answer is on its way any more, or after ten seconds. */
  idle(): Promise<void>;
}

/** What it is made of. */
export interface WatchedOriginParts {
  readonly transport: OriginTransport;
  /** Where the app is: scheme, host and port. */
  readonly origin: string;
  /** The edge's clock, and the app's; milliseconds since 1970. */
  readonly now: () => number;
  readonly appNow: () => number;
}

/** Watches the way to an app. */
export function watchedOrigin({ transport, origin, now, appNow }: WatchedOriginParts): WatchedOrigin {
  let seen: OriginSaw[] = [];
  let isDown = false;
  const pending = new Set<Promise<void>>();

  async function send(request: Parameters<OriginTransport>[0]): Promise<OriginResponse> {
    const { method, url, fields } = request;
    if (url.origin !== new URL(origin).origin) return transport(request);
    if (isDown) throw new OriginError("unreachable", "The app is down in this step.");
    seen.push({ method, url: url.pathname + url.search, headers: fields });
    const { promise, resolve: end } = Promise.withResolvers<void>();
    pending.add(promise);
    void promise.then(() => pending.delete(promise));
    const askedAt = appNow();
    try {
      const response = await transport(request);
      const inTime = { ...response, fields: movedDates(response.fields, now(), askedAt, appNow()) };
      if (response.body === null) end();
      return response.body === null ? inTime : { ...inTime, body: followed(response.body, end) };
    } catch (error) {
      end();
      throw error;
    }
  }

  return {
    transport: send,
    setDown(next) {
      isDown = next;
    },
    seen() {
      const before = seen;
      seen = [];
      return before;
    },
    async idle() {
      // What follows an answer, such as storing it, takes a turn more; so does asking in the background.
      await turn();
      await within(10_000, Promise.all(pending));
      await turn();
    },
  };
}

/** The end of a turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Waits for something, but not for ever. */
export async function within(milliseconds: number, awaited: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([awaited, late]);
  clearTimeout(timer);
}

/** How far an app's Date may be from its clock, on either side of the exchange, and still mean now. */
const live = 5_000;

/**
 * What an app says of now it says of its own clock, which stands still where the edge's has been moved: its
 * dates are moved as far, so that an answer is as old as it was.
 */
function movedDates(fields: Fields, now: number, askedAt: number, appNow: number): Fields {
  const date = parseDate(fieldValue(fields, "date"), appNow);
  const isLive = date !== undefined && date > askedAt - live && date < appNow + live;
  const by = now - (isLive ? date : appNow);
  return ["date", "expires"].reduce((moved, name) => {
    const time = parseDate(fieldValue(fields, name), appNow);
    return time === undefined ? moved : withField(moved, name, formatDate(time + by));
  }, fields);
}

/** A body that tells when it ends, in whichever way. */
function followed(body: ReadableStream<Uint8Array>, end: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    cancel(reason) {
      end();
      return reader.cancel(reason);
    },
  });
}
