/**
 * The rules of www.gov.uk made ready for one edge: what becomes of a request, and the way to its backends.
 *
 * @module
 */
import type { ResolvedOptions } from "./options.ts";
import { type Backend, backendSchema } from "./origin/backends.ts";
import { type Reach, withFailover } from "./origin/failover.ts";
import { createHealth } from "./origin/health.ts";
import { createProbing, type Probing } from "./origin/probes.ts";
import { unwatched, type Watching } from "./origin/watch.ts";
import type { ClientRequest } from "./request.ts";
import { addressSet } from "./www/addresses.ts";
import { type CompressionRules, compressionRules } from "./www/compression.ts";
import { wantsDebug } from "./www/fastly-debug.ts";
import { namesInMirror } from "./www/mirror-target.ts";
import type { OwnAnswer } from "./www/own-answer.ts";
import { rateLimit, tooManyRequests } from "./www/rate-limit.ts";
import { type Answered, type Onward, receive } from "./www/receive.ts";
import { type RequestRules, requestRules } from "./www/request-rules.ts";
import { pathOf } from "./www/target.ts";
import type { WwwConfig } from "./www-config.ts";

/** What the app is called in Fastly-Backend-Name. */
export const appName = "origin";

/** A request that goes on, with what is known of it at the door. */
export interface Admitted extends Onward {
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** What the app is sent as Authorization in place of the client's; null for nothing. A secret. */
  readonly edgeAuthorization: string | null;
  readonly wantsDebug: boolean;
}

/** The rules of one edge. */
export interface Site {
  readonly config: WwwConfig;
  readonly rules: RequestRules;
  readonly compression: CompressionRules;
  /**
   * What becomes of a request. Asked twice for the same one, by a rim and by the app, it says the same:
   * who drew a variant of an A/B test draws no other because the first is not at hand.
   */
  admit(request: ClientRequest): Answered | Admitted;
  /** The answer to a client who has had too much fetched; null for all others. */
  limited(address: string, target: string): OwnAnswer | null;
  /** The ways to the backends, and from there to the mirrors. */
  readonly reach: Readonly<Record<Onward["backend"], Reach>>;
  /** Null where nothing brings the time. */
  readonly probing: Probing | null;
}

/**
 * Makes the rules ready.
 *
 * @param watching how the way to each backend is watched
 * @throws {Error} when two backends have one name
 */
export function createSite(settings: ResolvedOptions, watching: Watching = unwatched): Site {
  const { www: config, now, random } = settings;
  const rules = requestRules(config);
  const limits = rateLimit(config.rateLimit);
  const mayDebug = addressSet(config.debuggers);
  const edgeAuthorization = rules.basicAuth?.authorization ?? null;
  const known = new WeakMap<ClientRequest, Answered | Admitted>();

  function admit(request: ClientRequest): Answered | Admitted {
    const before = known.get(request);
    if (before) return before;
    const { method, target, client } = request;
    const { scheme, host, address, ja3 = null } = client;
    const get = (name: string) =>
      name === "accept-encoding"
        ? settings.codecs.madeHere(request.get(name), request.get("range") !== null)
        : request.get(name);
    const received = receive({ method, target, scheme, host, address, ja3, get }, rules, { random });
    const admitted =
      received.kind === "answered"
        ? received
        : {
            ...received,
            arrivedAt: now(),
            edgeAuthorization: received.authorization === "edge" ? edgeAuthorization : null,
            wantsDebug: wantsDebug(request.get("fastly-debug"), mayDebug(address)),
          };
    if (admitted.kind === "onward" && isByChance(admitted)) known.set(request, admitted);
    return admitted;
  }

  return {
    config,
    rules,
    compression: compressionRules(config.compression),
    admit,
    limited(address, target) {
      const wait = limits.take(address, pathOf(target), now());
      return wait === 0 ? null : tooManyRequests(wait);
    },
    ...waysTo(backendsOf(settings), settings, watching),
  };
}

/** Whether to ask again could bring another answer; remembering all would cost each hit some 5 %. */
function isByChance({ abChoices }: Onward): boolean {
  return abChoices?.some(({ by }) => by === "chance") ?? false;
}

interface Backends {
  readonly app: Backend;
  readonly assets: Backend;
  readonly mirrors: readonly Backend[];
}

function backendsOf({ origin, preserveHost, timeouts, www }: ResolvedOptions): Backends {
  const { origin: app, assets, mirrors } = www.backends;
  const atOrigin = {
    url: origin.href,
    timeouts,
    ...(!preserveHost && { host: origin.host }),
    insecure: app.insecure,
  };
  const backends = {
    app: backendSchema.parse({ name: appName, ...atOrigin, ...(app.probe && { probe: app.probe }) }),
    assets: assets ?? backendSchema.parse({ name: "staticAssetsS3", kind: "assets", ...atOrigin }),
    mirrors,
  };
  const names = [backends.app, backends.assets, ...mirrors].map(({ name }) => name);
  const twice = names.find((name, nth) => names.indexOf(name) !== nth);
  if (twice !== undefined) throw new Error(`Two backends are named "${twice}": give each a name of its own.`);
  return backends;
}

function waysTo(
  { app, assets, mirrors }: Backends,
  settings: ResolvedOptions,
  watching: Watching,
): Pick<Site, "reach" | "probing"> {
  const { transport, pseudonym, now, schedule, www } = settings;
  const probing = schedule && createProbing(transport, [app, assets, ...mirrors], schedule);
  const health = createHealth({
    now,
    leaveAloneFor: www.backends.leaveAloneSeconds * 1000,
    ...(probing && { isSick: (name) => probing.isSick(name) }),
  });
  const rewrite = namesInMirror(www.mirrorNames);
  const reach = (origin: Backend) =>
    withFailover(transport, { origin, mirrors, health, pseudonym, rewrite, now, watching });
  return { reach: { app: reach(app), assets: reach(assets) }, probing };
}
