/** A stage on real sockets for one play, with the certificate of the tests. Node only. */
import { startScriptedStage } from "../../src/testing/node/scripted-stage.ts";
import type { RunningStage } from "../../src/testing/play.ts";
import type { Play, Profile } from "../../src/testing/play-schema.ts";
import { testCertificate } from "./certificate.ts";

/** Starts what a play needs. @param profile the rules of its edge */
export async function startPlayStage(play: Play, profile: Profile): Promise<RunningStage> {
  return startScriptedStage(play, profile, await testCertificate());
}
