/**
 * A real Redis of one test file: whether it can run here, starting it, hindering it, ending it. Node only.
 *
 * @module
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { freePort, isInstalled } from "../../bench/processes.ts";

const program = "redis-server";
const isThere = isInstalled(program);

/** Whether tests have to be made with it: in CI, where it was installed for them. */
const isRedisRequired = process.env.GOVUK_EDGE_REDIS_SERVER === "required";

/** Tests with a real Redis; where it is not installed, one that says so, and fails where it has to be. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (isThere) {
    describe(name, tests);
    return;
  }
  test(`${program} is not installed, so ${name} is not tried here (issue 7)`, () => {
    const howToInstall = "On Debian and Ubuntu: apt-get install redis-server";
    expect(isRedisRequired, howToInstall).toBe(false);
    expect(isThere).toBe(false);
  });
}

/** A Redis that keeps nothing on disk. */
export interface RunningRedis {
  readonly port: number;
  readonly url: string;
  /** Runs a command, and gives what it answers as text. */
  command(...words: string[]): Promise<string>;
  /** It stops answering, and its connections stay open. */
  pause(): void;
  resume(): void;
  /** It ends at once, and its connections break. */
  kill(): Promise<void>;
  /** Starts it again on its port, empty. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts one on a free port of loopback. */
export async function startRedis(...options: string[]): Promise<RunningRedis> {
  const port = await freePort();
  const keeping = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--daemonize", "no"];
  let child = await launch(port, [...keeping, ...options]);
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill("SIGKILL");
    await ended;
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    async command(...words) {
      const { stdout } = await promisify(execFile)("redis-cli", ["-p", String(port), ...words]);
      return stdout.trim();
    },
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    kill,
    async start() {
      child = await launch(port, [...keeping, ...options]);
    },
    close: kill,
  };
}

async function launch(port: number, options: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, ["--port", String(port), ...options], { stdio: ["ignore", "pipe", "ignore"] });
  children.add(child);
  child.once("close", () => children.delete(child));
  let said = "";
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk: Buffer) => {
    said += String(chunk);
    if (said.includes("Ready to accept connections")) resolve();
  });
  await Promise.race([listening, once(child, "close")]);
  if (child.exitCode !== null) throw new Error(`Redis did not start: ${said}`);
  return child;
}
