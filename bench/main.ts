/**
 * `npm run bench`: the edge beside bare node:http and other caches, on this machine, in one run.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { chart, figuresSchema } from "./chart.ts";
import { journeyBench } from "./journeys.ts";
import { latencyBench } from "./latency.ts";
import { accountMeasure } from "./measures/account.ts";
import type { Finding } from "./measures/finding.ts";
import type { Measure, MeasurePlan } from "./measures/measure.ts";
import { memoryMeasure } from "./measures/memory.ts";
import { purgeMeasure } from "./measures/purge.ts";
import { stormMeasure } from "./measures/storm.ts";
import { latencyPeers, pagePeers } from "./page-peers.ts";
import { pageBench } from "./pages.ts";
import { missing, type Peer } from "./peers.ts";
import { isInstalled } from "./processes.ts";
import { figuresOf, report } from "./report.ts";
import { type Bench, type Measured, measure, type Plan } from "./rounds.ts";
import { measureStarts, starters } from "./start.ts";
import {
  isLarge,
  journeyWorkloads,
  latencyWorkloads,
  type PageWorkload,
  pageWorkloads,
  startWorkload,
  type Workload,
} from "./workloads.ts";

interface Flags {
  readonly quick?: true;
  readonly rounds?: number;
  readonly seconds?: number;
  readonly only?: string;
  readonly json?: string;
  readonly svg?: string;
  readonly from?: string;
}

const measures: readonly Measure[] = [stormMeasure(pagePeers), purgeMeasure, memoryMeasure, accountMeasure];
const workloads = [...pageWorkloads, ...latencyWorkloads, ...journeyWorkloads, startWorkload];

const help = `
Workloads: ${workloads.map(({ id }) => id).join(", ")}
Measures: ${measures.map(({ id }) => id).join(", ")}

Examples:
  $ npm run bench
  $ npm run bench -- --quick
  $ npm run bench -- --only exists --rounds 15 --json figures.json
  $ npm run bench -- --only journeys
  $ npm run bench -- --only storm --rounds 5
  $ npm run bench -- --from figures.json --svg docs/pictures/performance.svg
  $ npm run build && npm run bench -- --only start

The servers share one core and the load has another, so leave the machine alone meanwhile. Pages need wrk;
Varnish and nginx are compared when they are installed (Debian: apt-get install wrk varnish nginx-light).
Sign-ins and starts need none of them.`;

const program = new Command("npm run bench --")
  .description(
    "Measures the edge beside bare node:http of the same Node and other caches: hits, misses, pages passed through, sign-ins, starting, storms, purges, memory, and the account's share.",
  )
  .option("--quick", "a first impression: 2 rounds of 1 second, without 100,000 variants and 1,000,000 URLs")
  .option("--rounds <number>", "how often each server is measured (default 5)", wholeNumber)
  .option("--seconds <number>", "how long each time (default 2)", wholeNumber)
  .option("--only <text>", "only workloads and measures whose name begins so")
  .option("--json <file>", "write the figures to a file too")
  .option("--svg <file>", "draw them, too")
  .option("--from <file>", "draw the figures that --json wrote, and measure nothing")
  .addHelpText("after", help)
  .action(run);

// Whoever reads the output may stop reading: `npm run bench | head`.
process.stdout.on("error", () => process.exit(1));
await program.parseAsync();

async function run(flags: Flags): Promise<void> {
  if (flags.from !== undefined) return draw(JSON.parse(await readFile(flags.from, "utf8")), flags.svg);
  const isChosen = ({ id }: Workload) => id.startsWith(flags.only ?? "");
  const pages = pageWorkloads.filter(isChosen).filter((page) => !flags.quick || !isLarge(page));
  const paced = latencyWorkloads.filter(isChosen);
  const journeys = journeyWorkloads.filter(isChosen);
  const hasStarts = isChosen(startWorkload);
  const further = measures.filter(isChosen);
  if (pages.length + paced.length + journeys.length + further.length === 0 && !hasStarts)
    program.error(`No workload's name begins with "${flags.only}". See --help.`);
  const plan = planOf(flags);
  if (plan.cores === null)
    say("Nothing is kept on its core (that takes taskset and two cores): expect noise.");
  const results = {
    pages: await measureTogether(pageBench(pages, able(pages, pagePeers)), plan),
    paced: await measureTogether(latencyBench(paced, plan.warmUp, able(paced, latencyPeers)), plan),
    journeys: await measureTogether(journeyBench(journeys), plan),
    starts: hasStarts ? await orNothing(startWorkload.title, () => measureStarts(starters(), plan, say)) : [],
    findings: await findingsOf(further, { ...plan, quick: flags.quick === true }),
  };
  say(report(results, measures, plan));
  const figures = figuresOf(results, measures, plan);
  if (flags.json !== undefined) await writeFigures(flags.json, figures);
  if (flags.svg !== undefined) await draw(figures, flags.svg);
  say(nextSteps(flags));
}

/** Those who can take part in asking for pages; the others are named. */
function able(pages: readonly PageWorkload[], peers: readonly Peer<PageWorkload>[]): Peer<PageWorkload>[] {
  if (pages.length === 0) return [];
  if (!isInstalled("wrk"))
    program.error("The load comes from wrk, which is not installed (Debian: apt-get install wrk).");
  for (const peer of peers) say(missing(peer));
  return peers.filter((peer) => missing(peer) === null);
}

