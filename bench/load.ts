/**
 * The load: wrk, and what it measured.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { outputOf, pinned } from "./processes.ts";

/** What is asked for, and by how many sessions. */
export interface Load {
  readonly url: string;
  readonly sessions: number;
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
const longestFillSeconds = 600;

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
 * Has every session ask once.
 *
 * @throws {Error} when an answer is no success, or when it takes too long
 */
export async function askEach(load: Load): Promise<void> {
  await wrk(load, longestFillSeconds, "each");
}

/**
 * Has sessions ask at random, as fast as the server answers.
 *
 * @throws {Error} when wrk fails, or when an answer was missing or no success
 */
export async function askAny(load: Load, seconds: number): Promise<LoadResult> {
  const result = parseResult(await wrk(load, seconds, "any"));
  if (result.failed > 0) {
    throw new Error(`${result.failed} of ${result.requests} requests to ${load.url} failed.`);
  }
  return result;
}

async function wrk({ url, sessions, core }: Load, seconds: number, order: "each" | "any"): Promise<string> {
  const how = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script];
  return outputOf(pinned(["wrk", ...how, url, "--", String(sessions), order], core));
}

/** Reads what load.lua prints at the end. @throws {Error} when it is not there */
export function parseResult(output: string): LoadResult {
  const line = /^result (\{.*\})$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk gave no result, but:\n${output}`);
  return resultSchema.parse(JSON.parse(line));
}
