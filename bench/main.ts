/**
 * `npm run bench`: the edge beside bare node:http and other caches, on this machine, in one run.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { journeyBench } from "./journeys.ts";
import { accountMeasure } from "./measures/account.ts";
import { type Finding, findingTable } from "./measures/finding.ts";
import type { Measure } from "./measures/measure.ts";
import { memoryMeasure } from "./measures/memory.ts";
import { purgeMeasure } from "./measures/purge.ts";
import { stormMeasure } from "./measures/storm.ts";
import { pageBench } from "./pages.ts";
import { limit, missing, pagePeers } from "./peers.ts";
import { isInstalled } from "./processes.ts";
import { type Measured, measure, type Plan } from "./rounds.ts";
import { measureStarts, starters, summariseStarts } from "./start.ts";
import { type Summary, summarise } from "./summary.ts";
import { startTable, table, variantTable } from "./table.ts";
import {
  journeyWorkloads,
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
}

const measures: readonly Measure[] = [stormMeasure(pagePeers), purgeMeasure, memoryMeasure, accountMeasure];

const help = `
Workloads: ${[...pageWorkloads, ...journeyWorkloads, startWorkload].map(({ id }) => id).join(", ")}
Measures: ${measures.map(({ id }) => id).join(", ")}

Examples:
  $ npm run bench
  $ npm run bench -- --quick
  $ npm run bench -- --only exists --rounds 15 --json figures.json
  $ npm run bench -- --only journeys
  $ npm run bench -- --only storm --rounds 5
  $ npm run build && npm run bench -- --only start

The servers share one core and the load has another, so leave the machine alone meanwhile. Pages need wrk;
Varnish and nginx are compared when they are installed (Debian: apt-get install wrk varnish nginx-light).
Sign-ins and starts need none of them.`;

const program = new Command("npm run bench --")
  .description(
    "Measures hits of the edge beside bare node:http of the same Node and other caches, sign-ins, starting, storms, purges, memory, and the account's share.",
  )
  .option("--quick", "a first impression: 2 rounds of 1 second, without 100,000 variants")
  .option("--rounds <number>", "how often each server is measured (default 7)", wholeNumber)
  .option("--seconds <number>", "how long each time (default 3)", wholeNumber)
  .option("--only <text>", "only workloads and measures whose name begins so")
  .option("--json <file>", "write the figures to a file too")
  .addHelpText("after", help)
  .action(run);

// Whoever reads the output may stop reading: `npm run bench | head`.
process.stdout.on("error", () => process.exit(1));
await program.parseAsync();

async function run(flags: Flags): Promise<void> {
  const isChosen = ({ id }: Workload) => id.startsWith(flags.only ?? "");
  const pages = pageWorkloads.filter(isChosen).filter(({ sessions }) => !flags.quick || sessions <= 10_000);
  const journeys = journeyWorkloads.filter(isChosen);
  const hasStarts = isChosen(startWorkload);
  const further = measures.filter(isChosen);
  if (pages.length + journeys.length + further.length === 0 && !hasStarts)
    program.error(`No workload's name begins with "${flags.only}". See --help.`);
  const plan = planOf(flags);
  if (plan.cores === null)
    say("Nothing is kept on its core (that takes taskset and two cores): expect noise.");
  const measured = [
    ...(pages.length > 0 ? await measurePages(pages, plan) : []),
    ...(journeys.length > 0 ? await measure(journeyBench(journeys), plan, say) : []),
  ];
  const starts = hasStarts ? summariseStarts(await measureStarts(starters(), plan, say)) : [];
  const findings: Finding[] = [];
  for (const one of further) findings.push(...(await one.run({ ...plan, quick: flags.quick === true }, say)));
  const summaries = summarise(measured, limit);
  const isJourney = ({ workload }: Summary) => journeys.some(({ id }) => id === workload);
  const ofPages = summaries.filter((one) => !isJourney(one));
  const variants = variantTable(ofPages);
  if (ofPages.length > 0) say(`\n${table(ofPages, "request")}\n`);
  if (variants !== null) say(`${variants}\n`);
  if (journeys.length > 0) say(`\n${table(summaries.filter(isJourney), "journey")}\n`);
  if (hasStarts) say(`\n${startTable(starts)}\n`);
  if (findings.length > 0) say(`\n${findingTable(findings)}\n`);
  say(
    `Node ${process.versions.node}, ${plan.rounds} rounds${measured.length > 0 ? ` of ${plan.seconds} s` : ""}; median (lowest to highest).`,
  );
  if (flags.json !== undefined)
    await writeFigures(flags.json, { plan, summaries, measured, starts, findings });
  say(nextSteps(flags));
}

function measurePages(pages: readonly PageWorkload[], plan: Plan): Promise<Measured[]> {
  if (!isInstalled("wrk"))
    program.error("The load comes from wrk, which is not installed (Debian: apt-get install wrk).");
  for (const peer of pagePeers) say(missing(peer));
  const able = pagePeers.filter((peer) => missing(peer) === null);
  return measure(pageBench(pages, able), plan, say);
}

async function writeFigures(file: string, figures: object): Promise<void> {
  const all = { node: process.versions.node, date: new Date().toISOString(), ...figures };
  await writeFile(file, `${JSON.stringify(all, null, 2)}\n`);
  say(`The figures are in ${file}.`);
}

function planOf({ quick, rounds, seconds }: Flags): Plan {
  const canPin = isInstalled("taskset") && availableParallelism() > 1;
  return {
    rounds: rounds ?? (quick ? 2 : 7),
    seconds: seconds ?? (quick ? 1 : 3),
    cores: canPin ? { servers: 0, load: 1 } : null,
  };
}

function nextSteps({ quick }: Flags): string {
  if (quick) return "Next: without --quick for figures to go by.";
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
