/**
 * What a response will say of the session, gathered while the page is made.
 *
 * @module
 */
import { endDevelopmentCookie, startDevelopmentCookie } from "./development-cookie.ts";
import { endSessionHeader, sessionHeader } from "./header-names.ts";

/** The headers of a response, or whatever can be read and written like them. */
export type ResponseHeaders = Pick<Headers, "get" | "set" | "append">;

/** How an outcome is written. */
export interface OutcomeOptions {
  readonly development: boolean;
  readonly vary: readonly string[];
  readonly now: () => number;
}

/** What a response will say of the session. All but `apply` throw once it has been written. */
export interface Outcome {
  /** Sends a session value; null makes the response `no-store` and sends no header. */
  send(encoded: string | null): void;
  /** Ends the session in the browser. */
  end(): void;
  /** Replaces what the response will vary on. */
  varyOn(members: readonly string[]): void;
  apply(headers: ResponseHeaders): void;
}

/** The outcome of a request about which nothing has been said yet. */
export function createOutcome({ development, vary: initialVary, now }: OutcomeOptions): Outcome {
  let vary = initialVary;
  let sent: { readonly value: string | null } | undefined;
  let ended = false;
  let cookie: string | undefined;
  let written = false;

  function refuseWhenWritten(): void {
    if (written) throw new Error("The session was changed after the headers of the response were written");
  }

  return {
    send(encoded) {
      refuseWhenWritten();
      sent = { value: encoded };
      // Of setting and ending, the last decides the cookie; at the CDN, ending always wins.
      if (encoded !== null) cookie = startDevelopmentCookie(encoded);
    },
    end() {
      refuseWhenWritten();
      ended = true;
      cookie = endDevelopmentCookie(now());
    },
    varyOn(members) {
      refuseWhenWritten();
      vary = members;
    },
    apply(headers) {
      written = true;
      addVary(headers, vary);
      // No header for no session: an empty one would make the CDN set an empty cookie.
      if (typeof sent?.value === "string") headers.set(sessionHeader, sent.value);
      if (ended) headers.set(endSessionHeader, "1");
      if (sent || ended) headers.set("Cache-Control", "no-store");
      if (development && cookie !== undefined) headers.append("Set-Cookie", cookie);
    },
  };
}

/** As the gem does: appended, in order, and named twice if it was there. */
function addVary(headers: ResponseHeaders, members: readonly string[]): void {
  const present = headers.get("Vary");
  const all = present ? [present, ...members] : members;
  if (all.length > 0) headers.set("Vary", all.join(", "));
}
