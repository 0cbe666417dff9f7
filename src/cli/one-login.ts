/**
 * `govuk-edge one-login`: One Login alone, for any service that signs people in with it.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { z } from "zod";
import { type Environment, type Flags, parseJson } from "./config-file.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import { addressOf, isLoopback, listenFailure } from "./listening.ts";
import { type OneLoginStart, oneLoginBanner } from "./one-login-banner.ts";
import { serviceState } from "./service-state.ts";
import { stopSignal } from "./shutdown.ts";

const help = `
It answers like the official GOV.UK One Login simulator, with its environment variables under their own
names (CLIENT_ID, PUBLIC_KEY, REDIRECT_URLS, INTERACTIVE_MODE and the rest), and takes POST /config.
--as-documented follows the documentation where the two differ.

The file of --config may hold "clients" (in the field names of the production registration), "people",
and "signingKeys" (private JWKs with a "role": token, next-token or identity).

Examples:
  $ govuk-edge one-login
  $ govuk-edge one-login --sign-in page --as-documented
  $ govuk-edge one-login --port 3001 --config one-login.json
  $ govuk-edge one-login --profile one-login-2024-10
  $ CLIENT_ID=me PUBLIC_KEY="$(cat public.pem)" REDIRECT_URLS=http://localhost:8080/callback govuk-edge one-login

What next:
  Point your service at the discovery document whose address it prints, and open the control room to see
  what your service asked for, and why it was refused.`;

const flagsSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  hostname: z.string().min(1).default("127.0.0.1"),
  config: z.string().optional(),
  world: z.string().optional(),
  state: z.string().optional(),
  profile: z.string().optional(),
  environment: z.string().optional(),
  signIn: z.enum(["page", "auto", "form"]).optional(),
  asDocumented: z.boolean().default(false),
  quiet: z.boolean().default(false),
});
type Settings = z.infer<typeof flagsSchema>;

/** Adds the command to the program. */
export function addOneLogin(program: Command): void {
  program
    .command("one-login")
    .summary("run One Login alone, for your service")
    .description(
      "Runs a stand-in for GOV.UK One Login that answers like its official simulator, and does more.",
    )
    .option("--port <n>", "port; 0 takes a free one (default: variable PORT, or 3000)")
    .option("--hostname <name>", "address to listen on (default: 127.0.0.1, this machine only)")
    .option("--config <file>", "JSON file with clients, people and signing keys")
    .option(
      "--world <file>",
      "JSON file with a world, whose people and clients count where no other names them",
    )
    .option("--state <file>", "file to remember everything in, secrets too, from one start to the next")
    .option("--profile <name>", "the documentation's date, such as one-login-2024-10 (default: current)")
    .option("--environment <name>", "integration or production, with the rules of that (default: neither)")
    .option("--sign-in <how>", "auto: at once; page: on pages; form: the simulator's form (default: auto)")
    .option("--as-documented", "follow the documentation where the official simulator departs from it")
    .option("--quiet", "say only where it listens")
    .addHelpText("after", help)
    .action((flags: Flags) => oneLogin(flags, process.env, process.stdout));
}

/** Runs until a signal ends it. */
async function oneLogin(flags: Flags, environment: Environment, out: NodeJS.WritableStream): Promise<void> {
  const stopped = stopSignal();
  const settings = settingsOf({ ...(environment.PORT && { port: environment.PORT }), ...flags });
  const start = await startOneLogin(settings, environment);
  out.write(oneLoginBanner(start, out));
  await stopped;
  await start.close();
  if (!settings.quiet) out.write("Stopped.\n");
}

function settingsOf(flags: Flags): Settings {
  const result = flagsSchema.safeParse(flags);
  if (result.success) return result.data;
  throw new CommandFailure(`The options are not right.\n${z.prettifyError(result.error)}`, 2);
}

