/**
 * `GET` and `PATCH /api/attributes`.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isObject, jsonFields } from "../common/parameters.ts";
import { ok } from "../common/rails.ts";
import { type AttributeDefinition, attributesIn } from "./attribute-definitions.ts";
import { problem } from "./problems.ts";
import type { Service } from "./service.ts";
import type { Session } from "./session.ts";
import { requireSession, userOf } from "./signed-in.ts";
import { castBoolean, type UserChanges } from "./users.ts";

/** Answers with the values asked for. A `local` one that is null is left out; a `cached` one is a 401. */
export async function showAttributes(c: Context, service: Service): Promise<Response> {
  const session = await requireSession(c, service);
  const names = new URL(c.req.url).searchParams.getAll("attributes[]");
  if (names.length === 0) throw new HTTPException(400);
  const definitions = define(c, service, names);
  if (definitions instanceof Response) return definitions;
  const refusal = mfaRefusal(c, session, definitions);
  if (refusal) return refusal;
  const user = userOf(session, service);
  const values: Record<string, unknown> = {};
  for (const { name, type, column } of definitions) {
    if (user[column] !== null) values[name] = user[column];
    else if (type === "cached") throw new HTTPException(401);
  }
  return ok(c, { values, govuk_account_session: await service.sessions.encode(session) });
}

/** Writes all the attributes given, or none. */
export async function updateAttributes(c: Context, service: Service): Promise<Response> {
  const session = await requireSession(c, service);
  const { attributes } = await jsonFields(c);
  if (!isObject(attributes) || Object.keys(attributes).length === 0) throw new HTTPException(400);
  const definitions = define(c, service, Object.keys(attributes));
  if (definitions instanceof Response) return definitions;
  const unwritable = definitions.filter(({ writable }) => !writable);
  if (unwritable.length > 0) return problem(c, "unwritable_attributes", unwritable.map(nameOf));
  const refusal = mfaRefusal(c, session, definitions);
  if (refusal) return refusal;
  const entries = definitions.map(({ name, column }) => [column, castBoolean(attributes[name])] as const);
  const changes: UserChanges = Object.fromEntries(entries);
  service.stores.users.update(userOf(session, service), changes);
  return ok(c, { govuk_account_session: await service.sessions.encode(session) });
}

function define(c: Context, service: Service, names: readonly string[]): AttributeDefinition[] | Response {
  const known = attributesIn(service.environment);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) return problem(c, "unknown_attribute_names", unknown);
  return names.flatMap((name) => known.get(name) ?? []);
}

function mfaRefusal(c: Context, session: Session, definitions: AttributeDefinition[]): Response | undefined {
  const needing = session.mfa ? [] : definitions.filter(({ mfa }) => mfa);
  return needing.length > 0 ? problem(c, "mfa_required", needing.map(nameOf)) : undefined;
}

function nameOf(definition: AttributeDefinition): string {
  return definition.name;
}