/** Workloads whose ids begin with the same word together, and these one after the other. */
async function measureTogether<Asked extends Workload>(bench: Bench<Asked>, plan: Plan): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const workloads of Map.groupBy(bench.workloads, ({ id }) => id.split("-", 1)[0]).values()) {
    const titles = workloads.map(({ title }) => title).join("; ");
    measured.push(...(await orNothing(titles, () => measure({ ...bench, workloads }, plan, say))));
  }
  return measured;
}

/** One measure after the other. */
async function findingsOf(chosen: readonly Measure[], plan: MeasurePlan): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const one of chosen) findings.push(...(await orNothing(one.title, () => one.run(plan, say))));
  return findings;
}

/** What breaks is told, and takes nothing of what else a long run measures with it. */
async function orNothing<T>(title: string, work: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work();
  } catch (error) {
    console.error(`${title}: broken off.`, error);
    process.exitCode = 1;
    return [];
  }
}

/** @param figures as --json writes them */
async function draw(figures: unknown, file: string | undefined): Promise<void> {
  if (file === undefined) return program.error("--from draws, and --svg says where.");
  const read = figuresSchema.safeParse(figures);
  if (!read.success) return program.error(`These are no figures of --json:\n${z.prettifyError(read.error)}`);
  await writeFile(file, chart(read.data));
  say(`The picture is in ${file}.`);
}

async function writeFigures(file: string, figures: object): Promise<void> {
  await writeFile(file, `${JSON.stringify(figures, null, 2)}\n`);
  say(`The figures are in ${file}.`);
}

function planOf({ quick, rounds, seconds }: Flags): Plan {
  const canPin = isInstalled("taskset") && availableParallelism() > 1;
  return {
    rounds: rounds ?? (quick ? 2 : 5),
    seconds: seconds ?? (quick ? 1 : 2),
    warmUp: quick ? 2 : 3,
    cores: canPin ? { servers: 0, load: 1 } : null,
  };
}

function nextSteps({ quick }: Flags): string {
  if (quick)
    return "Next: without --quick for figures to go by; with it purges and memory are of fewer responses than they must be.";
  return "Next: docs/performance.md says what these were, and where the time goes. A wide spread means the machine was busy: take the columns by CPU, or run it again.";
}

function wholeNumber(text: string): number {
  if (!/^[1-9][0-9]{0,3}$/.test(text))
    throw new InvalidArgumentError("Expected a whole number from 1 to 9999.");
  return Number(text);
}

function say(line: string | null): void {
  if (line !== null) console.log(line);
}
