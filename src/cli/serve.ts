/**
 * `govuk-edge serve`: an edge in front of an app.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { GuardMode } from "../edge/account/guard.ts";
import type { NodeEdgeOptions, RunningEdge, TlsCredentials } from "../edge/node.ts";
import type { EdgeListener } from "../edge/observe/events.ts";
import { certificateProblem, selfSignedCertificate } from "./certificate.ts";
import { addConfigFlag, configFile, type Environment, type Flags } from "./config-file.ts";
import { devSettings } from "./dev-settings.ts";
import { reasonOf } from "./errors.ts";
import { addressOf, isEveryAddress, isLoopback, listenFailure } from "./listening.ts";
import { createLog, type Log } from "./log.ts";
import { isReachable } from "./reachable.ts";
import { check, wrongSetting } from "./refusals.ts";
import { type Listening, serveBanner } from "./serve-banner.ts";
import { type ServeSettings, serveSchema, serveSettings } from "./serve-settings.ts";
import type { GivenSettings } from "./setting-names.ts";
import { addFlags, gather } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";

const help = `
Each option can also be an environment variable (--default-ttl: GOVUK_EDGE_DEFAULT_TTL; a list is
divided by commas) or a key in govuk-edge.config.json where you run it ("defaultTtl"). A flag goes before
a variable, a variable before the file. What the file turned on, a flag turns off: --no-inspector.

Examples:
  $ govuk-edge serve --origin http://127.0.0.1:3000
  $ govuk-edge serve --origin http://127.0.0.1:3000 --inspector --guard enforce
  $ govuk-edge serve --origin http://127.0.0.1:3000 --https --port 9443
  $ GOVUK_EDGE_ORIGIN=http://app:3000 govuk-edge serve --hostname 0.0.0.0 --trust-proxy 10.0.0.0/8 --json

What next:
  Start your app, then this, and open the address it prints. No app yet? Try: govuk-edge dev`;

/** Adds the command to the program. */
export function addServe(program: Command): void {
  const command = program
    .command("serve")
    .summary("put the edge in front of your app")
    .description(
      "Puts the edge in front of an app: the account cookie becomes headers, and pages are cached.",
    );
  addFlags(command, serveSettings);
  addConfigFlag(command);
  command.addHelpText("after", help).action((flags: Flags) => serve(flags, process.env, process.stdout));
}

/** Runs until a signal ends it. */
async function serve(flags: Flags, environment: Environment, out: NodeJS.WritableStream) {
  const stopped = stopSignal();
  const file = await configFile(flags, environment);
  const given = gather(serveSettings, { flags, environment, file }, devSettings);
  const settings = check(given, serveSchema);
  const { json, quiet, profile } = settings;
  const log = createLog({ out, json, quiet, withAccount: profile === "account" });
  const tls = await credentials(settings, given);
  const guard = settings.guard ?? defaultGuard(settings.hostname, environment);
  const running = await start(settings, guard, tls, log.listener);
  const address = addressOf(tls ? "https" : "http", settings.hostname, running.port);
  const selfSigned = tls !== null && settings.cert === undefined;
  const everyAddress = isEveryAddress(settings.hostname);
  announce({ address, everyAddress, selfSigned, guard, settings }, log, out);
  void warnIfAbsent(new URL(settings.origin), log);
  await stopped;
  log.end();
  await running.close();
  if (!json && !quiet) out.write("Stopped.\n");
}

/** Where others can reach the edge it is deployed, and must not give one person's page to another. */
function defaultGuard(hostname: string, environment: Environment): GuardMode {
  return isLoopback(hostname) && environment.NODE_ENV !== "production" ? "report" : "enforce";
}

async function credentials(settings: ServeSettings, given: GivenSettings): Promise<TlsCredentials | null> {
  const { cert, key } = settings;
  // A certificate is asked for to be used, so it alone turns https on.
  if (!(settings.https ?? cert !== undefined)) return null;
  if (cert === undefined || key === undefined) return selfSignedCertificate();
  const read = (name: string, path: string) =>
    readFile(path, "utf8").catch((error: unknown) => {
      throw wrongSetting(given, name, `a file that can be read: ${reasonOf(error)}`);
    });
  const tls = { cert: await read("cert", cert), key: await read("key", key) };
  const problem = certificateProblem(tls);
  if (problem) throw wrongSetting(given, problem.of, problem.expected);
  return tls;
}

async function start(
  settings: ServeSettings,
  guard: GuardMode,
  tls: TlsCredentials | null,
  listener: EdgeListener,
): Promise<RunningEdge> {
  const { port, hostname, trustProxy } = settings;
  // Loaded here, so that help and refusals come at once.
  const { serveEdge } = await import("../edge/node.ts");
  const options: NodeEdgeOptions = {
    edge: edgeSettings(settings, guard, listener),
    port,
    hostname,
    trustProxy,
    ...(tls && { tls }),
  };
  try {
    return await serveEdge(options);
  } catch (error) {
    throw listenFailure(
      error,
      hostname,
      port,
      `Choose another, such as --port ${port > 1023 ? port + 1 : 9080}.`,
    );
  }
}

function edgeSettings(
  settings: ServeSettings,
  guard: GuardMode,
  listener: EdgeListener,
): NodeEdgeOptions["edge"] {
  const { origin, profile, inspector, originHost, defaultTtl, cacheSize, timeout } = settings;
  return {
    origin,
    profile,
    inspector,
    guard,
    preserveHost: originHost === "preserve",
    listeners: [listener],
    ...(defaultTtl !== undefined && { defaultTtl }),
    ...(cacheSize !== undefined && { cacheBytes: cacheSize * 1024 * 1024 }),
    ...(timeout !== undefined && { timeouts: { firstByte: Math.round(timeout * 1000) } }),
  };
}

function announce(listening: Listening, { logger }: Log, out: NodeJS.WritableStream): void {
  const { address, settings, guard } = listening;
  if (!settings.json) {
    out.write(serveBanner(listening, out));
    return;
  }
  const { origin, profile } = settings;
  logger.info(
    { type: "listening", url: address.origin, origin, profile, guard },
    `listens on ${address.origin}`,
  );
}

/** Only a warning: the app may start later. */
async function warnIfAbsent(origin: URL, { logger }: Log): Promise<void> {
  if (await isReachable(origin)) return;
  const message = `Nothing answers at ${origin.origin} yet. Until it does, requests that are not in the cache fail: start your app, or name another address with --origin.`;
  logger.warn({ type: "origin-unreachable", origin: origin.origin }, message);
}
