/**
 * Where a Redis is, as a URL says it.
 *
 * @module
 */

/** What a URL of a Redis says. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly database: number;
}

/** What such a URL looks like; to follow "Expected". */
export const redisUrlExpected =
  "the URL of one Redis server, redis://host:6379 or rediss:// for TLS, with user:password@ before the host " +
  "and /database after it where there is one; what stands for a special sign in a password is percent-encoded";

const schemes: ReadonlyMap<string, boolean> = new Map([
  ["redis:", false],
  ["rediss:", true],
]);

/** Reads a URL such as `rediss://user:secret@redis.example:6380/1`; null for what is none. */
export function redisAddress(url: string): RedisAddress | null {
  const parsed = URL.parse(url);
  const tls = parsed && schemes.get(parsed.protocol);
  if (!parsed || tls === undefined || tls === null) return null;
  const { hostname, port, username, password, pathname, search, hash } = parsed;
  const [, database] = /^\/?(\d{0,4})$/.exec(pathname) ?? [];
  if (hostname === "" || port === "0" || database === undefined || search !== "" || hash !== "") return null;
  try {
    return {
      // The brackets of an IPv6 address are the URL's.
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: port === "" ? 6379 : Number(port),
      tls,
      username: username === "" ? null : decodeURIComponent(username),
      password: password === "" ? null : decodeURIComponent(password),
      database: Number(database),
    };
  } catch {
    return null;
  }
}

/** The URL as it may be shown: without who logs in, and by what. */
export function shownRedisUrl(url: string): string {
  const address = redisAddress(url);
  if (!address) return "redis://…";
  const { host, port, tls, username, password, database } = address;
  const who = username === null && password === null ? "" : "…@";
  const name = host.includes(":") ? `[${host}]` : host;
  return `${tls ? "rediss" : "redis"}://${who}${name}:${port}${database === 0 ? "" : `/${database}`}`;
}
