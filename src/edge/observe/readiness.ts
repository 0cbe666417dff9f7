/**
 * Whether an edge does all that it is there for; if not, why.
 *
 * @module
 */

/** `degraded`: it answers, but not all is well; `stopping`: it is to be sent nothing more. */
export type Status = "ready" | "degraded" | "stopping";

/** How an edge is. */
export interface Condition {
  readonly status: Status;
  /** What is not well, in words without anybody's URL or secret. */
  readonly reasons: readonly string[];
}

/** Keeps what is known of an edge's health. */
export interface Readiness {
  /** A backend's answer began. */
  answered(backend: string): void;
  /** A backend gave no answer. */
  failed(backend: string, code: string): void;
  /** From now on it is stopping. */
  stop(): void;
  condition(): Condition;
}

/** Milliseconds for which a failure counts after which nothing succeeded. */
const lately = 60_000;

/**
 * The health of an edge.
 *
 * @param clock milliseconds that only go forward
 * @param others what else is not well, from whoever knows something; it must not throw
 */
export function createReadiness(
  clock: () => number,
  others: readonly (() => readonly string[])[],
): Readiness {
  /** What each backend failed with last, if it has not answered since. Names come from the settings. */
  const failures = new Map<string, { readonly code: string; readonly at: number }>();
  let isStopping = false;

  function originReasons(): string[] {
    const now = clock();
    return [...failures]
      .filter(([, { at }]) => now - at < lately)
      .map(
        ([backend, { code, at }]) =>
          `backend ${backend}: no answer ${Math.round((now - at) / 1000)} s ago (${code}), and none since`,
      );
  }

  return {
    answered(backend) {
      if (failures.size > 0) failures.delete(backend);
    },
    failed(backend, code) {
      // The client's own doing.
      if (code !== "aborted") failures.set(backend, { code, at: clock() });
    },
    stop() {
      isStopping = true;
    },
    condition() {
      const reasons = [...originReasons(), ...others.flatMap((ask) => ask())];
      const status = isStopping ? "stopping" : reasons.length > 0 ? "degraded" : "ready";
      return { status, reasons };
    },
  };
}
