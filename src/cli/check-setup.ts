/**
 * What `govuk-edge check` goes by: the settings of serve that are about the edge and the app, and its own.
 *
 * @module
 */
import { configFile, type Environment, type Flags } from "./config-file.ts";
import { edgeUrl } from "./edge-url.ts";
import { CommandFailure } from "./errors.ts";
import { serveSettings } from "./serve-settings.ts";
import { type ServeSetup, serveSetup } from "./serve-setup.ts";
import { variableOf } from "./setting-names.ts";

/** The settings of serve that a check has, too: those that are not about listening and logging. */
const shared = new Set([
  "assets",
  "cacheSize",
  "defaultTtl",
  "guard",
  "insecureOrigin",
  "maxUpload",
  "mirror",
  "origin",
  "originHost",
  "profile",
  "timeout",
]);
export const checkSettings = serveSettings.filter(({ key }) => shared.has(key));

/** Nobody is asked there. */
const nowhere = "http://127.0.0.1:1";

/** What is known before the first play. */
export interface CheckSetup {
  readonly setup: ServeSetup;
  /** Whether there is an app to start an edge before. */
  readonly hasOrigin: boolean;
  /** Whether somebody said which rules are to be followed. */
  readonly hasProfile: boolean;
  /** An edge that is already there. */
  readonly url: URL | null;
}

/**
 * Reads the settings from their sources.
 *
 * @throws {CommandFailure} naming all that is wrong
 */
export async function checkSetup(
  flags: Flags,
  environment: Environment,
  url: string | undefined,
): Promise<CheckSetup> {
  if (url !== undefined && flags.origin !== undefined) {
    throw new CommandFailure(
      "--origin starts an edge before your app, and --url names one that is already there. Give one of them.",
      2,
    );
  }
  const file = await configFile(flags, environment);
  const isGiven = (key: string) =>
    flags[key] !== undefined || !!environment[variableOf(key)] || Object.hasOwn(file?.entries ?? {}, key);
  const hasOrigin = isGiven("origin");
  const setup = await serveSetup(hasOrigin ? flags : { ...flags, origin: nowhere }, environment);
  return {
    setup,
    hasOrigin: hasOrigin && url === undefined,
    hasProfile: isGiven("profile"),
    url: url === undefined ? null : edgeUrl(url),
  };
}
