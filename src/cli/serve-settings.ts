/**
 * What `govuk-edge serve` can be told, and what each value must be.
 *
 * @module
 */
import { z } from "zod";
import { trustedProxies } from "../edge/node/trust.ts";
import { isOrigin } from "../edge/options.ts";
import { isLoopback } from "./listening.ts";
import type { Setting } from "./settings.ts";

/** Every setting of `serve`; a flag, a variable and a key of the file each. */
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
    key: "profile",
    kind: "text",
    argument: "name",
    description: "account: the account rules and the cache; rfc9111: the cache alone (default: account)",
  },
  {
    key: "defaultTtl",
    kind: "number",
    argument: "seconds",
    description: "how long to keep a page that does not say (default: 300 with account, 0 with rfc9111)",
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
  },
  {
    key: "cacheSize",
    kind: "number",
    argument: "megabytes",
    description: "memory for stored pages (default: 256)",
  },
  {
    key: "originHost",
    kind: "text",
    argument: "whose",
    description: "the Host your app gets: preserve (the browser's) or origin (its own) (default: preserve)",
  },
  {
    key: "timeout",
    kind: "number",
    argument: "seconds",
    description: "how long to wait for the first byte of an answer (default: 15)",
  },
  {
    key: "https",
    kind: "switch",
    description: "speak https; without --cert, with a certificate made on the spot",
  },
  { key: "cert", kind: "path", argument: "file", description: "certificate for https, PEM" },
  { key: "key", kind: "path", argument: "file", description: "its private key, PEM" },
  { key: "inspector", kind: "switch", description: "show what happened to the latest requests at /__edge/" },
  { key: "json", kind: "switch", description: "log as JSON lines" },
  { key: "quiet", kind: "switch", description: "log warnings only, not each request" },
];

// Messages follow the word "Expected".
const whole = (minimum: number, maximum: number) => {
  const error = `a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
};
const seconds = "a number of seconds from 0.001 to 600";
const file = z.string({ error: "the path of a file" }).min(1, { error: "the path of a file" });
/** A switch. */
export const onOrOff = z.boolean({ error: "true or false" });

const originExpected = "a URL of scheme, host and port alone, such as http://127.0.0.1:3000";

/** Schemas that `dev` shares. */
export const port = (maximum: number) => whole(0, maximum).default(9080);
export const guard = z.enum(["off", "report", "enforce"], { error: "off, report or enforce" });

const trusted = z.string({ error: "loopback, an address or a range" }).refine(isTrustRule, {
  error: "loopback, an address, or a range such as 10.0.0.0/8",
});

/** The merged settings of `serve`, checked and with defaults, but for those the edge has itself. */
export const serveSchema = z
  .object({
    origin: z.string({ error: originExpected }).refine(isOrigin, { error: originExpected }),
    port: port(65_535),
    hostname: z
      .string({ error: "an address" })
      .min(1, { error: "an address such as 127.0.0.1" })
      .default("127.0.0.1"),
    profile: z.enum(["account", "rfc9111"], { error: profileExpected }).default("account"),
    defaultTtl: whole(0, 31_536_000).optional(),
    trustProxy: z.array(trusted, { error: "a list of addresses and ranges" }).default([]),
    guard: guard.optional(),
    cacheSize: whole(1, 1_048_576).optional(),
    originHost: z.enum(["preserve", "origin"], { error: "preserve or origin" }).default("preserve"),
    timeout: z
      .number({ error: seconds })
      .min(0.001, { error: seconds })
      .max(600, { error: seconds })
      .optional(),
    https: onOrOff.optional(),
    cert: file.optional(),
    key: file.optional(),
    inspector: onOrOff.default(false),
    json: onOrOff.default(false),
    quiet: onOrOff.default(false),
  })
  .superRefine(({ inspector, hostname, cert, key }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (inspector && !isLoopback(hostname)) {
      issue(
        "inspector",
        `it only on an address of this machine alone, not on ${hostname}: anybody could look`,
      );
    }
    if (cert !== undefined && key === undefined) issue("key", "the private key of the certificate in cert");
    if (key !== undefined && cert === undefined) issue("cert", "the certificate of the private key in key");
  });

/** The settings of `serve`. */
export type ServeSettings = z.output<typeof serveSchema>;

function profileExpected({ input }: { input?: unknown }): string {
  const today = "account or rfc9111";
  return input === "www" ? `${today}, which work today; www does not yet` : today;
}

function isTrustRule(rule: string): boolean {
  try {
    trustedProxies([rule]);
    return true;
  } catch {
    return false;
  }
}
