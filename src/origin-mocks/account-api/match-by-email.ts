/**
 * `GET /api/user/match-by-email`: whose address that is.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isBlank, parametersOf } from "../common/parameters.ts";
import { ok } from "../common/rails.ts";
import type { Service } from "./service.ts";
import { sessionOf, userOf } from "./signed-in.ts";

/** Never 401: a session that cannot be read is none, and logout notices are not looked at. */
export async function matchByEmail(c: Context, service: Service): Promise<Response> {
  const address = await addressOf(c, service);
  const session = await sessionOf(c, service);
  const own = session ? userOf(session, service).email : null;
  if (own !== null && isSame(own, address, service)) return ok(c, { match: true });
  const someone = service.stores.users
    .list()
    .some(({ email }) => email !== null && isSame(email, address, service));
  return someone ? ok(c, { match: false }) : c.body(null, 404);
}

/** A list or an object has no lower case, so the real service breaks on it. */
async function addressOf(c: Context, { mode }: Service): Promise<string> {
  const parameters = await parametersOf(c);
  const isList = Object.keys(parameters).some((name) => name.startsWith("email["));
  if (isList && mode === "faithful") throw new TypeError("The address is not text.");
  const { email } = parameters;
  if (isBlank(email)) throw new HTTPException(400);
  if (typeof email !== "string") throw new TypeError("The address is not text.");
  return email.toLowerCase();
}

/** What was asked for is put in lower case and what is stored is not, so mixed case never matches. */
function isSame(stored: string, address: string, { mode }: Service): boolean {
  return (mode === "corrected" ? stored.toLowerCase() : stored) === address;
}
