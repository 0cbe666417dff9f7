/**
 * One service by itself: its settings, its world, and the socket it listens on.
 *
 * @module
 */
import type { Hono } from "hono";
import { z } from "zod";
import type { Saving } from "../origin-mocks/common/saved.ts";
import { openSocket, type Socket } from "../origin-mocks/node/socket.ts";
import type { World } from "../origin-mocks/world.ts";
import { accountApiSettings } from "./account-api-settings.ts";
import type { Environment, Flags } from "./config-file.ts";
import { devSettings } from "./dev-settings.ts";
import { emailAlertApiSettings, emailAlertFrontendSettings } from "./email-alert-settings.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import { frontendSettings } from "./frontend-settings.ts";
import { addressOf, listenFailure } from "./listening.ts";
import { check } from "./refusals.ts";
import { serveSettings } from "./serve-settings.ts";
import { serviceState } from "./service-state.ts";
import { gather, type Setting } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";
import { worldOf } from "./world-file.ts";

/** What every service can be told. */
interface CommonSettings {
  readonly hostname: string;
  readonly port: number;
  readonly world?: string | undefined;
  readonly state?: string | undefined;
}

/** A service to be run. */
export interface ServiceCommand<T extends CommonSettings> {
  readonly name: string;
  readonly settings: readonly Setting[];
  readonly schema: z.ZodType<T>;
  /**
   * Makes the service. With `save` and `restore`, it can be given `--state`.
   *
   * @param secret a text of its own, which it has again when it is started with the same `--state`
   * @throws {Error} when the world lacks what it needs
   */
  create(settings: T, world: World, secret: string): Promise<{ readonly app: Hono } & Partial<Saving>>;
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
  const world = await worldOf(settings.world, given);
  const state = await serviceState(settings.state, command.name, oneSecret);
  const service = await command.create(settings, world, state.secrets).catch((error: unknown) => {
    throw new CommandFailure(reasonOf(error), 2, { cause: error });
  });
  const { app, save, restore } = service;
  const remembering = save && restore ? state.remember({ app, save, restore }) : app;
  const { port, close } = await listen(remembering, settings);
  const address = addressOf("http", settings.hostname, port);
  out.write(`${command.name} listens on ${address.origin}\n${command.say(address)}Ctrl-C ends it.\n`);
  await stopped;
  await close();
  state.close();
  out.write("Stopped.\n");
}

const oneSecret = { schema: z.string().min(1), make: () => crypto.randomUUID() };

async function listen(app: Hono, { hostname, port }: CommonSettings): Promise<Socket> {
  const socket = await openSocket(port, hostname).catch((error: unknown) => {
    throw listenFailure(error, hostname, port, "Choose another with --port.");
  });
  socket.serve(app);
  return socket;
}
