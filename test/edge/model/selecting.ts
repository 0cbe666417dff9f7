/** Whether a stored response is one for this request: URL, method and Vary (RFC 9111 §4, §4.1). */
import { ranges } from "./conditions.ts";
import { type Answer, type Lines, members, type Spoken, type Visit, value } from "./history.ts";
import type { Version } from "./versions.ts";

/** Why a version is not of the resource and method asked for (§4). */
export function againstResource({ base }: Version, visit: Visit): string[] {
  const reasons: string[] = [];
  if (base.path !== visit.path) reasons.push("another URL (§4)");
  if (!(visit.method === base.method || (visit.method === "HEAD" && base.method === "GET"))) {
    reasons.push(`a ${base.method} does not answer a ${visit.method} (§4)`);
  }
  return reasons;
}

/** §3.3: a part answers only who asks for no more than this part. The play's origins send the first bytes alone. */
export function againstPart(version: Version, visit: Visit, answer: Answer): string[] {
  const { status, text, fields } = version.base.said;
  if (status !== 206 || answer.status === 304) return [];
  const length = Number(value(fields, "content-range")?.split("/")[1] ?? 0);
  const asked = ranges(version, visit.method, visit.request, length);
  const within = asked?.length && asked.every(([, last]) => last < text.length);
  return within ? [] : ["it is a part, and not the one asked for (§3.3)"];
}

/** Why a version is another variant than the one asked for (§4.1). */
export function againstVariant({ base, updates, fields }: Version, visit: Visit): string[] {
  const vary = members(fields, "vary").map((name) => name.toLowerCase());
  if (vary.includes("*")) return ["Vary: * never matches (§4.1)"];
  // A request that the origin answered with 304 for this response is one it was selected for, too.
  const made = [base, ...updates];
  const suits = made.some(({ request }) => sameVariant(vary, request, visit.request));
  return suits ? [] : ["another variant (§4.1)"];
}

/** §4.1: both requests have the same values in each field that Vary names; absent is not empty. */
function sameVariant(vary: readonly string[], one: Lines, other: Lines): boolean {
  return vary.every(
    (name) => name === "*" || normal(name, value(one, name)) === normal(name, value(other, name)),
  );
}

/** §4.1 permits to normalise where the meaning stays: blanks, and the order of weights. */
function normal(name: string, text: string | null): string | null {
  if (text === null || !name.startsWith("accept")) return text?.trim() ?? null;
  const parts = text.toLowerCase().replace(/\s/g, "").split(",");
  const weight = (part: string) => Number(/;q=([\d.]+)/.exec(part)?.[1] ?? 1);
  return parts.sort((one, other) => weight(other) - weight(one) || (one < other ? -1 : 1)).join();
}

/** Whether a visitor would be given this response of the origin, were it stored just so. */
export function isFor(response: Spoken, visit: Visit): boolean {
  const version = { base: response, updates: [], fields: response.said.fields };
  return againstResource(version, visit).length + againstVariant(version, visit).length === 0;
}
