/**
 * Processes that say on a line of their own how far they are.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";

/** A process that is spoken with. */
export interface Speaking {
  readonly pid: number;
  /** The number on the first line that matches. @throws {Error} with the process's words when it ends without one */
  said(line: RegExp): Promise<number>;
  say(line: string): void;
  end(): Promise<void>;
}

/** Runs a script of Node's, away from this machine's settings. */
export function speakWith(args: readonly string[], folder: string): Speaking {
  const env = { PATH: process.env.PATH };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "pipe" });
  let words = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      words += text;
    });
  }
  // Who ends while it is written to says why, or says it by ending.
  child.stdin.on("error", () => undefined);
  let hasEnded = false;
  const ended = once(child, "close").then(() => {
    hasEnded = true;
  });

  async function said(line: RegExp): Promise<number> {
    for (;;) {
      const [, number] = line.exec(words) ?? [];
      if (number !== undefined) return Number(number);
      if (hasEnded) throw new Error(`${args.join(" ")} ended without ${line}: ${words}`);
      await Promise.race([once(child.stdout, "data"), ended]);
    }
  }

  return {
    pid: child.pid ?? 0,
    said,
    say: (line) => void child.stdin.write(`${line}\n`),
    async end() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
