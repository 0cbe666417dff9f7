/** What happened to a URL since a response was stored: RFC 9111 §4.4, and the most recent response of §4. */
import { cacheControl, inForce, seconds } from "./directives.ts";
import { age, dated, lifetime } from "./freshness.ts";
import { before, type History, responses, type Spoken, type Visit, value } from "./history.ts";
import { againstReusing } from "./reusing.ts";
import { isFor } from "./selecting.ts";
import { againstStoring } from "./storing.ts";
import { latest, type Version } from "./versions.ts";

const safe = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** §4.4: once an unsafe method has succeeded on the URL, what was stored before must be validated. */
export function againstInvalidated(history: History, version: Version, visit: Visit): string[] {
  return responses(history)
    .filter(
      ({ method, path, said }) =>
        path === visit.path &&
        !safe.has(method) &&
        said.status >= 200 &&
        said.status < 400 &&
        before(latest(version).said.landed, said.landed) &&
        before(said.landed, visit.arrived),
    )
    .map(({ n, method }) => `the ${method} of exchange ${n} made it invalid (§4.4)`);
}

/** §4: of several suitable responses the most recent by Date. Only what was there in full counts as one. */
export function againstOlder(history: History, version: Version, visit: Visit): string[] {
  return responses(history)
    .filter(
      (other) =>
        other.n !== version.base.n &&
        isKept(history, other, visit) &&
        other.said.whole &&
        // A part is no whole (§3.3), and a 5xx may count as no answer at all (§4.3.3).
        other.said.status !== 206 &&
        other.said.status < 500 &&
        before(other.said.ended, visit.arrived) &&
        before(latest(version).said.landed, other.asked) &&
        isFor(other, visit) &&
        againstReusing(history, asStored(other), visit, visit.arrived.time).length === 0 &&
        age(asStored(other), visit.arrived.time).most < longest(asStored(other), visit) &&
        againstStoring(asStored(other)).length === 0 &&
        againstInvalidated(history, asStored(other), visit).length === 0 &&
        dated(asStored(other)) > dated(version),
    )
    .map(({ n }) => `exchange ${n} brought a newer one (§4)`);
}

/** Below this age a response is without doubt fresh and wanted, whatever else max-stale may allow (§5.2.1). */
function longest(version: Version, visit: Visit): number {
  // §4.2.1: of a directive that is there twice, any reading is possible.
  if ([...inForce(version.fields).directives.values()].some((all) => all.length > 1)) return 0;
  return Math.min(
    lifetime(version),
    seconds(cacheControl(visit.request), "max-age") ?? Number.POSITIVE_INFINITY,
  );
}

/**
 * RFC 9211 §2.3: the cache told the visitor who led to a response that it keeps it. What came later for the same variant
 * may have taken its place.
 */
function isKept(history: History, response: Spoken, visit: Visit): boolean {
  const told = value(history.visits[response.asker - 1]?.answer?.fields ?? [], "cache-status") ?? "";
  const isReplaced = responses(history).some(
    (later) =>
      before(response.said.landed, later.said.landed) &&
      before(later.said.landed, visit.arrived) &&
      isFor(later, visit),
  );
  return /; stored(;|$)/.test(told) && !isReplaced;
}

const asStored = (base: Version["base"]): Version => ({ base, updates: [], fields: base.said.fields });
