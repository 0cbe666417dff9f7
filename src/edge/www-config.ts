/**
 * The configuration of the profile `www`: what www.gov.uk's edge can be told. The defaults are production's.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import {
  type Backend,
  type BackendSettings,
  backendSchema,
  insecureOrigins,
  probeSchema,
} from "./origin/backends.ts";
import { addressesSchema } from "./www/addresses.ts";
import { compressionSchema } from "./www/compression.ts";
import { deliverRulesSchema } from "./www/deliver-rules.ts";
import { servedBySchema } from "./www/fastly-fields.ts";
import { fetchRulesSchema } from "./www/fetch-rules.ts";
import { mirrorTargetSchema } from "./www/mirror-target.ts";
import { rateLimitSchema } from "./www/rate-limit.ts";
import { requestRulesSchema } from "./www/request-rules.ts";

const backendsSchema = z.strictObject({
  /** What else there is to say of the app, whose address is the option `origin`. */
  origin: z
    .strictObject({
      /** Accept any certificate of it: for development alone. */
      insecure: z.boolean().default(false),
      /** How it is asked whether it is well; left out, it counts as well. */
      probe: probeSchema.optional(),
    })
    .prefault({}),
  /** Where /assets is; left out, it is asked of the app's address, which is told nothing of a session. */
  assets: backendOf("assets").optional(),
  /** Who is asked, in this order, when the app or the assets fail. */
  mirrors: z
    .array(backendOf("mirror"))
    .max(3, "expected three mirrors at the most")
    .refine((mirrors) => new Set(mirrors.map(({ name }) => name)).size === mirrors.length, {
      error: "expected a name of its own for each mirror",
    })
    .default([]),
  /** Seconds for which a backend that failed is not asked for the same object. */
  leaveAloneSeconds: z.number().min(0).max(600).default(5),
});

/** The schema of the configuration. Each part says what it is about; all may be left out. */
export const wwwSchema = z.strictObject({
  ...requestRulesSchema.shape,
  /** How much one client may have fetched (VCL: miss). */
  rateLimit: rateLimitSchema.prefault({}),
  /** What is compressed (VCL: fetch, rule 1). */
  compression: compressionSchema.prefault({}),
  /** How long is kept what does not say (VCL: fetch, rule 12). */
  lifetimes: fetchRulesSchema.prefault({}),
  /** What every answer gets (VCL: deliver). */
  delivery: deliverRulesSchema.prefault({}),
  /** The name of this edge in X-Served-By. */
  servedBy: servedBySchema,
  /** The assets and the mirrors (VCL: recv, rules 22 to 24 and 32). */
  backends: backendsSchema.prefault({}),
  /** What a page is called in a mirror (VCL: recv, rule 21). */
  mirrorNames: mirrorTargetSchema.prefault({}),
  /** Addresses and ranges that are shown Fastly's debug fields. */
  debuggers: addressesSchema,
});

/** The configuration as a file gives it. */
export type WwwSettings = z.input<typeof wwwSchema>;
/** The configuration with every default in place. */
export type WwwConfig = z.output<typeof wwwSchema>;

/** A backend of this kind. */
function backendOf(kind: Backend["kind"]) {
  return z
    .custom<Omit<BackendSettings, "kind">>((value) => typeof value === "object" && value !== null, {
      error: "expected an object with a name and a url",
    })
    .transform((settings): BackendSettings => ({ ...settings, kind }))
    .pipe(backendSchema);
}

/**
 * The origins whose certificates are not checked: what a rim's transport needs to know before there is
 * an edge. What is wrong with the configuration, the edge tells.
 */
export function insecureOriginsOf(origin: string, settings: WwwSettings | undefined): string[] {
  const { data } = wwwSchema.safeParse(settings ?? {});
  if (!data) return [];
  const { origin: app, assets, mirrors } = data.backends;
  return [...(app.insecure ? [origin] : []), ...insecureOrigins([...(assets ? [assets] : []), ...mirrors])];
}
