/**
 * The address of an edge that is running, from `--url`.
 *
 * @module
 */
import { CommandFailure } from "./errors.ts";

/** @throws {CommandFailure} unless it is scheme, host and port alone; it may hold a password, and is not shown */
export function edgeUrl(text: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url;
  throw new CommandFailure(
    "--url is no address of an edge. Expected scheme, host and port alone, such as http://127.0.0.1:9080.",
    2,
  );
}
