/**
 * `govuk-edge frontend`: frontend by itself.
 *
 * @module
 */
import type { Command } from "commander";
import type { Flags } from "./config-file.ts";
import { runService } from "./email-alert-running.ts";
import { frontendSchema, frontendSettings } from "./frontend-settings.ts";
import { addFlags } from "./settings.ts";

const help = `
Examples:
  $ govuk-edge frontend
  $ govuk-edge frontend --account-api-url http://127.0.0.1:3001 --website-root http://127.0.0.1:3005
  $ govuk-edge frontend --port 3005 --your-services-url http://127.0.0.1:9081/your-services

Each option can also be a variable such as GOVUK_EDGE_ACCOUNT_API_URL.

What next:
  Put an edge in front, at the website root: govuk-edge serve --help. Without one nothing makes a cookie of the
  session, and nobody stays signed in.`;

/** Adds the command to the program. */
export function addFrontend(program: Command): void {
  const command = program
    .command("frontend")
    .summary("run the mock of frontend alone")
    .description(
      "Runs frontend by itself: signing in and out, and pages that know the account. account-api is somewhere else.",
    );
  addFlags(command, frontendSettings);
  command.addHelpText("after", help).action((flags: Flags) =>
    runService(
      {
        name: "frontend",
        settings: frontendSettings,
        schema: frontendSchema,
        async create({ websiteRoot, accountApiUrl: url, accountApiToken, yourServicesUrl }, world) {
          // Loaded here, so that the other commands start without the mocks.
          const { createFrontend } = await import("../origin-mocks/frontend/index.ts");
          const { tokenOf } = await import("../origin-mocks/credentials.ts");
          const { readAsset } = await import("../origin-mocks/node/assets.ts");
          const bearerToken = accountApiToken ?? tokenOf(world, "Frontend", "account-api");
          return createFrontend({
            ...{ websiteRoot, pages: world.pages, readAsset },
            accountApi: { url, bearerToken },
            ...(yourServicesUrl && { oneLoginYourServicesUrl: yourServicesUrl }),
          });
        },
        say: ({ origin }) => `The pages are at ${origin}/\n`,
      },
      flags,
      process.env,
      process.stdout,
    ),
  );
}
