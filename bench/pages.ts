/**
 * Asking for pages: wrk, as fast as the server answers.
 *
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askAny, askEach, type Load } from "./load.ts";
import { pagePeers } from "./page-peers.ts";
import { randomFrom } from "./random.ts";
import type { Bench, Target } from "./rounds.ts";
import type { PageWorkload } from "./workloads.ts";
import { picksOf } from "./zipf.ts";

/** The benchmark of these pages. @param peers who may take part */
export function pageBench(workloads: readonly PageWorkload[], peers = pagePeers): Bench<PageWorkload> {
  return {
    workloads,
    peers,
    // Every session asks once, and for every URL, so that all that follows are hits where hits can be.
    prepare: (target) => askEach(loadOn(target)),
    ask: (target, seconds) => askAny(loadOn(target), seconds),
  };
}

/** The load of a page on a server. */
export function loadOn({ workload, server, core }: Target<PageWorkload>): Load {
  const picks = workload.popularity === "zipf" ? picksFile(workload) : null;
  return { ...workload, url: `http://127.0.0.1:${server.port}/${workload.id}`, picks, core };
}

/** More than a server answers in a second, so that they do not come round at once. */
const pickCount = 262_144;
const files = new Map<string, string>();

/** The same picks for every server. */
function picksFile({ id, urls, hits }: PageWorkload): string {
  const known = files.get(id);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), "govuk-edge-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "picks");
  writeFileSync(file, picksOf(urls, hits, pickCount, randomFrom(1)).join("\n"));
  files.set(id, file);
  return file;
}
