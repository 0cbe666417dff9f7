/**
 * `govuk-edge email-alert-frontend`: email-alert-frontend by itself.
 *
 * @module
 */
import type { Command } from "commander";
import type { Flags } from "./config-file.ts";
import { runService } from "./email-alert-running.ts";
import { emailAlertFrontendSchema, emailAlertFrontendSettings } from "./email-alert-settings.ts";
import { addFlags } from "./settings.ts";

const help = `
Examples:
  $ govuk-edge email-alert-frontend
  $ govuk-edge email-alert-frontend --email-alert-api-url http://127.0.0.1:3088 --website-root http://127.0.0.1:3099
  $ govuk-edge email-alert-frontend --content-store-url http://127.0.0.1:3068

Each option can also be a variable such as GOVUK_EDGE_EMAIL_ALERT_API_URL.

What next:
  Open /email/start there, or put an edge in front: govuk-edge serve --help`;

/** Adds the command to the program. */
export function addEmailAlertFrontend(program: Command): void {
  const command = program
    .command("email-alert-frontend")
    .summary("run the mock of email-alert-frontend alone")
    .description(
      "Runs email-alert-frontend by itself, beside an email-alert-api and an account-api that are somewhere else.",
    );
  addFlags(command, emailAlertFrontendSettings);
  command.addHelpText("after", help).action((flags: Flags) =>
    runService(
      {
        name: "email-alert-frontend",
        settings: emailAlertFrontendSettings,
        schema: emailAlertFrontendSchema,
        async create(settings, world, cookieSecret) {
          const { websiteRoot, authTokenSecret, emailAlertApiUrl, contentStoreUrl } = settings;
          // Loaded here, so that the other commands start without the mocks.
          const { createEmailAlertFrontend } = await import("../origin-mocks/email-alert-frontend/index.ts");
          const { tokenOf } = await import("../origin-mocks/credentials.ts");
          const { readAsset } = await import("../origin-mocks/node/assets.ts");
          const api = (url: string, name: string) => ({
            url,
            bearerToken: tokenOf(world, "Email Alert Frontend", name),
          });
          return createEmailAlertFrontend({
            ...{
              websiteRoot,
              authTokenSecret,
              world,
              readAsset,
              cookieSecret,
              checksForms: settings.checkForms,
            },
            emailAlertApi: api(emailAlertApiUrl, "email-alert-api"),
            accountApi: api(settings.accountApiUrl, "account-api"),
            outboxUrl: `${emailAlertApiUrl}/__mock/outbox`,
            // A content store asks for no token that Signon would know.
            ...(contentStoreUrl && { contentStore: { url: contentStoreUrl, bearerToken: "none" } }),
          });
        },
        say: ({ origin }) => `Begin at ${origin}/email/start\n`,
      },
      flags,
      process.env,
      process.stdout,
    ),
  );
}
