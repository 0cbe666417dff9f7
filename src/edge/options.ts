/**
 * What an edge is made of. Every default stands here.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import type { Leases } from "./http-cache/leasing.ts";
import { accountPolicy, type CachePolicy, rfc9111Policy, wwwPolicy } from "./http-cache/policy.ts";
import type { CacheStore } from "./http-cache/store.ts";
import type { InspectionParts } from "./inspection.ts";
import { isMonitored, monitoringSchema } from "./monitoring.ts";
import type { EdgeListener } from "./observe/events.ts";
import { createMetrics, type Metrics } from "./observe/metrics.ts";
import type { Siblings } from "./observe/siblings.ts";
import type { Scheduler } from "./origin/probes.ts";
import type { OriginTransport } from "./origin/transport.ts";
import { purgeAccessSchema } from "./purge-requests.ts";
import { memoryStore } from "./stores/memory.ts";
import { type Codecs, createCodecs } from "./www/codecs.ts";
import { wwwSchema } from "./www-config.ts";

const milliseconds = z.int().min(1).max(600_000);
const bytes = z
  .int()
  .min(1)
  .max(2 ** 40);

/** The schema of the plain options; a rim that reads them from text builds on it. */
export const settingsSchema = z.strictObject({
  /**
   * `rfc9111`: the cache alone, with no rule of GOV.UK's; `account`: the account rules and
   * production's choices of what to store; `www`: all rules of www.gov.uk.
   */
  profile: z.enum(["rfc9111", "account", "www"]).default("account"),
  /** Where the app is: scheme, host and port. */
  origin: z
    .string()
    .refine(isOrigin, { error: "expected scheme, host and port alone, such as http://127.0.0.1:3000" }),
  /** Send the client's Host to the origin; false sends the origin's own. */
  preserveHost: z.boolean().default(true),
  /** Seconds that a response without any freshness is kept: 300 with the account rules, else 0. */
  defaultTtl: z.int().min(0).max(31_536_000).optional(),
  /** What to do about a page made for a session that does not vary on it. */
  guard: z.enum(["off", "report", "enforce"]).default("enforce"),
  /** How much the memory store may hold. */
  cacheBytes: bytes.default(256 * 1024 * 1024),
  /** A larger response body passes through unstored. */
  maxBodyBytes: bytes.default(16 * 1024 * 1024),
  /** A larger request body is refused with 413. */
  maxUploadBytes: bytes.default(100 * 1024 * 1024),
  /** Milliseconds to wait for the origin. */
  timeouts: z
    .strictObject({
      connect: milliseconds.default(5_000),
      firstByte: milliseconds.default(15_000),
      betweenBytes: milliseconds.default(20_000),
    })
    .prefault({}),
  /** The page at /__edge/: for development, on loopback. */
  inspector: z.boolean().default(false),
  /** Who may purge by HTTP; null: nobody, and in profiles but `www` there is no such resource. */
  purge: purgeAccessSchema,
  /** Who may look at /__edge/health and /__edge/metrics; without anybody, there are no such resources. */
  monitoring: monitoringSchema,
  /** Tell clients in Server-Timing how long the edge and the origin took: for development. */
  serverTiming: z.boolean().default(false),
  /** The rules of the profile `www`; others do not look at them. */
  www: wwwSchema.prefault({}),
});

/** The plain part of the options: what can stand in a file or on a command line. */
export type EdgeSettings = z.input<typeof settingsSchema>;

