/**
 * The HTTP cache conformance suite of the package http-cache-tests, run against one cache. Node only.
 *
 * @module
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import * as z from "zod";
import type { SuiteResults, SuiteTest } from "./verdict.ts";

/** A cache that listens. */
export interface RunningCache {
  /** Where its clients ask; without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** What a run gives. */
export interface SuiteRun {
  /** All tests that are not for browsers alone. */
  readonly tests: readonly SuiteTest[];
  readonly results: SuiteResults;
}

export const kindSchema = z.enum(["required", "optimal", "check"]);

const finishedSchema = z.object({
  tests: z.array(z.object({ id: z.string(), kind: kindSchema, depends_on: z.array(z.string()) })),
  results: z.map(z.string(), z.union([z.literal(true), z.tuple([z.string(), z.string()])])),
});

/**
 * Runs the suite: its origin and its client, with the cache between them.
 *
 * @param startCache starts a cache in front of the suite's origin
 * @param leftOut ids of tests not to run
 * @throws {Error} when the package is not installed, or the suite itself breaks
 */
export async function runSuite(
  startCache: (originUrl: string) => Promise<RunningCache>,
  leftOut: readonly string[],
): Promise<SuiteRun> {
  // The suite keeps its state in its modules and writes into its definitions: a thread has its own of both.
  const thread = new Worker(new URL("./suite-thread.ts", import.meta.url), { workerData: leftOut });
  try {
    const cache = await startCache(await nextMessage(thread, z.string()));
    try {
      thread.postMessage(cache.url);
      return await nextMessage(thread, finishedSchema);
    } finally {
      await cache.close();
    }
  } finally {
    await thread.terminate();
  }
}

async function nextMessage<T>(thread: Worker, schema: z.ZodType<T>): Promise<T> {
  const [message] = await once(thread, "message");
  return schema.parse(message);
}
