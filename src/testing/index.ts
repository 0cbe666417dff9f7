/**
 * An edge for the tests of your app, and plays within them.
 *
 * @module
 */

export type { AppEdgeOptions } from "./app-edge.ts";
export { describePlays, type PlayText, performPlays, type Runner } from "./describe-plays.ts";
export type { FetchHandler } from "./handler-transport.ts";
export { type LoadedPlay, loadPlays, PlayFileError } from "./load-plays.ts";
export type { StepResult } from "./play.ts";
export type { Difference } from "./play-differ.ts";
export type { PlayResult } from "./run-plays.ts";
export {
  type CacheWord,
  type RequestParts,
  type SeenByOrigin,
  type TestAnswer,
  type TestEdge,
  testEdge,
  type Visitor,
} from "./test-edge.ts";
