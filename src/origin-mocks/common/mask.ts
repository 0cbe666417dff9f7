/**
 * Secrets as they may be shown: the edge has its own, because neither opens the other's rooms.
 *
 * @module
 */

/** A secret's first six characters and its length; of a short one, and of an address, its length alone. */
export function masked(secret: string): string {
  const shown = secret.length > 12 && !secret.includes("@") ? secret.slice(0, 6) : "";
  return `${shown}… (${secret.length} characters)`;
}

/** Parameters that say nothing of who somebody is, and let nobody in. */
const harmless = new Set([
  ...["base_path", "client_id", "cookie_consent", "frequency", "from", "mfa", "order", "prompt"],
  ...["redirect_path", "redirect_uri", "response_type", "scope", "title", "topic_id", "ui_locales", "vtr"],
]);

/** A path and query in which every value is masked that may be a secret, or somebody's address. */
export function maskedTarget({ pathname, searchParams }: URL): string {
  const pairs = [...searchParams].map(([name, value]) => `${name}=${shownValue(name, value)}`);
  return pairs.length === 0 ? pathname : `${pathname}?${pairs.join("&")}`;
}

function shownValue(name: string, value: string): string {
  if (!harmless.has(name)) return masked(value);
  // A path may have a query of its own, and that a token.
  const [start = "", ...rest] = value.split(/(?=[?#])/);
  return rest.length > 0 ? `${start}…` : start;
}