/** The parts of an edge that are functions. */
export interface EdgeParts {
  /** How to reach the origin; each rim brings its own. */
  readonly transport: OriginTransport;
  /** Where stored responses live; memory by default. */
  readonly store?: CacheStore;
  /** Collapses requests among the processes that share the store; by default each does so for itself. */
  readonly leases?: Leases;
  /** Milliseconds since 1970; the system's clock by default. */
  readonly now?: () => number;
  /** Milliseconds that only go forward, to measure with; the platform's `performance.now` by default. */
  readonly monotonic?: () => number;
  /** A fresh request id; a UUID by default. */
  readonly requestId?: () => string;
  /** A number from 0 up to, but not including, 1, for who sees what of an A/B test; Math.random by default. */
  readonly random?: () => number;
  /** How bodies are compressed in the profile `www`; the platform's CompressionStream by default. */
  readonly codecs?: Codecs;
  /** What brings the time for probes of backends; without it there are none. */
  readonly schedule?: Scheduler;
  /** Who is told what happens. */
  readonly listeners?: readonly EdgeListener[];
  /** Who is told only what goes wrong: then no event is made of a request that is answered. */
  readonly troubleListeners?: readonly EdgeListener[];
  /** What is counted; by default the edge's own counts, where somebody may look at them. */
  readonly metrics?: Metrics;
  /** What is not well that only the rim knows, for /__edge/health. */
  readonly troubles?: () => readonly string[];
  /** What its inspector, if it has one, goes by. */
  readonly inspection?: InspectionParts;
  /** Other processes on the same socket, for whom health and metrics speak too. */
  readonly siblings?: Siblings;
}

/** What {@link createEdge} takes. */
export type EdgeOptions = EdgeSettings & EdgeParts;

/** Options with every default in place. */
export interface ResolvedOptions extends Omit<z.output<typeof settingsSchema>, "origin" | "defaultTtl"> {
  readonly origin: URL;
  readonly policy: CachePolicy;
  /** The name this edge has in Via. */
  readonly pseudonym: string;
  readonly transport: OriginTransport;
  readonly store: CacheStore;
  readonly leases: Leases | null;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly requestId: () => string;
  readonly random: () => number;
  readonly codecs: Codecs;
  readonly schedule: Scheduler | null;
  readonly listeners: readonly EdgeListener[];
  readonly troubleListeners: readonly EdgeListener[];
  readonly metrics: Metrics | null;
  readonly troubles: () => readonly string[];
  readonly siblings: Siblings | null;
  readonly inspection: InspectionParts;
}

const policies: Record<z.output<typeof settingsSchema>["profile"], CachePolicy> = {
  rfc9111: rfc9111Policy,
  account: accountPolicy,
  www: wwwPolicy,
};

/**
 * Checks options and fills in the defaults.
 *
 * @throws {Error} naming each option that is wrong and what was expected
 */
export function resolveOptions(options: EdgeOptions): ResolvedOptions {
  const { transport, store, leases, now, monotonic, requestId, random, codecs, ...others } = options;
  const { schedule, metrics, listeners, troubleListeners, troubles, siblings, ...further } = others;
  const { inspection, ...plain } = further;
  const watchers = { listeners, troubleListeners, troubles, siblings, inspection };
  const result = settingsSchema.safeParse(plain);
  if (!result.success) throw new Error(`The edge's options are not valid:\n${z.prettifyError(result.error)}`);
  const { origin, defaultTtl, ...settings } = result.data;
  const freshId = requestId ?? (() => crypto.randomUUID());
  const policy = policies[settings.profile];
  return {
    ...settings,
    origin: new URL(origin),
    policy: { ...policy, defaultTtl: defaultTtl ?? policy.defaultTtl },
    transport,
    store: store ?? memoryStore({ maxBytes: settings.cacheBytes }),
    leases: leases ?? null,
    now: now ?? Date.now,
    monotonic: monotonic ?? performance.now.bind(performance),
    requestId: freshId,
    random: random ?? Math.random,
    codecs: codecs ?? createCodecs(),
    schedule: schedule ?? null,
    // Not the same for all edges: one may well stand behind another.
    pseudonym: `govuk-edge-${freshId().slice(0, 8)}`,
    ...watchersOf(watchers),
    metrics: metrics ?? (isMonitored(settings.monitoring) ? createMetrics() : null),
  };
}

type Watcher = "listeners" | "troubleListeners" | "troubles" | "siblings" | "inspection";

/** Who hears of the edge, and who tells of it; nobody by default. */
function watchersOf(given: { [key in Watcher]: EdgeParts[key] | undefined }): Pick<ResolvedOptions, Watcher> {
  const { listeners = [], troubleListeners = [], troubles = () => [] } = given;
  const { siblings = null, inspection = {} } = given;
  return { listeners, troubleListeners, troubles, siblings, inspection };
}

/** Whether a text is scheme, host and port alone: no path, query, fragment or credentials. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}
