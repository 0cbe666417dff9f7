/**
 * The real command line in a process of its own, away from this machine's settings.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

/** Node keeps what it compiled there: the tests start it some hundred times. */
const compiled = join(tmpdir(), "govuk-edge-compiled");
const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** Where a command runs. */
export interface Surroundings {
  readonly variables?: Readonly<Record<string, string>>;
  /** The working directory; one without files by default. */
  readonly folder?: string;
  /** How many files it may have open, as `ulimit -n` says it. */
  readonly files?: number;
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is running. */
export interface Running {
  readonly child: ChildProcess;
  /** What it printed so far. */
  stdout(): string;
  /** Resolves when what it printed matches; rejects when it ends without that. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

const children = new Set<ChildProcess>();

/** Ends what tests that failed have not stopped; for `afterAll`. */
export function endLeftovers(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** Starts a script of Node's with arguments, and reads what it prints. */
export function startNode(
  args: readonly string[],
  { variables = {}, folder, files }: Surroundings = {},
): Running {
  const limited = files === undefined ? [] : ["/bin/sh", "-c", `ulimit -n ${files}; exec "$0" "$@"`];
  const [program = "", ...rest] = [...limited, process.execPath, ...args];
  const child = spawn(program, rest, {
    cwd: folder ?? tmpdir(),
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compiled, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  noteSecrets(args, variables);
  children.add(child);
  child.once("close", () => children.delete(child));
  const ended = once(child, "close").then(([code]): Ended => {
    globalThis.runLog?.printed(args.slice(0, 2).join(" "), stdout + stderr);
    return { code, stdout, stderr };
  });
  return {
    child,
    stdout: () => stdout,
    ended,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(stdout);
        if (match) return match;
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`it ended without ${pattern}: ${stdout}${stderr}`);
        await Promise.race([once(child.stdout, "data"), ended]);
      }
    },
    stop(signal = "SIGINT") {
      child.kill(signal);
      return ended;
    },
  };
}

/** What is given as a secret must be in no log of the run. */
function noteSecrets(args: readonly string[], variables: Readonly<Record<string, string>>): void {
  const named = /(?:token|password|secret|session)$/i;
  for (const [name, value] of Object.entries(variables))
    if (named.test(name)) globalThis.runLog?.secret(value);
  for (const [at, name] of args.entries()) {
    if (name.startsWith("--") && named.test(name)) globalThis.runLog?.secret(args[at + 1] ?? "");
  }
}

/** Starts the command line. */
export function start(args: readonly string[], surroundings?: Surroundings): Running {
  return startNode([main, ...args], surroundings);
}

/** Runs a command that ends of itself. */
export function run(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** A `serve` that listens. */
export type Serve = Running & { readonly url: string };

/** `serve` on a free port, and the address it prints. */
export async function startServe(args: readonly string[], surroundings?: Surroundings): Promise<Serve> {
  const running = start(["serve", "--port", "0", ...args], surroundings);
  const [, url = ""] = await running.printed(/listens on (https?:\/\/\S+:\d+)/);
  return { ...running, url };
}

/** An app for all tests of a file; what they started and left running ends with it. */
export function useOrigin(answer = echo): Pick<Origin, "url" | "port"> {
  let running: Origin | undefined;
  const now = () => {
    if (!running) throw new Error("The app runs while tests run.");
    return running;
  };
  beforeAll(async () => {
    running = await startOrigin(answer);
  });
  afterAll(async () => {
    endLeftovers();
    await running?.close();
  });
  return {
    get url() {
      return now().url;
    },
    get port() {
      return now().port;
    },
  };
}

/** A server on a free port of loopback. */
export interface Origin {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** An app that answers with the headers it got, as JSON; or as told. */
export async function startOrigin(answer = echo): Promise<Origin> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Cache-Control", "max-age=60");
  if (request.url !== "/forgets") response.setHeader("Vary", "GOVUK-Account-Session");
  response.end(JSON.stringify(request.headers));
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

/** A folder with files, gone when `remove` is called. */
export async function folderWith(
  files: Readonly<Record<string, string>>,
): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "govuk-edge-cli-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return { path, remove: () => rm(path, { recursive: true }) };
}
