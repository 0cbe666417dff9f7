/**
 * Where `govuk-edge check` performs plays: before an app, with an edge elsewhere, or by themselves.
 *
 * @module
 */
import { isScripted, whyNotElsewhere, whyNotWith } from "../testing/applicable.ts";
import type { LoadedPlay } from "../testing/load-plays.ts";
import { startAppStage } from "../testing/node/app-stage.ts";
import { remoteStage } from "../testing/node/remote-stage.ts";
import { startScriptedStage } from "../testing/node/scripted-stage.ts";
import type { Play } from "../testing/play-schema.ts";
import type { Theatre } from "../testing/run-plays.ts";
import { selfSignedCertificate } from "./certificate.ts";
import type { CheckSetup } from "./check-setup.ts";
import { CommandFailure } from "./errors.ts";
import { isReachable } from "./reachable.ts";

/**
 * The place for plays. Its edges have one certificate, made on the spot.
 *
 * @param host the Host that plays ask for, where they do not say it
 */
export async function theatreOf(check: CheckSetup, host: string | undefined): Promise<Theatre> {
  const { settings, edge } = check.setup;
  const { url } = check;
  const tls = await selfSignedCertificate();
  const here = { edge, tls, site: { host: host ?? "www.gov.uk", tls: true }, appNow: Date.now };
  return {
    now: () => performance.now(),
    profilesOf(play) {
      const isFree = url === null && isScripted(play) && !check.hasProfile;
      return isFree ? (play.profiles ?? [settings.profile]) : [settings.profile];
    },
    whyNot(play, profile) {
      return whyNotWith(play, profile) ?? (url && whyNotElsewhere(play, url.protocol === "https:"));
    },
    async stageFor(play, profile) {
      if (url) return remoteStage(url, profile, host);
      return isScripted(play) ? startScriptedStage(play, profile, tls) : startAppStage(play, profile, here);
    },
  };
}

/** @throws {CommandFailure} naming a play that asks an app, where there is none */
export function refuseWithoutApp(plays: readonly LoadedPlay[], { hasOrigin, url }: CheckSetup): void {
  const asking = plays.find(({ play }) => !isScripted(play));
  if (hasOrigin || url !== null || !asking) return;
  throw new CommandFailure(
    `${asking.file}:${asking.line}: ${JSON.stringify(titleOf(asking.play))} asks an app, and none is named. ` +
      "Give --origin with your app's address, such as --origin http://127.0.0.1:3000, or --url with that of an edge.",
    2,
  );
}

/** What to say when nobody listens where plays ask; null when somebody does, or none of them asks. */
export async function absentOf(plays: readonly LoadedPlay[], check: CheckSetup): Promise<string | null> {
  const { url, hasOrigin } = check;
  if (!plays.some(({ play }) => !isScripted(play))) return null;
  if (url) {
    if (await isReachable(url)) return null;
    return `Nothing answers at ${url.origin}: start the edge, or name another with --url.`;
  }
  const origin = new URL(check.setup.settings.origin);
  if (!hasOrigin || (await isReachable(origin))) return null;
  return `Nothing answers at ${origin.origin}: start your app, or name another address with --origin.`;
}

function titleOf({ title }: Play): string {
  return title.length > 80 ? `${title.slice(0, 80)}…` : title;
}
