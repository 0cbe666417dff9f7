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

/** What a worker tells the supervisor: it purges, or has obeyed another's purge. */
export const fromWorker = z.discriminatedUnion("type", [
  z.object({ type: z.literal("purge"), id: z.number(), purge }),
  z.object({ type: z.literal("obeyed"), by: z.number(), id: z.number() }),
]);

/** What the supervisor tells a worker: another purges, its own purge is obeyed by all, or it is to stop. */
export const fromSupervisor = z.discriminatedUnion("type", [
  z.object({ type: z.literal("purge"), by: z.number(), id: z.number(), purge }),
  z.object({ type: z.literal("done"), id: z.number() }),
  z.object({ type: z.literal("stop") }),
]);

export type FromWorker = z.infer<typeof fromWorker>;
export type FromSupervisor = z.infer<typeof fromSupervisor>;
