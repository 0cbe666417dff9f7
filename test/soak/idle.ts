/**
 * Thousands of connections that idle at one `serve`: what each costs, and whether others are answered.
 *
 * @module
 */
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Speaking, speakWith } from "./said.ts";

/** What came of it. */
export interface IdleReport {
  readonly held: number;
  /** Of those, how many were left in the end. */
  readonly left: number;
  /** Kilobytes of memory that each takes in the processes of `serve`. */
  readonly kilobytesEach: number;
  /** Milliseconds in which others were answered meanwhile, the quickest first; none when it was full. */
  readonly answers: readonly number[];
}

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const client = fileURLToPath(new URL("./idle-client.ts", import.meta.url));
/** Connections of one process of clients: a process may open some 20,000 files. */
const each = 10_000;
const hour = 3_600;

/**
 * Has so many connections idle at one `serve`.
 *
 * @param workers processes of it
 * @param asked how many times somebody else asks meanwhile, and before
 * @throws {Error} when a process ends too early, or somebody else gets another answer
 */
export async function idle(connections: number, workers: number, asked = 200): Promise<IdleReport> {
  const origin = createServer((_request, response) => void response.end("a page")).listen(0, "127.0.0.1");
  await once(origin, "listening");
  const folder = await mkdtemp(join(tmpdir(), "govuk-edge-idle-"));
  const limits = { connections: 100_000, keepAliveSeconds: hour, silenceSeconds: hour };
  await writeFile(join(folder, "govuk-edge.config.json"), JSON.stringify({ limits }));
  const address = origin.address();
  const from = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
  const running: Speaking[] = [];

  function start(...args: readonly string[]): Speaking {
    const process = speakWith(args, folder);
    running.push(process);
    return process;
  }

  try {
    const several = workers > 1 ? ["--workers", `${workers}`] : [];
    const serve = start(main, "serve", "--origin", from, "--port", "0", "--quiet", ...several);
    const port = await serve.said(/listens on http:\/\/\S+:([0-9]+)/);
    await answerTimes(port, asked);
    const before = await memoryOf(serve.pid);
    const clients = sizesOf(connections).map((size) => start(client, `${port}`, `${size}`));
    const held = sum(await Promise.all(clients.map((one) => one.said(/holds ([0-9]+)\n/))));
    // Where not all are held there is no room for others, either.
    const answers = held < connections ? [] : await answerTimes(port, asked);
    const after = await memoryOf(serve.pid);
    for (const one of clients) one.say("How many are left?");
    const left = sum(await Promise.all(clients.map((one) => one.said(/keeps ([0-9]+)\n/))));
    return { held, left, kilobytesEach: (after - before) / Math.max(1, held), answers };
  } finally {
    await Promise.all(running.map((one) => one.end()));
    origin.closeAllConnections();
    origin.close();
    await rm(folder, { recursive: true });
  }
}

/** How many connections each process of clients has. */
function sizesOf(connections: number): number[] {
  const count = Math.ceil(connections / each);
  return Array.from({ length: count }, (_, nth) => Math.min(each, connections - nth * each));
}

/** Somebody else asks, each time on a connection of their own. */
async function answerTimes(port: number, times: number): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < times) {
    const since = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/x?n=${taken.length}`, {
      headers: { connection: "close" },
    });
    if ((await answer.text()) !== "a page") throw new Error(`Somebody got ${answer.status}.`);
    taken.push(performance.now() - since);
  }
  return taken.sort((one, other) => one - other);
}

/** Kilobytes that a process and its children have in memory. Linux alone tells. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ");
  const theirs = await Promise.all(children.filter((one) => one !== "").map((one) => memoryOf(Number(one))));
  return sum([Number(/VmRSS:\s+([0-9]+)/.exec(status)?.[1] ?? 0), ...theirs]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
