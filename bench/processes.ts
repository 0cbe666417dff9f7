/**
 * The servers' processes: each on its core, and ended by its id.
 *
 * @module
 */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

/** A command line of at least one word. */
export type CommandLine = readonly [string, ...string[]];

/** A server in a process of its own. */
export interface RunningProcess {
  readonly port: number;
  /** Milliseconds of processor time that it and its children took so far; null where nobody counts. */
  cpuMilliseconds(): number | null;
  stop(): Promise<void>;
}

/** A command that stays on a core; null leaves that to the system. */
export function pinned(command: CommandLine, core: number | null): CommandLine {
  return core === null ? command : ["taskset", "-c", String(core), ...command];
}

/** Whether a program is on the PATH. */
export function isInstalled(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a server of our own, which says its port.
 *
 * @throws {Error} when it ends before that
 */
export async function startServer(
  file: string,
  argv: readonly (string | number)[],
  core: number | null,
): Promise<RunningProcess> {
  return startUntil([process.execPath, file, ...argv.map(String)], /^listening on ([0-9]+)$/, core);
}

/**
 * Starts a server that says its port in a line.
 *
 * @param listens matches the line; the port is the first group
 * @throws {Error} when it ends before that
 */
export async function startUntil(
  command: CommandLine,
  listens: RegExp,
  core: number | null,
): Promise<RunningProcess> {
  const child = start(pinned(command, core), "inherit");
  if (child.stdout === null) throw new Error("The server's output is not piped.");
  for await (const line of createInterface(child.stdout)) {
    const port = listens.exec(line)?.[1];
    if (port !== undefined) return running(child, Number(port));
  }
  throw new Error(`${command.slice(1).join(" ")} ended before it listened.`);
}

/** Starts a server that is told its port. @param probe resolves when it answers, and else rejects */
export async function startProgram(
  command: CommandLine,
  port: number,
  core: number | null,
  probe: (port: number) => Promise<unknown>,
): Promise<RunningProcess> {
  const server = running(start(pinned(command, core), "ignore"), port);
  for (let tries = 0; ; tries += 1) {
    try {
      await probe(port);
      return server;
    } catch (error) {
      if (tries === 100) {
        await server.stop();
        throw new Error(`${command[0]} does not answer.`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const executed = promisify(execFile);

/** Runs a program to its end, and gives what it printed. @throws {Error} when it fails */
export async function outputOf([program, ...argv]: CommandLine): Promise<string> {
  const running = executed(program, argv);
  watched(running.child);
  return (await running).stdout;
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("The server is not on a port.");
  return address.port;
}

/** Those that have not ended yet: none may outlive the benchmark. */
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill();
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

function start([program, ...argv]: CommandLine, errors: "inherit" | "ignore"): ChildProcess {
  return watched(spawn(program, argv, { stdio: ["ignore", "pipe", errors], env: withoutSettings() }));
}

/** What somebody has set for an edge of theirs is not what is measured here. */
function withoutSettings(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => !name.startsWith("GOVUK_EDGE_"));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function watched(child: ChildProcess): ChildProcess {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

function running(child: ChildProcess, port: number): RunningProcess {
  // What it says later is read and dropped, so that it never waits for a reader.
  child.stdout?.resume();
  return {
    port,
    cpuMilliseconds: () => (child.pid === undefined ? null : cpuMilliseconds(child.pid)),
    async stop() {
      if (!children.has(child)) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** Linux counts in ticks of 10 ms, which is fine enough for seconds. */
function cpuMilliseconds(pid: number): number | null {
  try {
    const [, stat = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const [user, system] = stat.split(" ").slice(11, 13).map(Number);
    const of = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    const inChildren = of.reduce((sum, id) => sum + (cpuMilliseconds(Number(id)) ?? 0), 0);
    return ((user ?? 0) + (system ?? 0)) * 10 + inChildren;
  } catch {
    return null;
  }
}
