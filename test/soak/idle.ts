/**
 * Thousands of connections that idle at one `serve`: what each costs, and whether others are answered.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What came of it. */
export interface IdleReport {
  readonly held: number;
  /** Of those, how many were left in the end. */
  readonly left: number;
  /** Kilobytes of memory that each takes in the processes of `serve`. */
  readonly kilobytesEach: number;
  /** Milliseconds in which others were answered meanwhile, the quickest first. */
  readonly answers: readonly number[];
}

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const client = fileURLToPath(new URL("./idle-client.ts", import.meta.url));
/** Connections of one process of clients: a process may open some 20,000 files. */
const each = 10_000;
const hour = 3_600;

/** Has so many connections idle. @param workers processes of `serve` */
export async function idle(connections: number, workers: number): Promise<IdleReport> {
  const origin = createServer((_request, response) => void response.end("a page")).listen(0, "127.0.0.1");
  await once(origin, "listening");
  const folder = await mkdtemp(join(tmpdir(), "govuk-edge-idle-"));
  const limits = { connections: 100_000, keepAliveSeconds: hour, silenceSeconds: hour };
  await writeFile(join(folder, "govuk-edge.config.json"), JSON.stringify({ limits }));
  const address = origin.address();
  const from = typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "";
  const children: ChildProcess[] = [];

  async function start(args: readonly string[], says: RegExp) {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
    children.push(child);
    const lines = createInterface(child.stdout);
    const next = async (): Promise<number> => {
      for (;;) {
        const [line]: unknown[] = await once(lines, "line");
        const [, number] = says.exec(String(line)) ?? [];
        if (number !== undefined) return Number(number);
      }
    };
    return { child, next, first: await next() };
  }

  try {
    const flags = [
      "--origin",
      from,
      "--port",
      "0",
      "--quiet",
      ...(workers > 1 ? ["--workers", `${workers}`] : []),
    ];
    const serve = await start([main, "serve", ...flags], /listens on http:\/\/\S+:([0-9]+)/);
    await answerTimes(serve.first, 200);
    const before = await memoryOf(serve.child.pid ?? 0);
    const sizes = Array.from({ length: Math.ceil(connections / each) }, (_, nth) =>
      Math.min(each, connections - nth * each),
    );
    const clients = await Promise.all(
      sizes.map((size) => start([client, `${serve.first}`, `${size}`], /holds ([0-9]+)/)),
    );
    const held = clients.reduce((sum, { first }) => sum + first, 0);
    const answers = await answerTimes(serve.first, 200);
    const after = await memoryOf(serve.child.pid ?? 0);
    const counts = clients.map(({ child, next }) => {
      child.stdin.write("\n");
      return next();
    });
    const left = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    return { held, left, kilobytesEach: (after - before) / Math.max(1, held), answers };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    origin.close();
    await rm(folder, { recursive: true });
  }
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
  return theirs.reduce((sum, one) => sum + one, Number(/VmRSS:\s+([0-9]+)/.exec(status)?.[1] ?? 0));
}
