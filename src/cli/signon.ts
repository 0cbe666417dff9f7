/**
 * `govuk-edge signon`: Signon alone, for applications of your own.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { styleText } from "node:util";
import type { Command } from "commander";
import type { Hono } from "hono";
import { z } from "zod";
import { openSocket, type Socket } from "../origin-mocks/node/socket.ts";
import type { Signon } from "../origin-mocks/signon/index.ts";
import { addConfigFlag, configFile, type Environment, type Flags, parseJson } from "./config-file.ts";
import { devSettings } from "./dev-settings.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import { addressOf, isLoopback, listenFailure } from "./listening.ts";
import { check, wrongSetting } from "./refusals.ts";
import { port } from "./serve-schema.ts";
import { serveSettings } from "./serve-settings.ts";
import { serviceState } from "./service-state.ts";
import type { GivenSettings } from "./setting-names.ts";
import { addFlags, gather, type Setting } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";

const help = `
Examples:
  $ govuk-edge signon --port 9083
  $ govuk-edge signon --port 9083 --environment all
  $ govuk-edge signon --world people.json --data signon.json

Each option can also be a variable such as GOVUK_EDGE_PORT, or a key in govuk-edge.config.json.

What next:
  Open the address it prints and sign in as one of the people it names. For an app of yours with gds-sso:
  GDS_SSO_STRATEGY=real PLEK_SERVICE_SIGNON_URI=http://127.0.0.1:9083`;

/** What `govuk-edge signon` can be told. */
const signonSettings: readonly Setting[] = [
  {
    key: "port",
    kind: "number",
    argument: "n",
    description: "port to listen on; 0 takes a free one (default: 9083)",
  },
  {
    key: "hostname",
    kind: "text",
    argument: "address",
    description: "address to listen on (default: 127.0.0.1)",
  },
  {
    key: "environment",
    kind: "text",
    argument: "name",
    description:
      "integration, staging or production, or all: then production, staging and integration take a port each, and staging is replaced every morning (default: integration)",
  },
  {
    key: "world",
    kind: "path",
    argument: "file",
    description: "JSON file with applications, API users, and Signon's people and organisations",
  },
  {
    key: "data",
    kind: "path",
    argument: "file",
    description: "JSON file with Signon's people and organisations (default: those of the world)",
  },
  {
    key: "state",
    kind: "path",
    argument: "file",
    description:
      "file to remember everything in from one start to the next; for one environment (default: in memory)",
  },
];

/** From the source of the morning's copy to what stands alone. */
const all = ["production", "staging", "integration"] as const;
const expectedEnvironment = "integration, staging, production or all";
const schema = z.object({
  port: port(65_533).unwrap().default(9083),
  hostname: z.string({ error: "an address of this machine, such as 127.0.0.1" }).min(1).default("127.0.0.1"),
  environment: z.enum([...all, "all"], { error: expectedEnvironment }).default("integration"),
  world: z.string().optional(),
  data: z.string().optional(),
  state: z.string().optional(),
});

/** Adds the command to the program. */
export function addSignon(program: Command): void {
  const command = program
    .command("signon")
    .summary("run Signon alone")
    .description("Runs a mock of Signon: bearer tokens, signing in to applications, and its admin pages.");
  addFlags(command, signonSettings);
  addConfigFlag(command);
  command.addHelpText("after", help).action((flags: Flags) => signon(flags, process.env, process.stdout));
}

/** Runs until a signal ends it. */
async function signon(flags: Flags, environment: Environment, out: NodeJS.WritableStream): Promise<void> {
  const stopped = stopSignal();
  const file = await configFile(flags, environment);
  const given = gather(signonSettings, { flags, environment, file }, [...serveSettings, ...devSettings]);
  const settings = check(given, schema);
  // Loaded here, so that help and refusals come at once.
  const { createSignon, createSignons, loadSignonData } = await import("../origin-mocks/signon/index.ts");
  const { worldOf } = await import("./world-file.ts");
  const { readAsset } = await import("../origin-mocks/node/assets.ts");
  const world = await worldOf(settings.world, given);
  const data = await loaded(settings.data, "data", given, (file = world.signon) => loadSignonData(file));
  const options = { world, data, readAsset };
  const one = settings.environment;
  if (one === "all" && settings.state !== undefined) {
    throw wrongSetting(given, "state", "none: with all environments nothing is remembered");
  }
  const state = await serviceState(settings.state, "Signon", { schema: z.null(), make: () => null });
  const signons = one === "all" ? createSignons(options) : null;
  const apps =
    signons === null
      ? [{ name: "Signon", app: state.remember(makeOne(createSignon, options, one)) }]
      : all.map((name) => ({ name, app: signons[name].app }));
  const servers = await listenAll(apps, settings.hostname, settings.port);
  const lines = servers.map(
    ({ name, url }) => `  ${name.padEnd(11)}  ${styleText("bold", url, { stream: out })}`,
  );
  const people = data.users.map(({ name, email, password }) => `  ${name.padEnd(16)}  ${email}  ${password}`);
  if (!isLoopback(settings.hostname)) lines.push("  Others can reach it, and its tokens are known to all.");
  out.write(
    ["Addresses", ...lines, "", "People and passwords", ...people, "", "Ctrl-C ends it.", ""].join("\n"),
  );
  await stopped;
  await Promise.all(servers.map(({ socket }) => socket.close()));
  state.close();
  out.write("Stopped.\n");
}

type CreateSignon = typeof import("../origin-mocks/signon/index.ts").createSignon;

function makeOne(
  create: CreateSignon,
  options: Parameters<CreateSignon>[0],
  environment: z.infer<typeof schema>["environment"],
): Signon {
  return create(environment === "all" ? options : { ...options, environment });
}

/** What stands in a file, or what comes with the package. */
async function loaded<T>(
  path: string | undefined,
  key: string,
  given: GivenSettings,
  load: (data?: unknown) => T,
): Promise<T> {
  if (path === undefined) return load();
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw wrongSetting(given, key, `a file that can be read: ${reasonOf(error)}`);
  });
  const value = parseJson(text, path);
  try {
    return load(value);
  } catch (error) {
    const source = given.get(key)?.source;
    throw new CommandFailure(`The file ${path} (from ${source}) is not right. ${reasonOf(error)}`, 2, {
      cause: error,
    });
  }
}

interface Listening {
  readonly name: string;
  readonly url: string;
  readonly socket: Socket;
}

async function listenAll(
  apps: readonly { readonly name: string; readonly app: Hono }[],
  hostname: string,
  firstPort: number,
): Promise<Listening[]> {
  const servers: Listening[] = [];
  for (const [index, { name, app }] of apps.entries()) {
    const wanted = firstPort === 0 ? 0 : firstPort + index;
    try {
      const socket = await openSocket(wanted, hostname);
      socket.serve(app);
      servers.push({ name, url: addressOf("http", hostname, socket.port).origin, socket });
    } catch (error) {
      await Promise.all(servers.map(({ socket }) => socket.close()));
      throw listenFailure(error, hostname, wanted, "Choose another, such as --port 9183.");
    }
  }
  return servers;
}
