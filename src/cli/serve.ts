/**
 * `govuk-edge serve`: an edge in front of an app.
 *
 * @module
 */
import cluster from "node:cluster";
import type { Command } from "commander";
import type { ProcessGroup } from "../edge/node/store-source.ts";
import type { NodeEdgeOptions, RedisSettings, RunningEdge, TlsCredentials } from "../edge/node.ts";
import type { EdgeParts } from "../edge/options.ts";
import { addConfigFlag, type Environment, type Flags } from "./config-file.ts";
import { addressOf, isEveryAddress, listenFailure } from "./listening.ts";
import { createLog, type Log } from "./log.ts";
import { isReachable } from "./reachable.ts";
import { hearHangups, type Reading } from "./reload.ts";
import { type Listening, serveBanner } from "./serve-banner.ts";
import type { ServeSettings } from "./serve-schema.ts";
import { serveSettings } from "./serve-settings.ts";
import { type ServeSetup, serveSetup } from "./serve-setup.ts";
import { addFlags } from "./settings.ts";
import { stopSignal } from "./shutdown.ts";
import { startWorkers } from "./supervisor.ts";
import { credentials, isSelfSigned } from "./tls.ts";
import { stopOrder, workerPeers } from "./worker-peers.ts";
import { workerSiblings } from "./worker-siblings.ts";

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
  $ govuk-edge serve --origin http://127.0.0.1:3000 --redis redis://127.0.0.1:6379
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
  const { settings } = setup;
  const log = createLog({ out, ...settings, withAccount: settings.profile !== "rfc9111" });
  const read = async () => {
    const again = await serveSetup(flags, environment);
    return { setup: again, tls: isSelfSigned(setup) ? null : await credentials(again, environment) };
  };
  const reread: Serving["reread"] = (running, first, parts) =>
    reloadOnHangup({ running, first, read, log, parts });
  if (settings.workers > 1 && cluster.isPrimary) await superviseUntil(stopped, setup, log, out);
  else if (cluster.isPrimary) await serveUntil(stopped, { setup, log, reread, out, parts: {} });
  else {
    const until = Promise.race([stopped, stopOrder()]);
    const group = { processes: settings.workers, peers: workerPeers() };
    const parts = { siblings: workerSiblings() };
    // The channel to the supervisor would keep a process alive that could not start.
    const leave = () => cluster.worker?.disconnect();
    await serveUntil(until, { setup, log, reread, out: null, parts, group }).finally(leave);
  }
  if (cluster.isPrimary && !settings.json && !settings.quiet) out.write("Stopped.\n");
}

/** What serves, and how. */
interface Serving {
  readonly setup: ServeSetup;
  readonly log: Log;
  readonly parts: Partial<EdgeParts>;
  /** For a worker, the processes of which it is one. */
  readonly group?: ProcessGroup;
  /** Where it says that it listens; null for a worker, whose supervisor does. */
  readonly out: NodeJS.WritableStream | null;
  reread(running: RunningEdge, reading: Reading, parts: Partial<EdgeParts>): void;
}

async function serveUntil(stopped: Promise<void>, { setup, log, out, reread, group, ...serving }: Serving) {
  const tls = await credentials(setup, process.env);
  const heard = [log.listener];
  // Where nobody hears of requests, there is nothing to make for each.
  const listening = setup.settings.quiet ? { troubleListeners: heard } : { listeners: heard };
  const parts = { ...serving.parts, ...listening };
  const running = await start(setup, { tls, parts, ...(group && { group }) });
  if (out) announceAll(setup, tls, running.port, log, out);
  reread(running, { setup, tls }, parts);
  await stopped;
  await end(running, setup.settings.grace * 1000, log);
}

/** Has others serve. */
async function superviseUntil(
  stopped: Promise<void>,
  setup: ServeSetup,
  log: Log,
  out: NodeJS.WritableStream,
) {
  const { workers: count } = setup.settings;
  const tls = await credentials(setup, {});
  const workers = await startWorkers({
    workers: count,
    tls: isSelfSigned(setup) ? tls : null,
    replaced: (reason) =>
      log.logger.error(
        { type: "worker-replaced" },
        `A worker is gone: ${reason}. Another takes its place, with an empty cache.`,
      ),
  });
  if (!process.stdout.isTTY) process.on("SIGHUP", workers.reload);
  announceAll(setup, tls, workers.port, log, out);
  await Promise.race([stopped, workers.failed]);
  await workers.stop();
}

function announceAll(
  setup: ServeSetup,
  tls: TlsCredentials | null,
  port: number,
  log: Log,
  out: NodeJS.WritableStream,
) {
  const { settings, guard } = setup;
  const address = addressOf(tls ? "https" : "http", settings.hostname, port);
  const everyAddress = isEveryAddress(settings.hostname);
  announce({ address, everyAddress, selfSigned: isSelfSigned(setup), guard, settings }, log, out);
  if (!tls) warnIfForced(setup, log);
  void warnIfAbsent(new URL(settings.origin), log);
}

/** Answers under way come to their end first; that those which do not are broken off is nobody's concern. */
async function end(running: RunningEdge, grace: number, log: Log): Promise<void> {
  const silence = setTimeout(log.end, grace);
  if (grace === 0) log.end();
  await running.close(grace);
  clearTimeout(silence);
}

async function start(
  { edge, settings }: ServeSetup,
  { tls, parts, group }: Pick<Serving, "parts" | "group"> & { readonly tls: TlsCredentials | null },
): Promise<RunningEdge> {
  const { port, hostname, trustProxy, limits } = settings;
  const redis = redisOf(settings);
  // Loaded here, so that help and refusals come at once.
  const { serveEdge, tuneHeap } = await import("../edge/node.ts");
  tuneHeap();
  const options: NodeEdgeOptions = {
    edge: { ...edge, ...parts },
    port,
    hostname,
    trustProxy,
    limits,
    ...(tls && { tls }),
    ...(redis && { redis }),
    ...(group && { group }),
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

function redisOf({ redis: url, redisPrefix, redisMaxBody }: ServeSettings): RedisSettings | null {
  if (url === undefined) return null;
  return {
    url,
    ...(redisPrefix !== undefined && { prefix: redisPrefix }),
    ...(redisMaxBody !== undefined && { maxBodyBytes: redisMaxBody * 1024 * 1024 }),
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
