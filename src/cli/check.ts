/**
 * `govuk-edge check`: plays performed before an app, or with an edge that is already there.
 *
 * @module
 */
import { type Command, Option } from "commander";
import { playFiles } from "./check-files.ts";
import { checkSettings } from "./check-setup.ts";
import { watchFiles } from "./check-watch.ts";
import { addConfigFlag, type Flags } from "./config-file.ts";
import { addFlags } from "./settings.ts";

/** The forms that a report has. */
const reporterNames = ["people", "junit", "tap", "github", "json"] as const;

const help = `
A play is a few requests and what must come of them, in YAML or JSON; docs/check.md shows how one is written.
Without FILES all *.plays.yaml, .yml and .json below this folder are performed. Each play has an edge of its own
before your app, with an empty cache and a clock that stands until the play moves it. A play that says what its app
answers needs no app.

The file, the variables and the profile are those of govuk-edge serve.

Exit codes:
  0  all is right; plays that are not applicable, and why, are listed
  1  a play failed, none could be performed, or nothing answers where they ask
  2  it was asked for wrongly: a flag, a setting or a file of plays is not right

Examples:
  $ govuk-edge check --origin http://127.0.0.1:3000
  $ govuk-edge check account.plays.yaml --origin http://127.0.0.1:3000 --watch
  $ govuk-edge check --origin http://127.0.0.1:3000 --profile www --reporter github
  $ govuk-edge check --origin http://127.0.0.1:3000 --reporter junit --output check.xml
  $ govuk-edge check smoke.plays.yaml --url https://www.staging.example
  $ govuk-edge check vcl-fixtures/cases/*.json
  $ govuk-edge check --schema > plays.schema.json

What next:
  Write a first play: docs/check.md has one to copy. See a request by request story at /__edge/ with
  govuk-edge serve --inspector`;

/** What only this command has. */
export interface OwnFlags {
  readonly url?: string;
  readonly host?: string;
  readonly reporter: (typeof reporterNames)[number];
  readonly json?: boolean;
  readonly output?: string;
  readonly schema?: boolean;
  readonly watch?: boolean;
}

/** Adds the command to the program. */
export function addCheck(program: Command): void {
  const command = program
    .command("check")
    .summary("test how pages are cached, by plays in files")
    .description("Performs plays: requests, one after the other, and what must come of each.")
    .argument("[FILES...]", "files of plays, YAML or JSON");
  addFlags(command, checkSettings);
  addConfigFlag(command);
  command
    .option("--url <url>", "an edge that is already there, in place of one that is started before --origin")
    .option("--host <name>", "the Host that plays ask for (default: www.gov.uk, or that of --url)")
    .addOption(
      new Option("--reporter <name>", "how to tell what came of it").choices(reporterNames).default("people"),
    )
    .option("--json", "short for --reporter json")
    .option("--output <file>", "write the report there, and tell people here")
    .option("--schema", "print the JSON schema of plays, for editors, and do nothing else")
    .option("--watch", "perform the plays again whenever one of the files changes")
    .addHelpText("after", help)
    .action(
      (files: string[], { url, host, reporter, json, output, schema, watch, ...flags }: OwnFlags & Flags) => {
        const own = {
          reporter: json ? ("json" as const) : reporter,
          ...(url !== undefined && { url }),
          ...(host !== undefined && { host }),
          ...(output !== undefined && { output }),
        };
        const perform = async () => {
          // Loaded here, so that help comes at once.
          const { check } = await import("./check-run.ts");
          await check(files, own, flags, process.env, process.stdout);
        };
        if (schema) return printSchema(process.stdout);
        return watch ? watchFiles(() => playFiles(files), perform, process) : perform();
      },
    );
}

async function printSchema(out: NodeJS.WritableStream): Promise<void> {
  const { jsonSchemaOf } = await import("../testing/json-schema.ts");
  const { playFileSchema } = await import("../testing/play-schema.ts");
  out.write(`${JSON.stringify(jsonSchemaOf(playFileSchema), null, 2)}\n`);
}
