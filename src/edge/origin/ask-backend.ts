/**
 * What one backend is sent of a request: the app all of it, a mirror what leads to its copy of the page.
 *
 * @module
 */
import { fieldsFrom, fieldsTo, hostOf } from "./backend-fields.ts";
import type { Backend } from "./backends.ts";
import { exchange, type Outgoing } from "./exchange.ts";
import { signatureFields } from "./mirror-signature.ts";
import type { OriginResponse, OriginTransport } from "./transport.ts";
import { unwatched, type Watching } from "./watch.ts";

/** What is the same for all backends of an edge. */
export interface AskingSettings {
  /** The name this edge has in Via. */
  readonly pseudonym: string;
  /** What a target is called in the mirrors, without their prefix: `/` is `/index.html`. */
  readonly rewrite: (target: string) => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How the way to each is watched; not at all by default. */
  readonly watching?: Watching;
}

/** Asks one backend. @throws {OriginError} when it gives no response */
export type AskBackend = (backend: Backend, outgoing: Outgoing) => Promise<OriginResponse>;

/** How backends are asked over a transport. */
export function backendAsker(transport: OriginTransport, settings: AskingSettings): AskBackend {
  const { pseudonym, rewrite, now, watching = unwatched } = settings;

  return async (backend, outgoing) => {
    const { origin, timeouts, kind } = backend;
    const target = targetIn(backend, outgoing.target, rewrite);
    const host = hostOf(backend, outgoing.host);
    const fields = fieldsTo(backend, outgoing.fields);
    const signature = backend.signing
      ? await signatureFields(backend.signing, {
          method: outgoing.method,
          path: new URL(origin.origin + target).pathname,
          time: now(),
        })
      : [];
    const watched = watching(transport, backend.name);
    const way = { origin, preserveHost: true, pseudonym, timeouts, transport: watched };
    const { onInterim, ...quiet } = outgoing;
    const response = await exchange(way, {
      ...quiet,
      ...(onInterim && kind === "app" && { onInterim }),
      target,
      host,
      fields: [...fields, ...signature],
    });
    return { ...response, fields: fieldsFrom(backend, response.fields) };
  };
}

function targetIn(
  { kind, pathPrefix }: Backend,
  target: string,
  rewrite: (target: string) => string,
): string {
  if (kind === "mirror") return pathPrefix + rewrite(resolved(target));
  return pathPrefix === "" ? target : pathPrefix + resolved(target);
}

/** A target without dot segments, which would lead out of a prefix. */
function resolved(target: string): string {
  const { pathname, search } = new URL(`http://edge.invalid${target}`);
  return pathname + search;
}
