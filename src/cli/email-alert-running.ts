/**
 * One service of emails by itself: its settings, its world, and the socket it listens on.
 *
 * @module
 */
import type { Hono } from "hono";
import type { z } from "zod";
import { openSocket, type Socket } from "../origin-mocks/socket.ts";
import type { World } from "../origin-mocks/world.ts";
import type { Environment, Flags } from "./config-file.ts";
import { devSettings } from "./dev-settings.ts";
import {
  type CommonSettings,
  emailAlertApiSettings,
  emailAlertFrontendSettings,
} from "./email-alert-settings.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import { addressOf, listenFailure } from "./listening.ts";
import { check } from "./refusals.ts";
import { serveSettings } from "./serve-settings.ts";
import { gather, type Setting } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";
import { worldOf } from "./world-file.ts";

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
  const others = [...serveSettings, ...devSettings, ...emailAlertApiSettings, ...emailAlertFrontendSettings];
  const given = gather(command.settings, { flags, environment, file: null }, others);
  const settings = check(given, command.schema);
  const world = await worldOf(settings.world, given);
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

async function listen(app: Hono, { hostname, port }: CommonSettings): Promise<Socket> {
  const socket = await openSocket(port, hostname).catch((error: unknown) => {
    throw listenFailure(error, hostname, port, "Choose another with --port.");
  });
  socket.serve(app);
  return socket;
}
