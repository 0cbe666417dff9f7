/**
 * What the processes of `serve --workers` tell each other.
 *
 * @module
 */
import { z } from "zod";

const scope = z.discriminatedUnion("by", [
  z.object({ by: z.literal("url"), key: z.string() }),
  z.object({ by: z.literal("tag"), tag: z.string() }),
  z.object({ by: z.literal("all") }),
]);
const purge = z.object({ scope, soft: z.boolean(), at: z.number() });

const format = z.enum(["prometheus", "openmetrics"]);
const condition = z.object({
  status: z.enum(["ready", "degraded", "stopping"]),
  reasons: z.array(z.string()).readonly(),
});
const report = z.object({ name: z.string(), metrics: z.string(), condition });

/** What a worker tells the supervisor: it purges, has obeyed, asks how the others are, or says how it is. */
export const fromWorker = z.discriminatedUnion("type", [
  z.object({ type: z.literal("purge"), id: z.number(), purge }),
  z.object({ type: z.literal("obeyed"), by: z.number(), id: z.number() }),
  z.object({ type: z.literal("ask"), id: z.number(), format }),
  z.object({ type: z.literal("report"), to: z.number(), id: z.number(), report }),
]);

/**
 * What the supervisor tells a worker: another purges, its own purge is obeyed by all, it is to say how it is,
 * this is how the others are, or it is to stop.
 */
export const fromSupervisor = z.discriminatedUnion("type", [
  z.object({ type: z.literal("purge"), by: z.number(), id: z.number(), purge }),
  z.object({ type: z.literal("done"), id: z.number() }),
  z.object({ type: z.literal("report"), to: z.number(), id: z.number(), format }),
  z.object({ type: z.literal("reports"), id: z.number(), reports: z.array(report), silent: z.number() }),
  z.object({ type: z.literal("stop") }),
]);

export type FromWorker = z.infer<typeof fromWorker>;
export type FromSupervisor = z.infer<typeof fromSupervisor>;
