/**
 * `govuk-edge serve`: an edge in front of an app.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import type { NodeEdgeOptions, RunningEdge, TlsCredentials } from "../edge/node.ts";
import type { EdgeListener } from "../edge/observe/events.ts";
import { certificateProblem, selfSignedCertificate } from "./certificate.ts";
import { addConfigFlag, type Environment, type Flags } from "./config-file.ts";
import { reasonOf } from "./errors.ts";
import { addressOf, isEveryAddress, listenFailure } from "./listening.ts";
import { createLog, type Log } from "./log.ts";
import { isReachable } from "./reachable.ts";
import { wrongSetting } from "./refusals.ts";
import { hearHangups } from "./reload.ts";
import { type Listening, serveBanner } from "./serve-banner.ts";
import type { ServeSettings } from "./serve-schema.ts";
import { serveSettings } from "./serve-settings.ts";
import { type ServeSetup, serveSetup } from "./serve-setup.ts";
import type { GivenSettings } from "./setting-names.ts";
import { addFlags } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";

const help = `
Each option can also be an environment variable (--default-ttl: GOVUK_EDGE_DEFAULT_TTL; a list is
divided by commas) or a key in govuk-edge.config.json where you run it ("defaultTtl"). A flag goes before
a variable, a variable before the file. What the file turned on, a flag turns off: --no-inspector.
--profile www has many more options, under "www" in the file; see docs/configuration.md. A secret is safer
in a variable or in the file than in a flag, which others on this machine can read.

Examples:
  $ govuk-edge serve --origin http://127.0.0.1:3000
  $ govuk-edge serve --origin http://127.0.0.1:3000 --inspector --guard enforce
  $ govuk-edge serve --origin http://127.0.0.1:3000 --https --port 9443
  $ govuk-edge serve --origin http://127.0.0.1:3000 --profile www --https --mirror https://mirror.example/www
  $ GOVUK_EDGE_ORIGIN=http://app:3000 govuk-edge serve --hostname 0.0.0.0 --trust-proxy 10.0.0.0/8 --json

What next:
  Start your app, then this, and open the address it prints. No app yet? Try: govuk-edge dev
  What is in force, and where it came from: govuk-edge config print, with the same options`;

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
  const reloadOnHangup = hearHangups();
  const setup = await serveSetup(flags, environment);
  const { settings, given, guard } = setup;
  const { json, quiet, profile } = settings;
  const log = createLog({ out, json, quiet, withAccount: profile !== "rfc9111" });
  const tls = await credentials(settings, given);
  const running = await start(setup, tls, log.listener);
  const address = addressOf(tls ? "https" : "http", settings.hostname, running.port);
  const selfSigned = tls !== null && settings.cert === undefined;
  const everyAddress = isEveryAddress(settings.hostname);
  announce({ address, everyAddress, selfSigned, guard, settings }, log, out);
  if (!tls) warnIfForced(setup, log);
  void warnIfAbsent(new URL(settings.origin), log);
  const read = async () => {
    const again = await serveSetup(flags, environment);
    return { setup: again, tls: selfSigned ? null : await credentials(again.settings, again.given) };
  };
  reloadOnHangup({ running, first: { setup, tls }, read, log, listener: log.listener });
  await stopped;
  await end(running, settings.grace * 1000, log);
  if (!json && !quiet) out.write("Stopped.\n");
}

/** Answers under way come to their end first; that those which do not are broken off is nobody's concern. */
async function end(running: RunningEdge, grace: number, log: Log): Promise<void> {
  const silence = setTimeout(log.end, grace);
  if (grace === 0) log.end();
  await running.close(grace);
  clearTimeout(silence);
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
  { edge, settings }: ServeSetup,
  tls: TlsCredentials | null,
  listener: EdgeListener,
): Promise<RunningEdge> {
  const { port, hostname, trustProxy, limits } = settings;
  // Loaded here, so that help and refusals come at once.
  const { serveEdge } = await import("../edge/node.ts");
  const options: NodeEdgeOptions = {
    edge: { ...edge, listeners: [listener] },
    port,
    hostname,
    trustProxy,
    limits,
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

/** Only a warning: a proxy that ends TLS may come to be named. */
function warnIfForced({ edge, settings }: ServeSetup, { logger }: Log): void {
  const isForced = settings.profile === "www" && (edge.www?.forceTls ?? true);
  if (!isForced || settings.trustProxy.length > 0) return;
  const message =
    "Every request over http is answered with 301 to https, as on www.gov.uk, and nothing here speaks https. " +
    'Start it with --https, or put "www": { "forceTls": false } in the file, or name the proxy that ends TLS with --trust-proxy.';
  logger.warn({ type: "forced-tls" }, message);
}

/** Only a warning: the app may start later. */
async function warnIfAbsent(origin: URL, { logger }: Log): Promise<void> {
  if (await isReachable(origin)) return;
  const message = `Nothing answers at ${origin.origin} yet. Until it does, requests that are not in the cache fail: start your app, or name another address with --origin.`;
  logger.warn({ type: "origin-unreachable", origin: origin.origin }, message);
}
