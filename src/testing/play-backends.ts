/**
 * What stands behind an edge besides the app: the assets and the mirrors, by production's names.
 *
 * @module
 */
import type { EdgeSettings } from "../edge/index.ts";
import type { OtherBackend } from "./outcome-schema.ts";
import type { OriginAnswer, OriginSaw } from "./play.ts";
import type { Play, Profile } from "./play-schema.ts";

/** A request as one of them got it. */
export interface BackendSaw extends OriginSaw {
  readonly backend: OtherBackend;
}

/** What is around an edge besides the app: time, chance and the other backends. */
export interface Around {
  pass(seconds: number): void;
  /** What every draw gives from now on. */
  draw(chance: number): void;
  /** What the others answer from now on. */
  answer(answers: ReadonlyMap<OtherBackend, OriginAnswer>): void;
  /** The requests they got since the last call, in order, which are then forgotten. */
  seen(): readonly BackendSaw[];
}

/** The other backends of a play: those that any of its steps names. */
export function othersOf({ steps }: Pick<Play, "steps">): OtherBackend[] {
  const named = new Set(steps.flatMap(({ backends }) => Object.keys(backends)));
  return (["staticAssetsS3", ...mirrors] as const).filter((name) => named.has(name));
}

const mirrors = ["mirrorS3", "mirrorS3Replica", "mirrorGCS"] as const;

/**
 * The settings of the edge that a play needs.
 *
 * @param originOf where a backend is: scheme, host and port
 */
export function settingsOf(
  play: Play,
  profile: Profile,
  originOf: (backend: OtherBackend) => string,
): Omit<EdgeSettings, "origin"> & { profile: Profile } {
  const { guard = "report", settings, purge } = play;
  if (profile !== "www") return { profile, guard };
  const others = othersOf(play);
  const at = (name: OtherBackend, path: string) => ({ name, url: originOf(name) + path, timeouts });
  const backends = {
    ...(others.includes("staticAssetsS3") && { assets: at("staticAssetsS3", "") }),
    mirrors: mirrors.filter((name) => others.includes(name)).map((name) => at(name, "/www.gov.uk")),
  };
  return { profile, guard, www: { ...settings, backends }, ...(purge && { purge }) };
}

/** Milliseconds. A backend of a play answers at once, or never. */
export const timeouts = { connect: 1_000, firstByte: 1_000 };

/** When every play begins, in milliseconds since 1970. */
export const beginning = Date.UTC(2026, 0, 1);