async function startOneLogin(
  settings: Settings,
  environment: Environment,
): Promise<OneLoginStart & { close(): Promise<void> }> {
  // Loaded here, so that the other commands start without the mocks.
  const { createOneLogin, simulatorOptions } = await import("../origin-mocks/one-login/index.ts");
  const { readAsset } = await import("../origin-mocks/node/assets.ts");
  const { nodeArgon2id } = await import("./one-login-node.ts");
  const { openSocket } = await import("../origin-mocks/node/socket.ts");
  const options = await simulatorOptions(
    variables(settings, environment),
    await filesOf(settings, environment),
  ).catch((error: unknown) => {
    throw new CommandFailure(reasonOf(error), 2, { cause: error });
  });
  const { hostname, port = 3000, signIn, quiet } = settings;
  const given = options.keys?.imported ?? [];
  const { createSigningKeyFile, importedKey } = await import("../origin-mocks/one-login/signing-key.ts");
  const keyFile = { schema: z.array(importedKey), make: createSigningKeyFile };
  const state = await serviceState(settings.state, "one-login", keyFile);
  const socket = await openSocket(port, hostname).catch((error: unknown) => {
    const change = `Choose another, such as --port ${port > 1023 && port < 65_535 ? port + 1 : 3001}.`;
    throw listenFailure(error, hostname, port, change);
  });
  try {
    const address = addressOf("http", isLoopback(hostname) ? "localhost" : hostname, socket.port);
    const baseUrl = options.simulatorUrl ?? address.origin;
    const approval = signIn ?? options.approval ?? "auto";
    const oneLogin = await createOneLogin({
      ...options,
      baseUrl,
      approval,
      readAsset,
      argon2id: nodeArgon2id,
      keys: { ...options.keys, imported: given.length > 0 ? given : state.secrets },
    });
    // It may listen elsewhere than before.
    const restore = (saved: unknown) => oneLogin.restore(Object.assign({}, saved, { baseUrl }));
    socket.serve(state.remember({ ...oneLogin, restore }));
    return {
      baseUrl,
      listensAt: address.origin,
      approval,
      quiet,
      isExposed: !isLoopback(hostname),
      async close() {
        await socket.close();
        state.close();
      },
    };
  } catch (error) {
    await socket.close();
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(reasonOf(error), 2, { cause: error });
  }
}

/** Flags go before variables. */
function variables(
  { profile, environment: name, asDocumented }: Settings,
  environment: Environment,
): Environment {
  return {
    ...environment,
    ...(profile && { DOCS_PROFILE: profile }),
    ...(name && { ONE_LOGIN_ENVIRONMENT: name }),
    ...(asDocumented && { STRICT_SIMULATOR_COMPAT: "false" }),
  };
}

const configSchema = z.strictObject({
  clients: z.unknown().optional(),
  people: z.unknown().optional(),
  signingKeys: z.unknown().optional(),
});

async function filesOf({ config, world: path }: Settings, environment: Environment) {
  const { worldOf } = await import("./world-file.ts");
  const given = new Map(path === undefined ? [] : [["world", { value: path, source: "flag --world" }]]);
  const world = path === undefined ? undefined : await worldOf(path, given);

  const all = configSchema.safeParse(config === undefined ? {} : await jsonOf(config, "flag --config"));
  if (!all.success) {
    throw new CommandFailure(`The file ${config} is not right.\n${z.prettifyError(all.error)}`, 2);
  }
  const file = (name: string) => {
    const path = environment[name];
    return path ? jsonOf(path, `variable ${name}`) : undefined;
  };
  return {
    clients:
      (await file("CLIENTS_FILE")) ?? all.data.clients ?? (world?.clients.length ? world.clients : undefined),
    people: (await file("USERS_FILE")) ?? all.data.people ?? world?.people,
    signingKeys: (await file("SIGNING_KEYS_FILE")) ?? all.data.signingKeys,
  };
}

async function jsonOf(path: string, source: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new CommandFailure(`The file ${path} (from ${source}) cannot be read: ${reasonOf(error)}`, 2);
  });
  return parseJson(text, path);
}
