/**
 * Where an app's own tests perform plays: an edge in their process for each.
 *
 * @module
 */
import { type AppEdgeOptions, appEdge } from "./app-edge.ts";
import { isScripted, whyNotWith } from "./applicable.ts";
import type { RunningStage } from "./play.ts";
import type { Play, Profile } from "./play-schema.ts";
import type { Theatre } from "./run-plays.ts";

/** A theatre before an app. */
export function appTheatre(options: AppEdgeOptions): Theatre {
  const { profile = "account" } = options;
  return {
    now: options.appNow ?? Date.now,
    profilesOf: () => [profile],
    whyNot(play) {
      if (isScripted(play)) return "it is the app itself; govuk-edge check performs it";
      return whyNotWith(play, profile);
    },
    stageFor: async (play) => stageOf(play, profile, options),
  };
}

function stageOf(play: Play, profile: Profile, options: AppEdgeOptions): RunningStage {
  const { guard = options.guard, purge = options.purge } = play;
  const www = { ...options.www, ...play.settings };
  const { around, site, send, close } = appEdge({
    ...options,
    www,
    ...(guard && { guard }),
    ...(purge && { purge }),
  });
  return {
    profile,
    site,
    send,
    close,
    answerNext: ({ fault }) => around.origin.setDown(fault === "no connection"),
    seenByOrigin: () => around.origin.seen()[0] ?? null,
    around: { pass: around.pass, draw: around.draw, answer: () => undefined, seen: () => [] },
    reset: () => undefined,
  };
}
