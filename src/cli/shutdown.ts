/**
 * Ending on Ctrl-C and on SIGTERM.
 *
 * @module
 */
import { constants } from "node:os";

/**
 * Under `npm run` one Ctrl-C comes twice: from the terminal, which tells every process, and from npm,
 * which passes it on. In milliseconds.
 */
const sameKeypress = 300;

/**
 * Resolves at the first SIGINT or SIGTERM, after which the command closes what it opened. A second one
 * ends the process at once. To be called before anything is opened, so that no signal is missed.
 *
 * @param now milliseconds since any moment
 * @example
 * const stopped = stopSignal();
 * const running = await serveEdge(options);
 * await stopped;
 * await running.close();
 */
export function stopSignal(now: () => number = () => performance.now()): Promise<void> {
  return new Promise((resolve) => {
    let first: number | null = null;
    const onSignal = (signal: "SIGINT" | "SIGTERM") => {
      if (first === null) {
        first = now();
        resolve();
      } else if (now() - first > sameKeypress) {
        // As a shell reports a process that a signal ended.
        process.exit(128 + constants.signals[signal]);
      }
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}
