/**
 * What a measured edge can be told, and what it answers.
 *
 * @module
 */
import { z } from "zod";

/** The key that every page carries but the unrelated ones. */
export const everyKey = "pages";

const count = z.int().min(0);

/** Pages to be asked for: their numbers, or as many people who ask for one. */
export const fillSchema = z.strictObject({ from: count, count, variants: z.boolean() });

const times = z.int().min(1);
const soft = z.boolean();

/** A purge, and how often. A URL is a path here. */
export const purgeSchema = z.union([
  z.strictObject({ times, soft, surrogateKey: z.string() }),
  z.strictObject({ times, soft, url: z.string() }),
]);

/** How many of them went on to the app. */
export const filledSchema = z.object({ asked: count });

/** How long each took. */
export const purgedSchema = z.object({ milliseconds: z.array(z.number()) });

/** Where the edge itself listens. */
export const portSchema = z.object({ port: count });

/** What the process takes of memory, in bytes, and what the store counts. */
export const memorySchema = z.object({
  resident: count,
  peak: count,
  responses: count,
  counted: count,
  heapUsed: count,
  arrayBuffers: count,
});

const node = z.object({
  id: z.int(),
  callFrame: z.object({ functionName: z.string(), url: z.string() }),
  children: z.array(z.int()).default([]),
});

/** A profile of the processor, as V8 writes it; times in microseconds. */
export const profileSchema = z.object({
  profile: z.object({
    nodes: z.array(node),
    samples: z.array(z.int()),
    timeDeltas: z.array(z.number()),
  }),
});

/** A profile. */
export type Profile = z.output<typeof profileSchema>["profile"];
