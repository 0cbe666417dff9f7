/**
 * One person of a soak: a browser with a cookie, who checks of each page whose it is.
 *
 * @module
 */
import { Client } from "undici";
import { z } from "zod";
import { nobody, type PageSaid } from "./app.ts";

/** What went wrong, if anything did. */
export interface Tally {
  requests: number;
  /** Answers that were for somebody else. */
  wrong: string[];
  /** Changes of a session that did not reach the browser. */
  lost: string[];
  /** Answers of 500 and above, which faults bring. */
  failures: number;
  hits: number;
}

const saidSchema = z.object({
  page: z.string(),
  madeFor: z.string(),
  flash: z.string(),
  sets: z.string().nullable(),
  ends: z.boolean(),
});

/** A person. */
export interface Soaked {
  /** Does something, and checks what comes of it. */
  act(): Promise<void>;
  close(): Promise<void>;
}

/** @param chance a number from 0 up to, but not including, 1 */
export function person(nth: number, edge: string, chance: () => number, tally: Tally): Soaked {
  const client = new Client(edge);
  let cookie: string | null = null;
  let signIns = 0;

  async function ask(path: string): Promise<void> {
    const sent = cookie;
    const headers = {
      host: "localhost",
      ...(sent !== null && { cookie: `__Host-govuk_account_session=${sent}` }),
    };
    tally.requests += 1;
    const got = await client
      .request({ path, method: "GET", headers })
      .then(async (response) => ({ ...response, text: await response.body.text() }))
      .catch(() => null);
    // What broke off tells nothing, and changes nothing.
    if (got === null) {
      tally.failures += 1;
      return;
    }
    const changed = cookieOf(got.headers["set-cookie"]);
    if (changed !== undefined) cookie = changed === "" ? null : changed;
    if (got.statusCode >= 500) tally.failures += 1;
    else check(path, sent, saidSchema.parse(JSON.parse(got.text)), changed);
    if (`${got.headers["x-cache"]}`.includes("HIT")) tally.hits += 1;
  }

  function check(path: string, sent: string | null, said: PageSaid, changed: string | undefined): void {
    const wrong = wrongWith(said, path, sent);
    if (wrong !== null) tally.wrong.push(`${path} for ${sent ?? nobody}: ${wrong}`);
    const due = said.ends ? "" : (said.sets ?? undefined);
    if (due !== changed) {
      tally.lost.push(`${path} for ${sent ?? nobody}: ${due} was due, and ${changed} came`);
    }
  }

  function next(): string {
    const draw = chance();
    if (cookie === null && draw < 0.3) {
      signIns += 1;
      return `/sign-in?as=person-${nth}-${signIns}-${Math.floor(chance() * 1e9)}`;
    }
    if (draw < 0.02) return "/sign-out";
    if (draw < 0.08) return "/say";
    const pages = ["/public", "/greeting", "/me", "/message", "/secret"];
    return `${pages[Math.floor(chance() * pages.length)]}?n=${Math.floor(chance() * 5)}`;
  }

  return { act: () => ask(next()), close: () => client.close() };
}

/** What is not right about a page that came for this cookie; null when all is. */
function wrongWith({ page, madeFor, flash }: PageSaid, path: string, cookie: string | null): string | null {
  const [asked] = path.split("?", 1);
  const own = cookie?.split("$$")[1] ?? "";
  const due = {
    "/public": "",
    "/message": "",
    "/greeting": cookie === null ? nobody : "somebody",
  }[page];
  if (page !== asked) return `it is ${page}`;
  if (madeFor !== (due ?? cookie ?? nobody)) return `it was made for ${madeFor}`;
  if (flash !== "" && flash !== own) return `it shows ${flash}`;
  return null;
}

/** The cookie's new value, empty when it is removed; undefined when the answer says nothing of it. */
function cookieOf(lines: string | string[] | undefined): string | undefined {
  for (const line of [lines ?? []].flat()) {
    const value = /^__Host-govuk_account_session=([^;]*)/.exec(line)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}
