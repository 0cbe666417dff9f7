/**
 * From what was given to what an edge takes: shared by `serve` and by `config print`.
 *
 * @module
 */
import type { GuardMode } from "../edge/account/guard.ts";
import { type EdgeSettings, type ResolvedOptions, resolveOptions } from "../edge/options.ts";
import { createSite } from "../edge/site.ts";
import type { WwwSettings } from "../edge/www-config.ts";
import { configFile, type Environment, type Flags } from "./config-file.ts";
import { devSettings } from "./dev-settings.ts";
import { reasonOf } from "./errors.ts";
import { isDeployed } from "./listening.ts";
import type { Path } from "./paths.ts";
import { check, problem, refusal } from "./refusals.ts";
import { nestedSchemas, type ServeSettings, serveSchema } from "./serve-schema.ts";
import { serveSettings } from "./serve-settings.ts";
import type { GivenSettings } from "./setting-names.ts";
import { gather } from "./settings.ts";

/** All that is known before anything is started. */
export interface ServeSetup {
  readonly given: GivenSettings;
  readonly settings: ServeSettings;
  readonly guard: GuardMode;
  readonly edge: EdgeSettings;
  /** The same with every default in place. */
  readonly resolved: ResolvedOptions;
}

const onlyForDevelopment =
  "it only on an address of this machine alone, and not with NODE_ENV=production: anybody could pose as that backend";

/**
 * Reads the settings of `serve` from their sources, and checks them.
 *
 * @throws {CommandFailure} naming all that is wrong
 */
export async function serveSetup(flags: Flags, environment: Environment): Promise<ServeSetup> {
  const file = await configFile(flags, environment);
  const given = gather(serveSettings, { flags, environment, file }, devSettings);
  const settings = check(given, serveSchema, nestedSchemas);
  const deployed = isDeployed(settings.hostname, environment);
  const edge = { ...edgeSettings(settings, deployed), ...watching(settings, deployed) };
  const insecure = deployed ? insecurePaths(settings) : [];
  if (insecure.length > 0) throw refusal(insecure.map((path) => problem(given, path, onlyForDevelopment)));
  return { given, settings, guard: edge.guard, edge, resolved: resolvedOrRefused(edge) };
}

function edgeSettings(settings: ServeSettings, deployed: boolean): EdgeSettings & { guard: GuardMode } {
  const { origin, profile, inspector, originHost, defaultTtl, cacheSize, timeout, maxUpload } = settings;
  const { purge, purgeToken, guard = deployed ? "enforce" : "report" } = settings;
  return {
    origin,
    profile,
    inspector,
    guard,
    preserveHost: originHost === "preserve",
    ...(defaultTtl !== undefined && { defaultTtl }),
    ...(cacheSize !== undefined && { cacheBytes: cacheSize * 1024 * 1024 }),
    ...(maxUpload !== undefined && { maxUploadBytes: maxUpload * 1024 * 1024 }),
    ...(timeout !== undefined && { timeouts: { firstByte: Math.round(timeout * 1000) } }),
    purge: { ...purge, ...(purgeToken !== undefined && { token: purgeToken }) },
    www: wwwSettings(settings),
  };
}

/**
 * Who may look at the edge. On a desk that is whoever is at it. Behind a proxy all clients may seem to come
 * from loopback, so where it is deployed an address must be named; but whether it is ready anybody may ask,
 * because a load balancer must, and sees no more than it would by asking for a page.
 */
function watching(settings: ServeSettings, deployed: boolean) {
  const { monitoring, monitoringToken: token, serverTiming, profile } = settings;
  const byDefault = deployed ? { openHealth: true } : { trusted: ["127.0.0.0/8", "::1"] };
  return {
    monitoring: { ...byDefault, ...monitoring, ...(token !== undefined && { token }) },
    // In `www` answers are as production's, which tells there what its cache did.
    serverTiming: serverTiming ?? (!deployed && profile !== "www"),
  };
}

/** Production's names, in the order in which its mirrors are asked. */
const mirrorNames = ["mirrorS3", "mirrorS3Replica", "mirrorGCS"];

/** The rules of the file, with the backends that flags and variables name. */
function wwwSettings({ www, insecureOrigin: insecure, assets, mirror }: ServeSettings): WwwSettings {
  const { backends = {} } = www;
  const { mirrors = [] } = backends;
  const taken = mirrors.map(({ name }) => name);
  const names = mirrorNames.filter((name) => !taken.includes(name));
  const added = mirror.map((url, nth) => ({ name: names[nth] ?? `mirror${nth + 1}`, url, insecure }));
  return {
    ...www,
    backends: {
      ...backends,
      ...(insecure && { origin: { ...backends.origin, insecure } }),
      ...(assets !== undefined && { assets: { name: "staticAssetsS3", url: assets, insecure } }),
      mirrors: [...mirrors, ...added],
    },
  };
}

/** Where certificates of backends are not checked. */
function insecurePaths({ insecureOrigin, www }: ServeSettings): Path[] {
  const { origin, assets, mirrors = [] } = www.backends ?? {};
  const at = (...path: Path): Path => ["www", "backends", ...path, "insecure"];
  return [
    ...(insecureOrigin ? [["insecureOrigin"]] : []),
    ...(origin?.insecure ? [at("origin")] : []),
    ...(assets?.insecure ? [at("assets")] : []),
    ...mirrors.flatMap((mirror, nth) => (mirror.insecure ? [at("mirrors", nth)] : [])),
  ];
}

/** Refuses what only shows when all is put together, such as two backends of one name. */
function resolvedOrRefused(edge: EdgeSettings): ResolvedOptions {
  const transport = () => Promise.reject(new Error("Nobody is asked before the edge is started."));
  try {
    const options = resolveOptions({ ...edge, transport });
    if (options.profile === "www") createSite(options);
    return options;
  } catch (error) {
    throw refusal([reasonOf(error)]);
  }
}
