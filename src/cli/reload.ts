/**
 * Reading the settings again at SIGHUP, while the edge serves.
 *
 * @module
 */
import type { RunningEdge, TlsCredentials } from "../edge/node.ts";
import type { EdgeParts } from "../edge/options.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import type { Log } from "./log.ts";
import type { ServeSettings } from "./serve-schema.ts";
import type { ServeSetup } from "./serve-setup.ts";

/** What is read again. */
export interface Reading {
  readonly setup: ServeSetup;
  readonly tls: TlsCredentials | null;
}

/** What a running edge is reloaded with. */
export interface ReloadOptions {
  readonly running: RunningEdge;
  readonly first: Reading;
  /** Reads flags, variables, the file and certificates. */
  read(): Promise<Reading>;
  readonly log: Log;
  /** What the edge has besides its settings. */
  readonly parts: Partial<EdgeParts>;
}

/** Settings of the process and its socket, which are as they were at the start. */
const fixed = [
  "port",
  "hostname",
  "workers",
  "https",
  "trustProxy",
  "limits",
  "redis",
  "redisPrefix",
  "redisMaxBody",
  "json",
  "quiet",
] as const satisfies readonly (keyof ServeSettings)[];

/**
 * Hears SIGHUP from now on, so that none that comes early ends the process. On a terminal SIGHUP is that the
 * terminal went, and ends it as ever.
 *
 * @returns begins to reload at each; one that came before counts
 * @example
 * const reloadOnHangup = hearHangups();
 * const running = await serveEdge(options);
 * reloadOnHangup({ running, first, read, log, parts });
 */
export function hearHangups(): (options: ReloadOptions) => void {
  const ready = Promise.withResolvers<ReloadOptions>();
  let last: Promise<unknown> = ready.promise;
  if (!process.stdout.isTTY) {
    process.on("SIGHUP", () => {
      // One after the other: the one that was asked for last counts.
      last = last.then(() => ready.promise).then(reload);
    });
  }
  return ready.resolve;
}

async function reload({ running, first, read, log, parts }: ReloadOptions): Promise<void> {
  const { logger } = log;
  try {
    const { setup, tls } = await read();
    const { kept } = running.renew({ ...setup.edge, ...parts });
    if (tls) running.renewTls(tls);
    const stored = kept
      ? "What is stored was kept."
      : "The cache begins empty, because what is stored depends on what changed.";
    logger.info({ type: "reloaded", kept }, `Settings and certificates were read again. ${stored}`);
    const later = fixed.filter(
      (name) => JSON.stringify(setup.settings[name]) !== JSON.stringify(first.setup.settings[name]),
    );
    if (later.length > 0) {
      logger.warn(
        { type: "needs-restart", settings: later },
        `Changed, but in force only after a restart: ${later.join(", ")}.`,
      );
    }
  } catch (error) {
    const reason = error instanceof CommandFailure ? error.message : reasonOf(error);
    logger.error(
      { type: "not-reloaded" },
      `The settings were not reloaded, and the old ones stay in force. ${reason}`,
    );
  }
}
