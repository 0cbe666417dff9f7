/**
 * The load: wrk, and what it measured.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { outputOf, pinned } from "./processes.ts";
import type { PageWorkload } from "./workloads.ts";

/** What is asked for: the URLs below this one, and by how many sessions. */
export interface Load extends Pick<PageWorkload, "sessions" | "flashes" | "urls"> {
  readonly url: string;
  /** The file that says which URL is next; null where that is left to chance. */
  readonly picks: string | null;
  /** The core to run on; null leaves that to the system. */
  readonly core: number | null;
}

/** What came of it. */
export interface LoadResult {
  readonly requests: number;
  readonly microseconds: number;
  /** Requests without an answer, or with one that was no success. */
  readonly failed: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

const connections = 64;
/** Filling a cache ends by itself; this is for when it does not. */
const longestFillSeconds = 1_800;

const count = z.int().min(0);
const resultSchema = z.object({
  requests: count,
  microseconds: count,
  failed: count,
  p50: count,
  p99: count,
});
const script = fileURLToPath(new URL("load.lua", import.meta.url));

/**
 * Has every session ask once, and for every URL.
 *
 * @throws {Error} when an answer is no success, or when it takes too long
 */
export async function askEach(load: Load): Promise<void> {
  await wrk(load, longestFillSeconds, "each");
}

/**
 * Has sessions ask, at random or as picked, as fast as the server answers.
 *
 * @throws {Error} when wrk fails, or when an answer was missing or no success
 */
export async function askAny(load: Load, seconds: number): Promise<LoadResult> {
  const result = parseResult(await wrk(load, seconds, load.picks ?? "any"));
  if (result.failed > 0) {
    throw new Error(`${result.failed} of ${result.requests} requests to ${load.url} failed.`);
  }
  return result;
}

async function wrk(load: Load, seconds: number, order: string): Promise<string> {
  const how = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script];
  const what = [load.sessions, load.flashes, load.urls, order].map(String);
  return outputOf(pinned(["wrk", ...how, load.url, "--", ...what], load.core));
}

/** Reads what load.lua prints at the end. @throws {Error} when it is not there */
export function parseResult(output: string): LoadResult {
  const line = /^result (\{.*\})$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk gave no result, but:\n${output}`);
  return resultSchema.parse(JSON.parse(line));
}
