/**
 * One service by itself: its settings, its world, and the socket it listens on.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Hono } from "hono";
import type { z } from "zod";
import { openSocket, type Socket } from "../origin-mocks/socket.ts";
import { loadWorld, type World } from "../origin-mocks/world.ts";
import { accountApiSettings } from "./account-api-settings.ts";
import { type Environment, type Flags, parseJson } from "./config-file.ts";
import { devSettings } from "./dev-settings.ts";
import { emailAlertApiSettings, emailAlertFrontendSettings } from "./email-alert-settings.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import { frontendSettings } from "./frontend-settings.ts";
import { addressOf, listenFailure } from "./listening.ts";
import { check, wrongSetting } from "./refusals.ts";
import { serveSettings } from "./serve-settings.ts";
import type { GivenSettings } from "./setting-names.ts";
import { gather, type Setting } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";

/** What every service can be told. */
interface CommonSettings {
  readonly hostname: string;
  readonly port: number;
  readonly world?: string | undefined;
}

/** A service to be run. */
export interface ServiceCommand<T extends CommonSettings> {
  readonly name: string;
  readonly settings: readonly Setting[];
  readonly schema: z.ZodType<T>;
  /** Makes the service. @throws {Error} when the world lacks what it needs */
  create(settings: T, world: World): Promise<{ readonly app: Hono }>;
  /** What to say once it listens, besides where. */
  say(address: URL): string;
}

/** Runs a service until a signal ends it. */
export async function runService<T extends CommonSettings>(
  command: ServiceCommand<T>,
  flags: Flags,
  environment: Environment,
  out: NodeJS.WritableStream,
): Promise<void> {
  const stopped = stopSignal();
  const others = [
    ...[...serveSettings, ...devSettings, ...accountApiSettings, ...frontendSettings],
    ...[...emailAlertApiSettings, ...emailAlertFrontendSettings],
  ];
  const given = gather(command.settings, { flags, environment, file: null }, others);
  const settings = check(given, command.schema);
  const world = await readWorld(settings.world, given);
  const { app } = await command.create(settings, world).catch((error: unknown) => {
    throw new CommandFailure(reasonOf(error), 2, { cause: error });
  });
  const { port, close } = await listen(app, settings);
  const address = addressOf("http", settings.hostname, port);
  out.write(`${command.name} listens on ${address.origin}\n${command.say(address)}Ctrl-C ends it.\n`);
  await stopped;
  await close();
  out.write("Stopped.\n");
}

async function readWorld(path: string | undefined, given: GivenSettings): Promise<World> {
  if (path === undefined) return loadWorld();
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw wrongSetting(given, "world", `a file that can be read: ${reasonOf(error)}`);
  });
  try {
    return loadWorld(parseJson(text, path));
  } catch (error) {
    throw new CommandFailure(reasonOf(error), 2, { cause: error });
  }
}

async function listen(app: Hono, { hostname, port }: CommonSettings): Promise<Socket> {
  const socket = await openSocket(port, hostname).catch((error: unknown) => {
    throw listenFailure(error, hostname, port, "Choose another with --port.");
  });
  socket.serve(app);
  return socket;
}
