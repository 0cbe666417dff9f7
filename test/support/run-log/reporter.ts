/** Fails a run whose logs hold a secret that its tests used. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reporter } from "vitest/node";
import { z } from "zod";
import { masked } from "../../../src/edge/observe/mask.ts";
import { type Leak, secretsIn } from "./search.ts";

export default class RunLogReporter implements Reporter {
  readonly #folder = mkdtempSync(join(tmpdir(), "govuk-edge-run-log-"));
  #console = "";

  onInit(): void {
    // The processes of tests inherit it.
    process.env.VITEST_RUN_LOG = this.#folder;
  }

  /** Where tests are watched, there are several. */
  onTestRunStart(): void {
    mkdirSync(this.#folder, { recursive: true });
    this.#console = "";
  }

  onUserConsoleLog({ content }: { readonly content: string }): void {
    this.#console += content;
  }

  onTestRunEnd(): void {
    writeFileSync(join(this.#folder, "console.log"), this.#console, { mode: 0o600 });
    const { leaks, bytes, secrets } = searched(this.#folder);
    for (const { file, line, secret } of leaks.slice(0, 20)) {
      console.log(`A SECRET IS IN A LOG: ${file}:${line}: ${masked(secret)}`);
    }
    if (leaks.length > 0) process.exitCode = 1;
    else rmSync(this.#folder, { recursive: true });
    console.log(`${secrets} secrets, ${leaks.length} times in ${(bytes / 1e6).toFixed(1)} MB of logs`);
  }
}

const secretSchema = z.string();
const sources = fileURLToPath(new URL("../../../src", import.meta.url));

/** Those that stand in the program itself, as the tokens of the mocks do, are told to everybody. */
function published(secrets: readonly string[]): ReadonlySet<string> {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(?:ts|json)$/.test(name),
  );
  const text = Buffer.concat(files.map((name) => readFileSync(join(sources, name))));
  return new Set(secretsIn("src", text, secrets).map(({ secret }) => secret));
}

/** What `watch.ts` has left in a folder. */
export function searched(folder: string): {
  readonly leaks: readonly Leak[];
  readonly bytes: number;
  readonly secrets: number;
} {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const secrets = files
    .filter((file) => file.endsWith(".secrets"))
    .flatMap((file) => readFileSync(file, "utf8").trim().split("\n"))
    .map((line) => secretSchema.parse(JSON.parse(line)));
  const logs = files
    .filter((file) => file.endsWith(".log"))
    .map((file) => [file, readFileSync(file)] as const);
  const told = published(secrets);
  const unique = new Set(secrets.filter((secret) => !told.has(secret)));
  const leaks = logs.flatMap(([file, log]) => secretsIn(file, log, unique));
  return { leaks, bytes: logs.reduce((sum, [, log]) => sum + log.length, 0), secrets: unique.size };
}
