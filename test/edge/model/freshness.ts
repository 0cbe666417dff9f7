/** How old a stored response is, and how old it may get: RFC 9111 §4.2. */
import { inForce, seconds } from "./directives.ts";
import { value } from "./history.ts";
import { heuristic } from "./storing.ts";
import { latest, type Version } from "./versions.ts";

/** The clock starts here. */
export const startOfPlay = Date.UTC(2026, 0, 1);

/** Seconds since the play began; null when the text is no IMF-fixdate. */
export function date(text: string | null): number | null {
  if (text === null || !/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null;
  return (Date.parse(text) - startOfPlay) / 1000;
}

/** §4.2.1, at the most: s-maxage, max-age, Expires, and only without all of these a guess (§4.2.2). */
export function lifetime(version: Version): number {
  const { directives, targeted } = inForce(version.fields);
  const explicit = seconds(directives, "s-maxage") ?? seconds(directives, "max-age");
  if (explicit !== null) return explicit;
  const expires = targeted ? null : value(version.fields, "expires");
  if (expires !== null) return Math.max(0, expiresAt(version) - dated(version));
  const { status } = version.base.said;
  const modified = date(value(version.fields, "last-modified"));
  if (modified === null || !(heuristic.has(status) || directives.has("public"))) return 0;
  return Math.max(0, (dated(version) - modified) / 10);
}

/** §5.3: an Expires that cannot be read is in the past; of several the first counts, or none (§4.2.1). */
function expiresAt({ fields }: Version): number {
  const first = fields.find(([name]) => name.toLowerCase() === "expires")?.[1] ?? null;
  return date(first) ?? Number.NEGATIVE_INFINITY;
}

/** RFC 9110 §6.6.1: without a Date that can be read, the time it was received. */
export function dated(version: Version): number {
  return date(value(latest(version).said.fields, "date")) ?? latest(version).said.landed.time;
}

/** §4.2.3: current_age at a time, in seconds: at the least, and at the most. */
export function age(version: Version, time: number): { readonly least: number; readonly most: number } {
  const { asked, said } = latest(version);
  const apparent = Math.max(0, said.landed.time - dated(version));
  const delay = said.landed.time - asked.time;
  const [told, worst] = toldAge(version);
  const resident = time - said.landed.time;
  return {
    least: Math.max(apparent, told + delay) + resident,
    most: Math.max(apparent, worst + delay) + resident,
  };
}

/**
 * §5.1: the first member of Age. One that cannot be read, or has several members, may as well be taken as very old. A
 * 304 without an Age leaves open whether the stored one still counts.
 */
function toldAge(version: Version): readonly [least: number, most: number] {
  const own = readAge(value(latest(version).said.fields, "age"));
  const kept = readAge(value(version.fields, "age"));
  return [own.least, Math.max(own.most, kept.most)];
}

function readAge(text: string | null): { readonly least: number; readonly most: number } {
  const [first = "", ...more] = (text ?? "0").split(",");
  const read = /^\s*\d+\s*$/.test(first) ? Math.min(Number(first), largest) : null;
  const doubtful = read === null || more.length > 0;
  return { least: read ?? 0, most: doubtful ? Number.POSITIVE_INFINITY : read };
}

/** §1.2.2: what is larger than a cache can count is this. */
export const largest = 2 ** 31;
