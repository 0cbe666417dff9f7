/**
 * What each setting of `govuk-edge serve` must be.
 *
 * @module
 */
import { z } from "zod";
import { monitoringSchema } from "../edge/monitoring.ts";
import { limitsSchema, type ServerLimitsGiven } from "../edge/node/limits.ts";
import { redisAddress, redisUrlExpected } from "../edge/node/redis/address.ts";
import { trustedProxies } from "../edge/node/trust.ts";
import { isOrigin } from "../edge/options.ts";
import { backendSchema } from "../edge/origin/backends.ts";
import { purgeAccessSchema } from "../edge/purge-requests.ts";
import { type WwwSettings, wwwSchema } from "../edge/www-config.ts";
import { isLoopback } from "./listening.ts";

// Messages follow the word "Expected".
const whole = (minimum: number, maximum: number) => {
  const error = `a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
};
const seconds = "a number of seconds from 0.001 to 600";
const grace = "a number of seconds from 0 to 3600";
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

const backendUrlExpected = "a URL without a query, such as https://bucket.example/prefix";
const backendUrl = z
  .string({ error: backendUrlExpected })
  .refine(isBackendUrl, { error: backendUrlExpected });
const tokenExpected = "a token of 8 visible ASCII characters or more";
const token = z
  .string({ error: tokenExpected })
  .refine((text) => purgeAccessSchema.safeParse({ token: text }).success, { error: tokenExpected });
const mostMirrors = 3;
const prefixExpected = "1 to 64 letters, digits, and . _ - :";
const withRedis = "it only with --redis, whose setting this is";

/** What stands as an object in the file: the edge's own schemas. */
export const nestedSchemas: Readonly<Record<string, z.ZodType>> = {
  limits: limitsSchema,
  monitoring: monitoringSchema,
  purge: purgeAccessSchema,
  www: wwwSchema,
};

const redisSchema = z.object({
  redis: z
    .string({ error: redisUrlExpected })
    .refine((url) => redisAddress(url) !== null, { error: redisUrlExpected })
    .optional(),
  redisPrefix: z
    .string({ error: prefixExpected })
    .regex(/^[\w.:-]{1,64}$/, { error: prefixExpected })
    .optional(),
  redisMaxBody: whole(1, 256).optional(),
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
    workers: whole(1, 128).default(1),
    profile: z.enum(["account", "rfc9111", "www"], { error: "account, rfc9111 or www" }).default("account"),
    defaultTtl: whole(0, 31_536_000).optional(),
    trustProxy: z.array(trusted, { error: "a list of addresses and ranges" }).default([]),
    guard: guard.optional(),
    cacheSize: whole(1, 1_048_576).optional(),
    ...redisSchema.shape,
    originHost: z.enum(["preserve", "origin"], { error: "preserve or origin" }).default("preserve"),
    timeout: z
      .number({ error: seconds })
      .min(0.001, { error: seconds })
      .max(600, { error: seconds })
      .optional(),
    grace: z.number({ error: grace }).min(0, { error: grace }).max(3_600, { error: grace }).default(10),
    maxUpload: whole(1, 1_048_576).optional(),
    limits: z.custom<ServerLimitsGiven>().default({}),
    https: onOrOff.optional(),
    cert: file.optional(),
    key: file.optional(),
    insecureOrigin: onOrOff.default(false),
    assets: backendUrl.optional(),
    mirror: z.array(backendUrl, { error: "a list of URLs" }).default([]),
    purgeToken: token.optional(),
    monitoringToken: token.optional(),
    // Checked by the edge's own schemas, which say more of what is wrong inside.
    purge: z.custom<z.input<typeof purgeAccessSchema>>().default({}),
    monitoring: z.custom<z.input<typeof monitoringSchema>>().default({}),
    serverTiming: onOrOff.optional(),
    www: z.custom<WwwSettings>().default({}),
    inspector: onOrOff.default(false),
    json: onOrOff.default(false),
    quiet: onOrOff.default(false),
  })
  .superRefine((settings, context) => {
    const { inspector, hostname, cert, key, profile, assets, mirror, www } = settings;
    const issue = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (profile !== "www") {
      const alone = "it only with --profile www, whose backends these are";
      if (assets !== undefined) issue("assets", alone);
      if (mirror.length > 0) issue("mirror", alone);
    }
    const inFile = wwwSchema.safeParse(www).data?.backends.mirrors.length ?? 0;
    if (inFile + mirror.length > mostMirrors) {
      const besides = inFile === 0 ? "" : `, with the ${inFile} in www.backends.mirrors of the file`;
      issue("mirror", `three mirrors at the most${besides}`);
    }
    if (inspector && !isLoopback(hostname)) {
      issue(
        "inspector",
        `it only on an address of this machine alone, not on ${hostname}: anybody could look`,
      );
    }
    if (cert !== undefined && key === undefined) issue("key", "the private key of the certificate in cert");
    if (key !== undefined && cert === undefined) issue("cert", "the certificate of the private key in key");
  })
  .superRefine((settings, context) => {
    for (const name of lonelyOf(settings)) {
      context.addIssue({ code: "custom", path: [name], message: withRedis });
    }
  });

/** The settings of `serve`. */
export type ServeSettings = z.output<typeof serveSchema>;

/** What is said of a Redis that there is none of. */
function lonelyOf(settings: z.output<typeof redisSchema>): string[] {
  if (settings.redis !== undefined) return [];
  return (["redisPrefix", "redisMaxBody"] as const).filter((name) => settings[name] !== undefined);
}

function isBackendUrl(url: string): boolean {
  return backendSchema.safeParse({ name: "backend", url }).success;
}

function isTrustRule(rule: string): boolean {
  try {
    trustedProxies([rule]);
    return true;
  } catch {
    return false;
  }
}
