/**
 * What `govuk-edge serve` can be told; `serve-schema.ts` says what each value must be.
 *
 * @module
 */
import type { Setting } from "./settings.ts";

/** Every setting of `serve`; a flag, a variable and a key of the file each, unless it says otherwise. */
export const serveSettings: readonly Setting[] = [
  {
    key: "origin",
    kind: "text",
    argument: "url",
    description: "where your app is, such as http://127.0.0.1:3000",
  },
  {
    key: "port",
    kind: "number",
    argument: "n",
    description: "port to listen on; 0 takes a free one (default: 9080)",
  },
  {
    key: "hostname",
    kind: "text",
    argument: "address",
    description: "address to listen on (default: 127.0.0.1)",
  },
  {
    key: "workers",
    kind: "number",
    argument: "n",
    description: "how many processes serve, on the one port; purges reach all of them (default: 1)",
  },
  {
    key: "profile",
    kind: "text",
    argument: "name",
    description:
      "account: the account rules and the cache; rfc9111: the cache alone; www: all rules of www.gov.uk (default: account)",
    words: ["account", "rfc9111", "www"],
  },
  {
    key: "defaultTtl",
    kind: "number",
    argument: "seconds",
    description: "how long to keep a page that does not say (default: 0 with rfc9111, else 300)",
  },
  {
    key: "trustProxy",
    kind: "list",
    argument: "range",
    description: "a proxy whose X-Forwarded-* to believe: loopback, an address or a range; can be repeated",
  },
  {
    key: "guard",
    kind: "text",
    argument: "mode",
    description:
      "off, report or enforce: about pages made for a session that forget Vary (default: report on loopback; enforce where others can reach it, and when NODE_ENV is production)",
    words: ["off", "report", "enforce"],
  },
  {
    key: "cacheSize",
    kind: "number",
    argument: "megabytes",
    description: "memory for stored pages (default: 256)",
  },
  {
    key: "redis",
    kind: "text",
    argument: "url",
    description:
      "share what is stored, and purges, with other edges in this Redis, such as redis://127.0.0.1:6379; one with a password better as GOVUK_EDGE_REDIS",
  },
  {
    key: "redisPrefix",
    kind: "text",
    argument: "text",
    description: "what its keys begin with: edges that share have the same (default: govuk-edge)",
  },
  {
    key: "redisMaxBody",
    kind: "number",
    argument: "megabytes",
    description: "the largest body that is shared there (default: 8)",
  },
  {
    key: "originHost",
    kind: "text",
    argument: "whose",
    description: "the Host your app gets: preserve (the browser's) or origin (its own) (default: preserve)",
    words: ["preserve", "origin"],
  },
  {
    key: "timeout",
    kind: "number",
    argument: "seconds",
    description: "how long to wait for the first byte of an answer (default: 15)",
  },
  {
    key: "maxUpload",
    kind: "number",
    argument: "megabytes",
    description: "the largest body that a request may have (default: 100)",
  },
  {
    key: "grace",
    kind: "number",
    argument: "seconds",
    description: "how long answers under way have to come to their end when it is stopped (default: 10)",
  },
  {
    key: "limits",
    kind: "object",
    description: "what one client may ask of the server",
  },
  {
    key: "https",
    kind: "switch",
    description: "speak https; without --cert, with a certificate made on the spot",
  },
  { key: "cert", kind: "path", argument: "file", description: "certificate for https, PEM" },
  { key: "key", kind: "path", argument: "file", description: "its private key, PEM" },
  {
    key: "insecureOrigin",
    kind: "switch",
    description:
      "accept any certificate of the app, and of what --assets and --mirror name: for development alone",
  },
  {
    key: "assets",
    kind: "text",
    argument: "url",
    inFile: "www.backends.assets",
    description: "where /assets is, with --profile www (default: at the app's address)",
  },
  {
    key: "mirror",
    kind: "list",
    argument: "url",
    inFile: "www.backends.mirrors",
    description:
      "who is asked when the app fails, with --profile www; can be repeated, up to three, in that order",
  },
  {
    key: "purgeToken",
    kind: "text",
    argument: "token",
    inFile: "purge.token",
    description:
      "secret of who may purge; better as GOVUK_EDGE_PURGE_TOKEN, for others on this machine can read flags",
  },
  {
    key: "purge",
    kind: "object",
    description: "who may purge: the token, and addresses that need none",
  },
  {
    key: "monitoringToken",
    kind: "text",
    argument: "token",
    inFile: "monitoring.token",
    description:
      "secret of who may look at /__edge/health and /__edge/metrics; better as GOVUK_EDGE_MONITORING_TOKEN",
  },
  {
    key: "monitoring",
    kind: "object",
    description: "who may look at /__edge/health and /__edge/metrics: the token, addresses, everybody",
  },
  {
    key: "serverTiming",
    kind: "switch",
    description:
      "tell clients in Server-Timing how long the edge and your app took (default: on where only this machine can reach it, but not with www)",
  },
  {
    key: "www",
    kind: "object",
    description: "the rules of --profile www",
  },
  { key: "inspector", kind: "switch", description: "show what happened to the latest requests at /__edge/" },
  { key: "json", kind: "switch", description: "log as JSON lines" },
  { key: "quiet", kind: "switch", description: "log warnings only, not each request" },
];
