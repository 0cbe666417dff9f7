/**
 * `govuk-edge audit`: finds pages whose copies would reach the wrong people, and copies nobody needs.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { styleText } from "node:util";
import type { Command } from "commander";
import type { AuditReport } from "../audit/audit.ts";
import { addAuditFlags } from "./audit-flags.ts";
import { progressBar } from "./audit-progress.ts";
import { type AuditSettings, auditOptions, auditSettings } from "./audit-settings.ts";
import type { Flags } from "./config-file.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import { version } from "./version.ts";

const help = `
Each page is asked for as nobody, as two people, and as each of them with a message, twice each; what may count
against it, up to eight times. Only GET is sent, only to the hosts of the URLs and of --host.

Exit codes: 0 nothing that --fail-on counts; 1 a leak; 3 a fragile page; 4 waste; 5 something could not be asked;
2 asked for wrongly.

Examples:
  $ govuk-edge audit http://127.0.0.1:3000/ --depth 2
  $ govuk-edge audit --sitemap http://127.0.0.1:3000/sitemap.xml --person Amina=… --person Bryn=…
  $ govuk-edge audit http://127.0.0.1:3000/ --reporter html --output audit.html
  $ govuk-edge audit http://127.0.0.1:3000/ --reporter sarif --output audit.sarif --fail-on fragile

What next:
  docs/audit.md explains each finding and how to mend it. Mend the leaks first, then run it again.`;

/** Adds the command to the program. */
export function addAudit(program: Command): void {
  const command = program
    .command("audit")
    .summary("find pages that leak, or waste copies")
    .description("Asks an app for its pages as different people, and says whose copies would reach whom.")
    .argument("[urls...]", "addresses of pages, on the app itself");
  addAuditFlags(command);
  command
    .addHelpText("after", help)
    .action((urls: string[], flags: Flags) => runAudit(urls, flags, process.stdout, process.stderr));
}

async function runAudit(
  urls: readonly string[],
  flags: Flags,
  out: NodeJS.WriteStream,
  err: NodeJS.WriteStream,
): Promise<void> {
  const settings = await auditSettings(urls, flags);
  // Before the work, not after it.
  if (settings.output !== undefined) await written(settings.output, "");
  // Loaded here, so that help and refusals come at once.
  const { audit } = await import("../audit/audit.ts");
  const { undiciTransport } = await import("../edge/node/undici-transport.ts");
  const { exitCodeOf, summaryOf } = await import("../audit/reporters/summary.ts");
  const { transport, close } = undiciTransport();
  const progress = progressBar(err);
  try {
    const report = await audit(auditOptions(settings), {
      transport,
      now: Date.now,
      sleep: (milliseconds) => sleep(milliseconds),
      random: Math.random,
      randomText: () => randomUUID().replaceAll("-", ""),
      onProgress: progress.show,
    });
    progress.clear();
    const text = await reportAs(settings, report, settings.output === undefined ? out : null);
    if (settings.output === undefined) out.write(text);
    else {
      await written(settings.output, text);
      out.write(`${summaryOf(report)} The report is in ${settings.output}.\n`);
    }
    process.exitCode = exitCodeOf(report, settings.failOn);
  } finally {
    progress.clear();
    await close();
  }
}

async function written(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw new CommandFailure(`The report cannot be written to ${path}: ${reasonOf(cause)}.`, 2, { cause });
  });
}

/** @param terminal where the text goes, for its colours; null for a file */
async function reportAs(
  { reporter, failOn }: AuditSettings,
  report: AuditReport,
  terminal: NodeJS.WriteStream | null,
): Promise<string> {
  switch (reporter) {
    case "text": {
      const { textReport } = await import("../audit/reporters/text.ts");
      return textReport(report, (style, text) =>
        terminal ? styleText(style, text, { stream: terminal }) : text,
      );
    }
    case "json":
      return (await import("../audit/reporters/json.ts")).jsonReport(report);
    case "sarif":
      return (await import("../audit/reporters/sarif.ts")).sarifReport(report, version());
    case "html":
      return (await import("../audit/reporters/html.ts")).htmlReport(report, timeInWords(new Date()));
    case "junit":
      return (await import("../audit/reporters/junit.ts")).junitReport(report, failOn);
    case "github":
      return (await import("../audit/reporters/github.ts")).githubReport(report);
  }
}

function timeInWords(time: Date): string {
  return `on ${time.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC`;
}
