/** What is wrong with the answers of a play, after RFC 9111. No complaint: every answer was a permitted one. */
import { cacheControl } from "./directives.ts";
import { age, largest } from "./freshness.ts";
import {
  type Answer,
  before,
  type History,
  type Lines,
  members,
  responses,
  type Visit,
  value,
} from "./history.ts";
import { againstInvalidated, againstOlder } from "./invalidating.ts";
import { againstReusing } from "./reusing.ts";
import { againstPart, againstResource, againstVariant } from "./selecting.ts";
import { againstRendering } from "./serving.ts";
import { againstStoring, withheld } from "./storing.ts";
import { againstUpdates, hopByHop, madeOf, opaque, type Version, withoutUpdatesFor } from "./versions.ts";

/** A complaint about a visit, in words. */
export interface Complaint {
  readonly visit: number;
  readonly reason: string;
}

export function complaints(history: History): Complaint[] {
  return history.visits.flatMap((visit) => {
    const { answer } = visit;
    const reasons = answer === null ? ["no answer came"] : against(history, visit, answer);
    return [...reasons, ...againstForwarding(history, visit)].map((reason) => ({ visit: visit.n, reason }));
  });
}

function against(history: History, visit: Visit, answer: Answer): string[] {
  const leaked = answer.fields.filter(([name]) => hopByHop.has(name) || name === "x-hop");
  if (leaked.length > 0) return [`${leaked} is for one hop only (§3.1)`];
  const version = madeOf(history, answer.fields);
  if (version === null) return againstOwnAnswer(history, visit, answer);
  return [
    ...againstRendering(version, visit, answer),
    ...againstUpdates(version),
    ...(isOwn(version, visit)
      ? againstOwnAge(version, answer)
      : againstReuse(history, version, visit, answer)),
  ];
}

/** Whether the answer is just what the origin said to this visitor's own request. */
const isOwn = ({ base }: Version, visit: Visit) => base.asker === visit.n;

/** Everything that must hold when one visitor gets what was made for another (§4). */
function againstReuse(history: History, version: Version, visit: Visit, answer: Answer): string[] {
  const { base } = version;
  const found = isValidatedFor(version, visit)
    ? againstValidated(version, visit)
    : againstUnvalidated(history, version, visit, answer);
  found.push(...againstPart(version, visit, answer));
  const sent = answer.status !== 304;
  if (sent && before(base.said.ended, visit.arrived) && !base.said.whole)
    found.push("it is incomplete (§3.3)");
  return found.map((reason) => `given exchange ${base.n}: ${reason}`);
}

/** §4.3.3: the origin said 304 to this very visitor's request. */
function isValidatedFor({ updates }: Version, visit: Visit): boolean {
  return updates.some(({ asker, said }) => asker === visit.n && said.status === 304);
}

/** What counts is what was stored until then; for whom else it is good is not asked. */
function againstValidated(version: Version, visit: Visit): string[] {
  const stored = withoutUpdatesFor(version, visit.n);
  return [...againstStoring(stored), ...againstResource(stored, visit)];
}

function againstUnvalidated(history: History, version: Version, visit: Visit, answer: Answer): string[] {
  const hidden = withheld(version.fields, false).filter((name) => value(answer.fields, name) !== null);
  // Wherever between the arrival and the answer it was decided, once it must have been right.
  const [then, now] = [visit.arrived.time, answer.at.time].map((time) =>
    againstReusing(history, version, visit, time),
  );
  return [
    ...againstStoring(version),
    ...againstResource(version, visit),
    ...againstVariant(version, visit),
    ...hidden.map((name) => `${name} is not for others (§5.2.2.4, §5.2.2.7)`),
    ...(now?.length === 0 ? [] : (then ?? [])),
    ...againstInvalidated(history, version, visit),
    ...againstOlder(history, version, visit),
    ...againstAge(version, visit, answer),
  ];
}

/** §5.1: Age says how old what comes from the store is; a second may be lost in rounding. */
function againstAge(version: Version, visit: Visit, answer: Answer): string[] {
  const told = value(answer.fields, "age");
  if (told === null) return ["it has no Age (§5.1)"];
  const least = age(version, visit.arrived.time).least;
  const { most } = age(version, answer.at.time);
  return Number(told) < Math.floor(least) || Number(told) > Math.ceil(most)
    ? [`Age ${told}, not ${least} to ${most} (§4.2.3)`]
    : [];
}

/** What comes straight from the origin is not made younger (§5.1). */
function againstOwnAge({ base }: Version, answer: Answer): string[] {
  const told = value(base.said.fields, "age");
  const passed = value(answer.fields, "age");
  const younger =
    told !== null &&
    /^\d+$/.test(told) &&
    passed !== null &&
    Number(passed) < Math.min(Number(told), largest);
  return younger ? [`Age ${passed}, the origin said ${told} (§5.1)`] : [];
}

/** An answer that no exchange made: the origin failed, or only-if-cached found nothing (§5.2.1.7). */
function againstOwnAnswer({ exchanges }: History, visit: Visit, { status, at }: Answer): string[] {
  if (status === 504 && cacheControl(visit.request).has("only-if-cached")) return [];
  const failed = exchanges.some(
    ({ path, failed: when }) => path === visit.path && before(visit.arrived, when ?? at) && before(when, at),
  );
  return failed && status >= 500 ? [] : [`${status} out of nowhere`];
}

/** What was sent to the origin on behalf of a visit. */
function againstForwarding(history: History, visit: Visit): string[] {
  const own = history.exchanges.filter(({ asker }) => asker === visit.n);
  const known = responses(history).filter(({ path }) => path === visit.path);
  const wrong = own.flatMap(({ n, asked, request }) => {
    const stored = known.filter(({ said }) => before(said.landed, asked)).map(({ said }) => said.fields);
    const tags = [visit.request, ...stored].flatMap(tagsIn);
    const foreign = members(request, "if-none-match").filter(
      (tag) => tag !== "*" && !tags.includes(opaque(tag)),
    );
    return foreign.map((tag) => `exchange ${n} names ${tag}, which nobody knows (§4.3.1)`);
  });
  const onlyCached = cacheControl(visit.request).has("only-if-cached") && isRead(visit);
  return onlyCached && own.length > 0 ? [...wrong, "forwarded, though only-if-cached (§5.2.1.7)"] : wrong;
}

const isRead = ({ method }: Visit) => method === "GET" || method === "HEAD";

const tagsIn = (lines: Lines) => [...members(lines, "if-none-match"), ...members(lines, "etag")].map(opaque);
