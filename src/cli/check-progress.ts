/**
 * How far a run is, where somebody looks at it.
 *
 * @module
 */

/** A line that is written over. */
export interface Progress {
  /** Takes the line away, so that something else can be written. */
  clear(): void;
  show(done: number): void;
}

/** Progress on a terminal; elsewhere none, for there every line stays. */
export function progressOn(stream: NodeJS.WriteStream, plays: number): Progress {
  if (!stream.isTTY) return { clear: () => undefined, show: () => undefined };
  return {
    clear: () => void stream.write("\r\u001b[K"),
    // A play may be performed with more than one set of rules.
    show: (done) => void stream.write(`${done} done, of ${plays} plays…`),
  };
}
