/**
 * The bindings of the worker, as wrangler.toml sets them.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import { monitoringSchema } from "../monitoring.ts";
import { settingsSchema } from "../options.ts";
import { purgeAccessSchema } from "../purge-requests.ts";
import type { WwwSettings } from "../www-config.ts";
import type { ObjectNamespace } from "./collapse.ts";
import type { KeyValues } from "./kv-mark-log.ts";

/** The app as a service binding. */
export interface Service {
  fetch(request: Request): Promise<Response>;
}

/** Numbers come as text from `[vars]`, or as numbers. */
const wholeNumber = z.coerce
  .string<string | number>()
  .regex(/^\d+$/, { error: "expected a whole number" })
  .transform(Number);

/** An object, or what JSON text says; the edge checks whether it is a configuration. */
const wwwSettings = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((given, context): unknown => {
    try {
      return typeof given === "string" ? JSON.parse(given) : given;
    } catch {
      context.addIssue({ code: "custom", message: "expected JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.custom<WwwSettings>((value) => typeof value === "object" && value !== null, "expected an object"));

function bound<T>(expected: string) {
  const isBinding = (value: unknown) => typeof value === "object" && value !== null;
  return z.custom<T>(isBinding, { error: `expected ${expected}` }).optional();
}

/** The schema of the bindings. Its messages repeat no value. */
export const bindingsSchema = z.object({
  /** Where the app is: scheme, host and port. */
  ORIGIN_URL: settingsSchema.shape.origin,
  PROFILE: settingsSchema.shape.profile,
  GUARD: settingsSchema.shape.guard,
  /** Seconds. */
  DEFAULT_TTL: wholeNumber.pipe(settingsSchema.shape.defaultTtl.unwrap()).optional(),
  /** Milliseconds to the head of the app's response, connecting included. */
  FIRST_BYTE_TIMEOUT: wholeNumber
    .pipe(settingsSchema.shape.timeouts.unwrap().shape.firstByte.unwrap())
    .optional(),
  /** The rules of the profile `www`, as JSON: those of docs/configuration.md, under `www`. */
  WWW_CONFIG: wwwSettings.optional(),
  /** Opens purging to whoever sends it: a secret, set by `wrangler secret put PURGE_TOKEN`. */
  PURGE_TOKEN: purgeAccessSchema.unwrap().shape.token.unwrap().unwrap().optional(),
  /** Opens /__edge/health and /__edge/metrics to whoever sends it: a secret, as PURGE_TOKEN is. */
  MONITORING_TOKEN: monitoringSchema.unwrap().shape.token.unwrap().unwrap().optional(),
  /** In place of ORIGIN_URL; it is asked for the URL that the client asked for. */
  ORIGIN: bound<Service>("a service binding"),
  /** Where purges are shared by all isolates. Without it nothing is stored where another isolate would find it. */
  PURGES: bound<KeyValues>("a KV namespace"),
  /** Seconds after which purges are read again before anything stored is given. */
  PURGES_READ_SECONDS: wholeNumber.pipe(z.int().min(1).max(3_600)).default(10),
  /** Collapses requests among isolates, by the class Collapse. */
  COLLAPSE: bound<ObjectNamespace>("a namespace of Durable Objects"),
  /** The cache for stored responses, in each data centre; `off`: they are in memory alone. */
  RESPONSES: z
    .string()
    .regex(/^[\w-]{1,64}$/, { error: "expected letters, digits, - and _" })
    .default("govuk-edge"),
  /** Bytes of stored responses in an isolate's memory, of the 128 MB that it has in all. */
  MEMORY_BYTES: wholeNumber
    .pipe(
      z
        .int()
        .min(1)
        .max(96 * 2 ** 20),
    )
    .default(32 * 2 ** 20),
});

/** The bindings that wrangler.toml sets. */
export type WorkerBindings = Partial<z.input<typeof bindingsSchema>>;
