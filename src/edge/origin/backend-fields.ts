/**
 * The fields that go to a backend and come from it: what is personal is between the client and the apps.
 *
 * @module
 */
import { canonicalName } from "../fields/canonical-name.ts";
import { type Fields, withoutFields } from "../fields/fields.ts";
import type { Backend } from "./backends.ts";
import { unconditional } from "./exchange.ts";

const personal: ReadonlySet<string> = new Set(["authorization", "cookie", "set-cookie"]);

/** Whether a field tells who somebody is, in any spelling an app would understand. */
function isPersonal(name: string): boolean {
  const canonical = canonicalName(name);
  return personal.has(canonical) || canonical.startsWith("govuk-account-");
}

/**
 * The fields to send to a backend: its own, and of the client's those that it may see.
 *
 * @param fields end-to-end fields, without Host
 */
export function fieldsTo(backend: Backend, fields: Fields): Fields {
  const own = new Set(backend.fields.map(([name]) => name.toLowerCase()));
  return [...withoutFields(visibleTo(backend, fields), own), ...backend.fields];
}

function visibleTo({ kind }: Backend, fields: Fields): Fields {
  if (kind === "app") return fields;
  const impersonal = fields.filter(([name]) => !isPersonal(name));
  // A mirror's 304 or 206 would count as failure, and its validators are not the origin's.
  return kind === "mirror" ? unconditional(impersonal) : impersonal;
}

/** By these a stored page would be validated, and the app would take them for its own. */
const validators: ReadonlySet<string> = new Set(["etag", "last-modified"]);

/**
 * The fields of a backend's answer: a bucket never changes a session or sets a cookie, and a mirror cannot
 * say which of the app's pages its copy is.
 */
export function fieldsFrom({ kind }: Backend, fields: Fields): Fields {
  if (kind === "app") return fields;
  const impersonal = fields.filter(([name]) => !isPersonal(name));
  return kind === "mirror" ? withoutFields(impersonal, validators) : impersonal;
}

/** What to send as Host. @param asked the authority that the client asked for; null when there is none */
export function hostOf({ host, kind, origin }: Backend, asked: string | null): string {
  return host ?? (kind === "app" ? asked : null) ?? origin.host;
}
