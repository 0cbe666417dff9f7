/** Whether a response may be kept for others at all: RFC 9111 §3, and what this cache promises beyond it. */
import { cacheControl, type Directives, inForce } from "./directives.ts";
import { type Spoken, value } from "./history.ts";
import type { Version } from "./versions.ts";

/** Why a version must not have been stored. */
export function againstStoring(version: Version): string[] {
  const { base, updates, fields } = version;
  return [
    ...againstExchange(base),
    ...againstDirectives(inForce(base.said.fields).directives),
    // What a 304 forbids from now on is forbidden from now on (§3.2).
    ...(updates.length > 0 ? againstDirectives(inForce(fields).directives) : []),
    ...againstAuthorization(version),
    ...updates.filter(forbiddenByRequest).map(({ n }) => `request of exchange ${n} is no-store (§5.2.1.5)`),
  ];
}

function againstExchange(base: Spoken): string[] {
  const { status, fields } = base.said;
  const reasons: string[] = [];
  if (base.method !== "GET" && base.method !== "HEAD") reasons.push(`${base.method} is not kept (§3)`);
  if (status === 416 && value(base.request, "range") !== null)
    reasons.push("the 416 is about one range (§4)");
  if (!hasPermission(base.said)) reasons.push("nothing permits storing it (§3)");
  // §4.3.4: a 304 is there to update, not to be kept.
  if (status === 304) reasons.push("a 304 is not kept (§3)");
  if (forbiddenByRequest(base)) reasons.push("its request was no-store (§5.2.1.5)");
  // RFC 9111 §7.3 leaves it to the server; here a response that sets a cookie is never stored.
  if (value(fields, "set-cookie") !== null) reasons.push("it sets a cookie (D7)");
  return reasons;
}

const forbiddenByRequest = ({ request }: Spoken) => cacheControl(request).has("no-store");

function againstDirectives(directives: Directives): string[] {
  const reasons: string[] = [];
  // §5.2.2.3: for a status that is understood, must-understand is stronger than no-store.
  if (directives.has("no-store") && !directives.has("must-understand")) reasons.push("no-store (§5.2.2.5)");
  // With field names it is about these alone (§5.2.2.7); see `withheld`.
  if (directives.get("private")?.includes(null)) reasons.push("private (§5.2.2.7)");
  return reasons;
}

/** §3.5: unless the response permits it, or the origin said 304 to somebody without credentials. */
function againstAuthorization({ base, updates }: Version): string[] {
  const { directives } = inForce(base.said.fields);
  const permitted = ["must-revalidate", "public", "s-maxage"].some((name) => directives.has(name));
  const forAnybody = [base, ...updates].some(({ request }) => value(request, "authorization") === null);
  return permitted || forAnybody ? [] : ["its request had Authorization (§3.5)"];
}

/** §3, the last item: an explicit permission, or a status that is heuristically cacheable. */
function hasPermission({ fields, status }: Spoken["said"]): boolean {
  const { directives, targeted } = inForce(fields);
  const permitted = ["public", "max-age", "s-maxage"].some((name) => directives.has(name));
  return permitted || (!targeted && value(fields, "expires") !== null) || heuristic.has(status);
}

/** RFC 9110 §15.1 */
export const heuristic = new Set([200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501]);

/** Fields that go to nobody else (private="…", §5.2.2.7), or not without validation (no-cache="…", §5.2.2.4). */
export function withheld(fields: Version["fields"], validated: boolean): string[] {
  const { directives } = inForce(fields);
  const listed = [
    ...(directives.get("private") ?? []),
    ...(validated ? [] : (directives.get("no-cache") ?? [])),
  ];
  return listed.flatMap((names) => (names ?? "").toLowerCase().split(/[\s,]+/)).filter((name) => name !== "");
}
