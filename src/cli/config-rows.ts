/**
 * The settings in force, a row each: where it stands, its value, and where that came from.
 *
 * @module
 */
import { shownRedisUrl } from "../edge/node/redis/address.ts";
import { masked } from "../edge/observe/mask.ts";
import type { Backend } from "../edge/origin/backends.ts";
import type { WwwConfig } from "../edge/www-config.ts";
import { isSecret, type Path, pathText, valueAt } from "./paths.ts";
import { serveSettings } from "./serve-settings.ts";
import type { ServeSetup } from "./serve-setup.ts";

/** One setting. */
export interface Row {
  /** As it stands in the file, but that a path of several steps is written with dots. */
  readonly path: string;
  /** Secrets are masked; null where there is nothing. */
  readonly value: unknown;
  /** Such as `flag --port`, `variable GOVUK_EDGE_PORT`, `file x.json` or `default`. */
  readonly source: string;
}

/** Every setting in force. The rules of www.gov.uk are, with their profile. */
export function rowsInForce(setup: ServeSetup): Row[] {
  const { resolved } = setup;
  const plain = serveSettings.filter(({ kind, inFile }) => kind !== "object" && inFile === undefined);
  const values = inForce(setup);
  const rows = plain.flatMap(({ key }) => rowsOf([key], valueAt(values, [key]) ?? null, setup));
  const purge = rowsOf(["purge"], resolved.purge, setup);
  const monitoring = rowsOf(["monitoring"], resolved.monitoring, setup);
  const www = resolved.profile === "www" ? rowsOf(["www"], asInFile(resolved.www), setup) : [];
  return [...rows, ...purge, ...monitoring, ...www];
}

/** The settings of the line with the defaults that the edge has for them, in the units of the line. */
function inForce({ settings, guard, resolved }: ServeSetup): object {
  return {
    ...settings,
    guard,
    https: settings.https ?? settings.cert !== undefined,
    defaultTtl: resolved.policy.defaultTtl,
    cacheSize: resolved.cacheBytes / 1024 / 1024,
    serverTiming: resolved.serverTiming,
    timeout: resolved.timeouts.firstByte / 1000,
  };
}

/** The rules as the file would have them: backends are made ready for use, and here undone. */
function asInFile({ backends, ...rules }: WwwConfig): object {
  const { assets, mirrors, origin, ...plain } = backends;
  return {
    ...rules,
    backends: {
      origin: { probe: null, ...origin },
      assets: assets ? backendInFile(assets) : null,
      mirrors: mirrors.map(backendInFile),
      ...plain,
    },
  };
}

function backendInFile({ kind: _, origin, pathPrefix, fields, name, ...plain }: Backend): object {
  return { name, url: origin.origin + pathPrefix, headers: Object.fromEntries(fields), ...plain };
}

/** A row for each value that is no object, and for each list without objects. */
function rowsOf(path: Path, value: unknown, setup: ServeSetup): Row[] {
  const inside = membersOf(value);
  if (inside.length > 0) return inside.flatMap(([step, member]) => rowsOf([...path, step], member, setup));
  const shown = typeof value === "string" && isSecret(path) ? hidden(path, value) : value;
  return [{ path: pathText(path), value: shown, source: sourceOf(path, setup) }];
}

/** A secret as it may be shown; of Redis, where it is. */
function hidden(path: Path, value: string): string {
  return path[0] === "redis" ? shownRedisUrl(value) : masked(value);
}

function membersOf(value: unknown): [step: PropertyKey, member: unknown][] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value)) return Object.entries(value);
  return value.some((member) => typeof member === "object") ? [...value.entries()] : [];
}

function sourceOf(path: Path, setup: ServeSetup): string {
  const [key = "", ...rest] = path;
  const words = wordsFor(pathText(path), setup);
  for (const word of words ?? []) {
    const said = setup.given.get(word);
    // A switch that is off leaves what the file says.
    if (said && said.value !== false) return said.source;
  }
  const found = setup.given.get(String(key));
  const isInFile = words?.length !== 0 && found && valueAt(found.value, rest) !== undefined;
  return isInFile ? found.source : "default";
}

/** The keys of the flags that set what the file has at a path; null for none, and none where no file can. */
function wordsFor(path: string, { given, settings }: ServeSetup): readonly string[] | null {
  if (path === "purge.token") return ["purgeToken"];
  if (path === "monitoring.token") return ["monitoringToken"];
  if (path === "www.backends.origin.insecure") return ["insecureOrigin"];
  const [, backend = "", nth, part] =
    /^www\.backends\.(assets|mirrors)(?:\[(\d+)\])?\.(\w+)/.exec(path) ?? [];
  const inFile = settings.www.backends?.mirrors?.length ?? 0;
  const word = backend === "assets" ? "assets" : "mirror";
  if (backend === "" || !given.has(word) || Number(nth ?? inFile) < inFile) return null;
  return part === "url" ? [word] : part === "insecure" ? ["insecureOrigin"] : [];
}

const longest = 72;

/** A row in one line, without where it came from; a long list is folded. */
export function lineOf({ path, value }: Row): string {
  return `${path} = ${Array.isArray(value) ? listText(value) : JSON.stringify(value)}`;
}

function listText(members: readonly unknown[]): string {
  const words = members.map((member) => JSON.stringify(member));
  let [shown, length] = [0, 0];
  for (const word of words) {
    length += word.length + 2;
    if (length > longest) break;
    shown += 1;
  }
  const more = words.length - shown;
  return `[${[...words.slice(0, shown), ...(more > 0 ? [`… ${more} more`] : [])].join(", ")}]`;
}
