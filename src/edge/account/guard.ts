/**
 * The guard: a page that was made for somebody's session but does not say so in Vary would be shown
 * to everybody. It is told of that page, and if it is to enforce, the page is not stored.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { variesOnAccount } from "./response.ts";
import type { Session } from "./session.ts";

/**
 * `off` says nothing; `report` stores as production does and raises an event; `enforce` does not
 * store what was fetched with a session unless its Vary names an account header.
 */
export type GuardMode = "off" | "report" | "enforce";

/** Whether a response that could be stored is one the guard is there for. */
export function isUnguarded(session: Session | null, fields: Fields): boolean {
  return session !== null && !variesOnAccount(fields);
}
