/**
 * Places within the settings, and which of them hold secrets.
 *
 * @module
 */

/** The way to a value: keys, and numbers for members of lists. */
export type Path = readonly PropertyKey[];

/** A path as it is written: `www.rateLimit.limits[0].perSecond`. */
export function pathText(path: Path): string {
  return path.map((step, nth) => stepText(step, nth === 0)).join("");
}

function stepText(step: PropertyKey, isFirst: boolean): string {
  if (typeof step === "number") return `[${step}]`;
  const name = String(step);
  if (!/^[$\w]+$/.test(name)) return `[${JSON.stringify(name)}]`;
  return isFirst ? name : `.${name}`;
}

/** What stands at a path; undefined where there is nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = Reflect.get(found, step);
  }
  return found;
}

/** What holds a secret, or is held by something that does: there a wrong value may be one in a wrong place. */
const holders = new Set([
  "accountApiToken",
  "authTokenSecret",
  "basicAuth",
  "headers",
  "monitoring",
  "monitoringToken",
  "purge",
  "purgeToken",
  "redis",
  "signing",
]);
const harmless = new Set(["accessId", "bucket", "exempt", "openHealth", "realm", "trusted", "user"]);

/** Whether a value at this path must not be shown. */
export function isSecret(path: Path): boolean {
  const names = path.filter((step) => typeof step === "string");
  // A field may have any name.
  if (names.includes("headers")) return true;
  return names.some((name) => holders.has(name)) && !names.some((name) => harmless.has(name));
}
