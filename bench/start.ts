/**
 * From starting a process to its first answer: `serve` beside bare node:http, in rounds.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { limit } from "./peers.ts";
import { type CommandLine, startServer, startUntil } from "./processes.ts";
import { originFile, type Plan } from "./rounds.ts";
import { type Spread, spreadOf } from "./summary.ts";
import { startWorkload } from "./workloads.ts";

/** A program that comes to answer. */
export interface Starter {
  readonly name: string;
  /** @param origin where the app is */
  command(origin: string): CommandLine;
  /** What it prints when it listens; the port is the first group. */
  readonly listens: RegExp;
}

/** How long one took, in milliseconds, a sample for each round. */
export interface Started {
  readonly name: string;
  readonly samples: readonly number[];
}

/** The figures of one. */
export interface StartSummary {
  readonly workload: string;
  readonly name: string;
  /** Milliseconds. */
  readonly milliseconds: Spread;
  /** How many times as long as the first took in the same round; null for the first itself. */
  readonly timesBare: Spread | null;
}

/** Without a file, so that no types have to be taken out of it. */
const bareScript =
  'require("node:http").createServer((_, response) => response.end("a")).listen(0, "127.0.0.1", function () { console.log("listening on " + this.address().port); });';

const bare: Starter = {
  name: limit,
  command: () => [process.execPath, "-e", bareScript],
  listens: /^listening on ([0-9]+)$/,
};

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const built = path("dist/cli/main.js");

function serve(name: string, file: string): Starter {
  return {
    name,
    command: (origin) => [process.execPath, file, "serve", "--origin", origin, "--port", "0", "--json"],
    listens: /"type":"listening","url":"http:\/\/127\.0\.0\.1:([0-9]+)"/,
  };
}

/** Who is started, the limit first; what is built, where it is. */
export function starters(): readonly Starter[] {
  const fromSource = serve("serve, from source", path("src/cli/main.ts"));
  return [bare, fromSource, ...(existsSync(built) ? [serve("serve, built", built)] : [])];
}

/** Starts each once in each round. All has ended when it resolves or rejects. */
export async function measureStarts(
  all: readonly Starter[],
  { rounds, cores }: Pick<Plan, "rounds" | "cores">,
  say: (line: string) => void,
): Promise<Started[]> {
  const origin = await startServer(originFile, [], cores?.load ?? null);
  const url = `http://127.0.0.1:${origin.port}`;
  const samples = new Map(all.map((starter): [Starter, number[]] => [starter, []]));
  try {
    // The first of each reads from the disk; fetch itself is loaded, too.
    for (const starter of all) await startOnce(starter, url, cores?.servers ?? null);
    for (let round = 1; round <= rounds; round += 1) {
      say(`Round ${round} of ${rounds}: ${startWorkload.title}`);
      for (const [starter, taken] of round % 2 === 0 ? [...samples].toReversed() : samples) {
        taken.push(await startOnce(starter, url, cores?.servers ?? null));
      }
    }
  } finally {
    await origin.stop();
  }
  return Array.from(samples, ([{ name }, taken]) => ({ name, samples: taken }));
}

/** Milliseconds from the start of the process to the end of its first answer. */
async function startOnce(starter: Starter, origin: string, core: number | null): Promise<number> {
  const startedAt = performance.now();
  const server = await startUntil(starter.command(origin), starter.listens, core);
  try {
    const response = await fetch(`http://127.0.0.1:${server.port}/exists-1k`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${starter.name} answered ${response.status}.`);
    return performance.now() - startedAt;
  } finally {
    await server.stop();
  }
}

/** The figures, ratios taken within a round. The first is what the others are compared with. */
export function summariseStarts(all: readonly Started[]): StartSummary[] {
  const [first] = all;
  return all.map((one) => ({
    workload: startWorkload.id,
    name: one.name,
    milliseconds: spreadOf(one.samples),
    timesBare: one === first ? null : spreadOf(ratios(one.samples, first?.samples ?? [])),
  }));
}

function ratios(samples: readonly number[], others: readonly number[]): number[] {
  return samples.map((sample, round) => sample / (others[round] ?? Number.NaN));
}
