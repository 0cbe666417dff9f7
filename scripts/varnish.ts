/**
 * `npm run varnish`: a real Varnish with production's rules as judge of the plays and of the edge.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import type { RunningStage } from "../src/testing/play.ts";
import { differencesOf } from "../src/testing/play.ts";
import { plays } from "../test/fixtures/cases.ts";
import { type EdgeProfile, edgeProfiles, startEdgeStage } from "../test/support/edge-stage.ts";
import type { Play } from "../test/support/fixture-schema.ts";
import { startPlayStage } from "../test/support/play-socket-stage.ts";
import { isOpen, judgePlay, told } from "../test/support/varnish-plays.ts";
import { howToInstall, whatVarnishLacks } from "../test/support/varnish-process.ts";
import { startVarnishStage } from "../test/support/varnish-stage.ts";
import { type EdgeResult, type Row, reasons, table } from "../test/support/varnish-table.ts";
import { leftOutOfWorkerd, startWorkerTheatre, type WorkerTheatre } from "../test/support/worker-stage.ts";
import { type Fuzzed, fuzz } from "../test/varnish/fuzz/fuzz.ts";
import { translations } from "../test/varnish/fuzz/said.ts";

interface Flags {
  readonly profile: EdgeProfile;
}

interface FuzzFlags extends Flags {
  readonly seconds: number;
  readonly seed: number;
}

const help = `
Exit status: 0 when all is explained, 1 when something is not, 2 when there is no Varnish to ask.

Examples:
  $ npm run varnish                              all plays, as a table
  $ npm run varnish -- fuzz --seconds 600        ten minutes of random requests
  $ npm run varnish -- fuzz --seed 7             the same requests again

${howToInstall}`;

const profile = () =>
  new Option("--profile <name>", "the rules the edge follows").choices(edgeProfiles).default("www");

const program = new Command("npm run varnish --")
  .description(
    "Performs all plays through Varnish with production's rules, and through the edge on Node and in workerd.",
  )
  .addOption(profile())
  .addHelpText("after", help)
  .action((flags: Flags) => withVarnish((varnish) => performAll(flags.profile, varnish)));
program
  .command("fuzz")
  .description("Sends random requests through both, until they disagree or the time is up.")
  .addOption(profile())
  .option("--seconds <number>", "how long", wholeNumber, 60)
  .option("--seed <number>", "where to begin; random when left out", wholeNumber, Date.now() % 1_000_000)
  .action((flags: FuzzFlags) => withVarnish((varnish) => runFuzzer(flags, varnish)));

// Varnish ends with this process, however it ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
await program.parseAsync();

/** Starts Varnish, lets it work, and ends it. @param work answers with the exit status */
async function withVarnish(work: (varnish: RunningStage) => Promise<number>): Promise<void> {
  const lacking = await whatVarnishLacks();
  if (lacking !== null) {
    console.error(`${lacking}\n${howToInstall}, then run this again.`);
    process.exitCode = 2;
    return;
  }
  const varnish = await startVarnishStage();
  try {
    process.exitCode = await work(varnish);
  } finally {
    await varnish.close();
  }
}

async function performAll(rules: EdgeProfile, varnish: RunningStage): Promise<number> {
  const theatre = await startWorkerTheatre();
  const rows: Row[] = [];
  try {
    for (const [nth, play] of plays.entries()) {
      if (process.stderr.isTTY) process.stderr.write(`\r${nth + 1} of ${plays.length}: ${play.id}    \r`);
      rows.push(await performed(play, rules, varnish, theatre));
    }
  } finally {
    await theatre.close();
  }
  console.log(`${table(rows)}\n\n${reasons(rows).join("\n")}\n`);
  return concluded(rows);
}

async function performed(
  play: Play,
  rules: EdgeProfile,
  varnish: RunningStage,
  theatre: WorkerTheatre,
): Promise<Row> {
  const refused = play.refusedByNode ? "Node refuses it" : null;
  return {
    judgement: await judgePlay(play, varnish),
    node: await onEdge(play, rules, refused, startPlayStage),
    workerd: await onEdge(play, rules, leftOutOfWorkerd(play) && "left out", theatre.stageFor),
  };
}

