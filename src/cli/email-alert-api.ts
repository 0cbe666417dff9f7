/**
 * `govuk-edge email-alert-api`: email-alert-api by itself.
 *
 * @module
 */
import type { Command } from "commander";
import type { Flags } from "./config-file.ts";
import { runService } from "./email-alert-running.ts";
import { emailAlertApiSchema, emailAlertApiSettings } from "./email-alert-settings.ts";
import { addFlags } from "./settings.ts";

const help = `
Examples:
  $ govuk-edge email-alert-api
  $ govuk-edge email-alert-api --account-api-url http://127.0.0.1:3001 --signon-url http://127.0.0.1:3016
  $ govuk-edge email-alert-api --auth mock --port 3088

Each option can also be a variable such as GOVUK_EDGE_SIGNON_URL.

What next:
  Read the emails at the outbox it names. The tokens it takes are those of the world that Signon has too.`;

/** Adds the command to the program. */
export function addEmailAlertApi(program: Command): void {
  const command = program
    .command("email-alert-api")
    .summary("run the mock of email-alert-api alone")
    .description(
      "Runs email-alert-api by itself, beside a Signon and an account-api that are somewhere else.",
    );
  addFlags(command, emailAlertApiSettings);
  command.addHelpText("after", help).action((flags: Flags) =>
    runService(
      {
        name: "email-alert-api",
        settings: emailAlertApiSettings,
        schema: emailAlertApiSchema,
        async create({ websiteRoot, signonUrl, accountApiUrl, authTokenSecret, auth }, world) {
          // Loaded here, so that the other commands start without the mocks.
          const { createEmailAlertApi } = await import("../origin-mocks/email-alert-api/index.ts");
          const { applicationId, tokenOf } = await import("../origin-mocks/credentials.ts");
          const { readAsset } = await import("../origin-mocks/node/assets.ts");
          const bearerToken = tokenOf(world, "Email Alert API", "account-api");
          return createEmailAlertApi({
            ...{ websiteRoot, authTokenSecret, auth, world, readAsset },
            signon: { url: signonUrl, clientId: applicationId(world, "email-alert-api") },
            accountApi: { url: accountApiUrl, bearerToken },
          });
        },
        say: ({ origin }) => `The emails are at ${origin}/__mock/outbox\n`,
      },
      flags,
      process.env,
      process.stdout,
    ),
  );
}
