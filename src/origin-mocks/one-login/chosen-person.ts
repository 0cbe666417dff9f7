/**
 * The person whom a test chooses for one request, by a header or a cookie of it, so that tests can run side
 * by side without pages and without a session.
 *
 * @module
 */
import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { type Account, isMeant } from "./accounts.ts";
import type { Provider } from "./provider.ts";

/** The request header that names a person by id, email address or subject. */
const personHeader = "Mock-Person";
/** The same as a cookie, for browsers that a test drives. */
const personCookie = "mock-person";

/** @returns undefined when nobody was chosen, null when who was chosen is not there */
export function chosenPerson(c: Context, { people }: Provider): Account | null | undefined {
  const name = c.req.header(personHeader) ?? getCookie(c, personCookie);
  if (!name) return undefined;
  return [...people.values()].find((person) => isMeant(person, name)) ?? null;
}