/** Says what is unexplained. @returns the exit status */
function concluded(rows: readonly Row[]): number {
  const open = rows.filter(({ judgement }) => isOpen(judgement)).map(({ judgement }) => told(judgement));
  const failed = rows.flatMap(({ node, workerd }) => [
    ...node.lines.map((line) => `on Node, ${line}`),
    ...workerd.lines.map((line) => `in workerd, ${line}`),
  ]);
  if (open.length + failed.length === 0) {
    console.log(`${summary(rows)} Nothing is unexplained.
What next: npm run varnish -- fuzz, to look where no play has been yet.`);
    return 0;
  }
  if (open.length > 0)
    console.log(`Varnish does not do what the plays say of production:\n${open.join("\n")}\n`);
  if (failed.length > 0) console.log(`The edge does not do what it owes:\n${failed.join("\n")}\n`);
  console.log(`${summary(rows)} ${open.length + failed.length} unexplained.
What next: correct the play, the rules in vcl-fixtures/varnish/www.vcl or the edge; what Varnish cannot do
gets an entry in vcl-fixtures/varnish/differences.json, and one that no longer differs is taken out.`);
  return 1;
}

/** Performs a play on an edge of its own. */
async function onEdge(
  play: Play,
  rules: EdgeProfile,
  leftOut: string | null,
  start: (play: Play, rules: EdgeProfile) => Promise<RunningStage>,
): Promise<EdgeResult> {
  if (!play.profiles.includes(rules)) return { leftOut: `not in ${rules}`, lines: [] };
  if (leftOut !== null) return { leftOut, lines: [] };
  const stage = await start(play, rules);
  try {
    return { leftOut: null, lines: await differencesOf(play, stage) };
  } finally {
    await stage.close();
  }
}

function summary(rows: readonly Row[]): string {
  const verdicts = rows.map(({ judgement }) => judgement.verdict);
  const count = (verdict: string) => verdicts.filter((one) => one === verdict).length;
  const share = (where: "node" | "workerd") => {
    const played = rows.map((row) => row[where]).filter(({ leftOut }) => leftOut === null);
    return `${played.filter(({ lines }) => lines.length === 0).length} of ${played.length}`;
  };
  return `Varnish agrees with ${count("agrees")} plays and differs in ${count("explained")} for a known reason; ${count("own")} are our own, ${count("beyond")} beyond it.
The edge does what it owes in ${share("node")} on Node and ${share("workerd")} in workerd.`;
}

async function runFuzzer(
  { profile: rules, seconds, seed }: FuzzFlags,
  varnish: RunningStage,
): Promise<number> {
  const edge = await startEdgeStage(rules, "report");
  const end = performance.now() + seconds * 1000;
  console.log(`Seed ${seed}, for ${seconds} s.`);
  const run = await fuzz({ varnish, edge }, seed, () => performance.now() > end).finally(edge.close);
  console.log(counted(run));
  if (run.found === null) {
    console.log("They agree. What next: a longer run, with --seconds.");
    return 0;
  }
  const { seed: at, lines, play } = run.found;
  console.log(`\nThey disagree:\n${lines.join("\n")}\n\n${JSON.stringify(play, null, 2)}\n
What next: say who is right. This play, with an id of its own and a reason, belongs in vcl-fixtures/cases/.
npm run varnish -- fuzz --seed ${at} leads here at once.`);
  return 1;
}

function counted({ sequences, requests, states, rules }: Fuzzed): string {
  const ways = [...states].map(([state, count]) => `${state} ${count}`).join(", ");
  const told = [...rules].sort().map(([rule, count]) => `  ${rule} ${count} times: ${translations[rule]}`);
  return `${sequences} sequences, ${requests} requests (on the edge: ${ways}).
Known differences that were translated:\n${told.join("\n")}`;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError("Expected a whole number.");
  return number;
}
