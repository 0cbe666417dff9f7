/**
 * The commands of `govuk-edge`.
 *
 * @module
 */
import { styleText } from "node:util";
import { Command } from "commander";
import { addAccountApi } from "./account-api.ts";
import { addAudit } from "./audit.ts";
import { addCheck } from "./check.ts";
import { addCompletion } from "./completion.ts";
import { addConfig } from "./config.ts";
import { addDev } from "./dev.ts";
import { addEmailAlertApi } from "./email-alert-api.ts";
import { addEmailAlertFrontend } from "./email-alert-frontend.ts";
import { addExplain } from "./explain.ts";
import { addFrontend } from "./frontend.ts";
import { addOneLogin } from "./one-login.ts";
import { addPurge } from "./purge.ts";
import { addServe } from "./serve.ts";
import { addSignon } from "./signon.ts";
import { version } from "./version.ts";
import { addWorld } from "./world.ts";

const help = `
Examples:
  $ govuk-edge dev                                    sign in and look around, all on this machine
  $ govuk-edge serve --origin http://127.0.0.1:3000   the edge in front of your own app
  $ govuk-edge check --origin http://127.0.0.1:3000   whether your pages are cached as your plays say
  $ govuk-edge audit http://127.0.0.1:3000/           whose pages would reach whom
  $ govuk-edge config print --profile www             what it would go by, and where that comes from

What next:
  govuk-edge dev, if you are new here. Each command tells more: govuk-edge serve --help`;

/** The whole command line, which has run nothing yet. */
export function createProgram(): Command {
  const program = new Command("govuk-edge")
    .description("GOV.UK's edge on your machine: the account cookie, and a cache that selects by Vary.")
    .version(version(), "-V, --version", "print the version")
    .addHelpText("after", help)
    .configureHelp({ styleTitle: (title) => styleText("bold", title, { validateStream: false }) })
    .exitOverride();
  addServe(program);
  addDev(program);
  addAudit(program);
  addCheck(program);
  addConfig(program);
  addExplain(program);
  addAccountApi(program);
  addEmailAlertApi(program);
  addEmailAlertFrontend(program);
  addFrontend(program);
  addOneLogin(program);
  addPurge(program);
  addSignon(program);
  addWorld(program);
  addCompletion(program);
  return program;
}
