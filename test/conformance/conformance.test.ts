import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { serveEdge } from "../../src/edge/node.ts";
import { startWorker, text } from "../support/worker-running.ts";
import { leftOutOn, type Runtime } from "./left-out.ts";
import { type RunningCache, runSuite, type SuiteRun } from "./suite.ts";
import { type SuiteTest, type Verdict, verdictsOf } from "./verdict.ts";

const { UPDATE_CONFORMANCE: update, CONFORMANCE_REPORT: reportFolder } = process.env;

/** Milliseconds. A run takes five seconds on an idle machine, and there may be two. */
const patience = 120_000;

const runtimes: { runtime: Runtime; start: (originUrl: string) => Promise<RunningCache> }[] = [
  { runtime: "node", start: startOnNode },
  { runtime: "workerd", start: startOnWorkerd },
];

async function startOnNode(origin: string): Promise<RunningCache> {
  const { port, close } = await serveEdge({ edge: { origin, profile: "rfc9111" }, port: 0 });
  return { url: `http://127.0.0.1:${port}`, close };
}

async function startOnWorkerd(origin: string): Promise<RunningCache> {
  const bindings = { ORIGIN_URL: text(origin), PROFILE: text("rfc9111") };
  const { port, close } = await startWorker(bindings, { direct: true });
  return { url: `http://127.0.0.1:${port}`, close };
}

test.each(runtimes)(
  "on $runtime, what passed of the suite still passes",
  async ({ runtime, start }) => {
    const run = await runSuite(start, leftOutOn(runtime));
    const verdicts = verdictsOf(run.tests, run.results);
    console.log(`${runtime}: ${summary(run.tests, verdicts)}`);
    if (reportFolder)
      await writeFile(join(reportFolder, `conformance-${runtime}.txt`), report(run, verdicts));

    const listed = await readPassing(runtime);
    const passing = [...verdicts].filter(([, verdict]) => verdict === "pass").map(([id]) => id);
    const more = passing.filter((id) => !listed.includes(id)).sort();
    if (more.length > 0) {
      if (update) await writePassing(runtime, [...listed, ...more]);
      else console.log(`${runtime}: UPDATE_CONFORMANCE=1 would list what passes now: ${more.join(", ")}`);
    }
    const lost = listed.filter((id) => !passing.includes(id));
    expect(lost.length === 0 ? [] : await lostAgain(lost, runtime, start)).toEqual([]);
  },
  patience,
);

/**
 * What of the lost is lost in a second run too. The suite gives some answers two seconds of the real
 * clock, which a busy machine may miss once; an edge that is wrong is wrong twice.
 */
async function lostAgain(
  lost: readonly string[],
  runtime: Runtime,
  start: (originUrl: string) => Promise<RunningCache>,
): Promise<string[]> {
  const run = await runSuite(start, leftOutOn(runtime));
  const verdicts = verdictsOf(run.tests, run.results);
  return lost.filter((id) => verdicts.get(id) !== "pass").map((id) => described(id, run, verdicts));
}

function summary(tests: readonly SuiteTest[], verdicts: ReadonlyMap<string, Verdict>): string {
  const count = (kind: SuiteTest["kind"], ...wanted: Verdict[]) =>
    tests.filter((each) => each.kind === kind && wanted.includes(verdicts.get(each.id) ?? "untested")).length;
  const of = (kind: SuiteTest["kind"]) => tests.filter((each) => each.kind === kind).length;
  const [passed, failed] = [count("required", "pass"), count("required", "fail")];
  return (
    `required ${passed} passed, ${failed} FAILED, ${of("required") - passed - failed} not scored; ` +
    `optimal ${count("optimal", "pass")} of ${of("optimal")} passed`
  );
}

/** Everything that did not pass, the required first. */
function report(run: SuiteRun, verdicts: ReadonlyMap<string, Verdict>): string {
  const lines = (["required", "optimal", "check"] as const).flatMap((kind) => [
    `${kind}:`,
    ...run.tests
      .filter((each) => each.kind === kind && !/^(pass|yes)$/.test(verdicts.get(each.id) ?? ""))
      .map(({ id }) => `  ${described(id, run, verdicts)}`)
      .sort(),
  ]);
  return `${summary(run.tests, verdicts)}\n${lines.join("\n")}\n`;
}

function described(id: string, { results }: SuiteRun, verdicts: ReadonlyMap<string, Verdict>): string {
  const result = results.get(id) ?? true;
  const detail = result === true ? "" : ` (${result.join(": ")})`;
  return `${id}: ${verdicts.get(id) ?? "no such test"}${detail}`;
}

function fileOf(runtime: Runtime): URL {
  return new URL(`./passing-${runtime}.json`, import.meta.url);
}

async function readPassing(runtime: Runtime): Promise<string[]> {
  return z.array(z.string()).parse(JSON.parse(await readFile(fileOf(runtime), "utf8")));
}

/** Only ever adds: an id leaves the list by hand alone. */
async function writePassing(runtime: Runtime, ids: readonly string[]): Promise<void> {
  await writeFile(fileOf(runtime), `${JSON.stringify([...ids].sort(), null, 2)}\n`);
}
