/**
 * The way to an app at a URL, with its Host as the edge sends it. Node only.
 *
 * @module
 */
import { type UndiciTransport, undiciTransport } from "../../edge/node/undici-transport.ts";
import { insecureOriginsOf, type WwwSettings } from "../../edge/www-config.ts";

/** A transport of its own to an app, and to the other backends in the settings. */
export function urlTransport(origin: string, www?: WwwSettings): UndiciTransport {
  return undiciTransport({ insecure: insecureOriginsOf(origin, www) });
}
