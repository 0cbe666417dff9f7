/**
 * The guard: a page that was made for somebody's session but does not say so in Vary would be shown
 * to everybody. It is told of that page, and if it is to enforce, the page is not stored.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { accountHeaders } from "./request.ts";
import { variesOn } from "./response.ts";
import type { Session } from "./session.ts";

/**
 * `off` says nothing; `report` stores as production does and raises an event; `enforce` does not
 * store what was fetched with a session unless its Vary names an account header.
 */
export type GuardMode = "off" | "report" | "enforce";

const tellsSignedIn: ReadonlySet<string> = new Set([accountHeaders.session, accountHeaders.exists]);
const tellsFlash: ReadonlySet<string> = new Set([accountHeaders.flash]);

/**
 * Whether a response that could be stored is one the guard is there for: it was made with a session, and
 * its Vary would let who has none get it too. A Vary on the flash alone keeps a page that was made with a
 * message from who has none, but one that was made without a message is then everybody's. Whether two who
 * are signed in may share a page is for the page to say.
 */
export function isUnguarded(session: Session | null, fields: Fields): boolean {
  if (session === null || variesOn(fields, tellsSignedIn)) return false;
  return session.flash === null || !variesOn(fields, tellsFlash);
}
