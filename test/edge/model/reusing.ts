/** Whether a stored response may be used without being validated first: RFC 9111 §4, §4.2.4, §5.2.1; RFC 5861. */
import { cacheControl, type Directives, inForce, seconds } from "./directives.ts";
import { age, lifetime } from "./freshness.ts";
import { before, type History, type Moment, type Said, type Visit, value } from "./history.ts";
import { latest, type Version } from "./versions.ts";

/** Why a version must not be used at a time without validation. */
export function againstReusing(history: History, version: Version, visit: Visit, time: number): string[] {
  const { directives } = inForce(version.fields);
  const wishes = cacheControl(visit.request);
  const state = { age: age(version, time).least, lifetime: lifetime(version) };
  const failed = originFailed(history, visit);
  const reasons: string[] = [];
  if (directives.get("no-cache")?.includes(null)) reasons.push("no-cache: validate first (§5.2.2.4)");
  if (state.age >= state.lifetime) reasons.push(...againstStale(directives, wishes, state, failed));
  // Wishes are advisory (§5.2.1); this cache promises to heed them, unless the origin is out of reach.
  // What came from the origin while the client waited is as new as a client can ask for.
  if (!failed && before(latest(version).said.landed, visit.arrived))
    reasons.push(...againstWishes(visit, wishes, state));
  return reasons;
}

interface State {
  readonly age: number;
  readonly lifetime: number;
}

/** §4.2.4: stale only when disconnected, or when client or origin permit it, and never when forbidden. */
function againstStale(directives: Directives, wishes: Directives, state: State, failed: boolean): string[] {
  const stale = `stale: age ${state.age}, lifetime ${state.lifetime}`;
  const forbidden = ["must-revalidate", "proxy-revalidate", "s-maxage"].filter((name) =>
    directives.has(name),
  );
  if (forbidden.length > 0) return [`${stale}, and ${forbidden} forbids it (§4.2.4, §5.2.2)`];
  const over = state.age - state.lifetime;
  const whileRevalidating = over <= (seconds(directives, "stale-while-revalidate") ?? -1);
  return failed || whileRevalidating || over <= maxStale(wishes) ? [] : [`${stale} (§4.2.4)`];
}

/** §5.2.1.2 */
function maxStale(wishes: Directives): number {
  const [first] = wishes.get("max-stale") ?? [];
  return first === null ? Number.POSITIVE_INFINITY : (seconds(wishes, "max-stale") ?? -1);
}

function againstWishes(visit: Visit, wishes: Directives, state: State): string[] {
  const reasons: string[] = [];
  if (wishes.has("no-cache")) reasons.push("the client wants validation (§5.2.1.4)");
  const pragma = value(visit.request, "pragma") === "no-cache" && !wishes.size;
  if (pragma) reasons.push("the client wants validation (§5.4)");
  const oldest = seconds(wishes, "max-age");
  const stretched = Math.max(0, maxStale(wishes));
  if (oldest !== null && state.age > oldest + stretched) reasons.push(`older than ${oldest} (§5.2.1.1)`);
  const needed = seconds(wishes, "min-fresh");
  if (needed !== null && state.lifetime - state.age < needed)
    reasons.push(`not fresh for ${needed} (§5.2.1.3)`);
  return reasons;
}

/** Whether the origin failed while the visitor waited: no response, or 5xx (§4.2.4, §4.3.3, RFC 5861 §4). */
function originFailed({ exchanges }: History, visit: Visit): boolean {
  const answered = visit.answer?.at;
  const during = (moment: Moment | null) =>
    moment !== null && before(visit.arrived, moment) && (answered === undefined || before(moment, answered));
  return exchanges.some(
    ({ path, failed, said }) =>
      path === visit.path &&
      (during(failed) ||
        (said !== null && said.status >= 500 && during(said.landed)) ||
        brokeOff(said, during)),
  );
}

/** A body that broke off while the visitor waited is a failure, too. */
function brokeOff(said: Said | null, during: (moment: Moment | null) => boolean): boolean {
  return said !== null && !said.whole && during(said.ended);
}
