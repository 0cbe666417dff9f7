/**
 * What the product logs while tests run, and the secrets that they use meanwhile. The one must not hold the
 * other: `reporter.ts` looks when all is over. Nothing is noted where `watch.ts` does not run, as in workerd.
 */
import type { EdgeEvent } from "../../../src/edge/index.ts";

/** Takes notes for the whole run. */
export interface RunLog {
  /** As the log of `serve` would have it. */
  event(event: EdgeEvent): void;
  printed(by: string, text: string): void;
  /** Notes the secrets among header fields. */
  fields(fields: Iterable<readonly [name: string, value: string]>): void;
  /** Notes the secrets of a URL or a form. */
  text(text: string): void;
  secret(value: string): void;
  /** Writes all that was noted. */
  flush(): void;
}

declare global {
  var runLog: RunLog | undefined;
}

/** A listener for edges in the tests' own process. */
export function toRunLog(event: EdgeEvent): void {
  globalThis.runLog?.event(event);
}
