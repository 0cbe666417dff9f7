/**
 * `govuk-edge dev`: the edge and every mock behind it, to sign in and look around.
 *
 * @module
 */
import type { Command } from "commander";
import type { z } from "zod";
import { addConfigFlag, configFile, type Environment, type Flags } from "./config-file.ts";
import { devBanner } from "./dev-banner.ts";
import { devSchema, devSettings } from "./dev-settings.ts";
import { type CommandFailure, systemCode } from "./errors.ts";
import { listenFailure } from "./listening.ts";
import { createLog } from "./log.ts";
import { check } from "./refusals.ts";
import { serveSettings } from "./serve-settings.ts";
import { addFlags, gather } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";
import { refusedState, rememberedState } from "./state-keeper.ts";

const help = `
Examples:
  $ govuk-edge dev
  $ govuk-edge dev --hostname www.dev.gov.uk
  $ govuk-edge dev --https --guard enforce
  $ govuk-edge dev --port 9180 --world people.json
  $ govuk-edge dev --state dev.sqlite

Each option can also be a variable such as GOVUK_EDGE_PORT, or a key in govuk-edge.config.json.

What next:
  Open the address it prints and sign in as one of the people it names; the inspector shows what the edge
  made of each request. Then put it in front of your own app: govuk-edge serve --help`;

/** Adds the command to the program. */
export function addDev(program: Command): void {
  const command = program
    .command("dev")
    .summary("run the whole sign-in on this machine")
    .description("Runs the edge with a demonstration site, One Login, account-api and Signon behind it.");
  addFlags(command, devSettings);
  addConfigFlag(command);
  command.addHelpText("after", help).action((flags: Flags) => dev(flags, process.env, process.stdout));
}

/** Runs until a signal ends it. */
async function dev(flags: Flags, environment: Environment, out: NodeJS.WritableStream): Promise<void> {
  const stopped = stopSignal();
  const file = await configFile(flags, environment);
  const given = gather(devSettings, { flags, environment, file }, serveSettings);
  const settings = check(given, devSchema);
  // Loaded here, as the demonstration is, so that the other commands start without the mocks.
  const { worldOf } = await import("./world-file.ts");
  const world = await worldOf(settings.world, given);
  const log = createLog({ out, json: false, quiet: settings.quiet, withAccount: true });
  const { startDemonstration } = await import("./demonstration.ts");
  const { port, https, hostname, guard } = settings;
  const listeners = [log.listener];
  const remembered = await rememberedState(settings.state);
  const { state, changed } = remembered;
  const demonstration = await startDemonstration({
    ...{ port, https, hostname, guard, world, listeners, state, changed },
  }).catch((error: unknown) => {
    throw startFailure(error, settings);
  });
  remembered.keep(() => ({ ...demonstration.stack.save() }));
  out.write(devBanner({ demonstration, settings, pages: world.pages }, out));
  await stopped;
  log.end();
  await demonstration.close();
  remembered.close();
  if (!settings.quiet) out.write("Stopped.\n");
}

function startFailure(error: unknown, { hostname, port, state }: z.infer<typeof devSchema>): CommandFailure {
  if (systemCode(error) === "STATE_REFUSED") return refusedState(error, state);
  const change = `This command takes eight ports; choose where they start, such as --port ${port > 0 && port < 65_000 ? port + 100 : 9080}.`;
  return listenFailure(error, hostname, port, change);
}
