/**
 * Hits of a measured edge, by wrk.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { type LoadResult, parseResult } from "../load.ts";
import { isInstalled, outputOf, pinned } from "../processes.ts";

/** Which pages: a path, and how many there are of it. */
export interface Pages {
  readonly path: string;
  readonly count: number;
}

const script = fileURLToPath(new URL("hits.lua", import.meta.url));
/** What the line for people says when it is not there. */
export const withoutWrk = "wrk is not installed (Debian: apt-get install wrk)";

/** Whether there is a load. */
export function hasLoad(): boolean {
  return isInstalled("wrk");
}

/**
 * Asks for pages as fast as the server answers.
 *
 * @param core the load's; null leaves that to the system
 * @throws {Error} when one was not answered, or with no success
 */
export async function hit(
  port: number,
  { path, count }: Pages,
  seconds: number,
  core: number | null,
): Promise<LoadResult> {
  const how = ["-t1", "-c64", `-d${seconds}s`, "-s", script, `http://127.0.0.1:${port}/`];
  const result = parseResult(await outputOf(pinned(["wrk", ...how, "--", path, String(count)], core)));
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests failed.`);
  return result;
}
