/**
 * Leaving alone what keeps failing: after some failures in a row it is not asked for a while, and before it
 * is asked again it has to recover.
 *
 * @module
 */

/** What a circuit is made with. */
export interface CircuitOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How many failures in a row open it. */
  readonly failures: number;
  /** Milliseconds that it stays open. */
  readonly rest: number;
  /** Is told of each change; the reason, while it is open. */
  readonly changed: (openFor: string | null) => void;
}

/** A circuit. While it is closed, one asks. */
export interface Circuit {
  readonly isClosed: boolean;
  /** Why it is open; null while it is closed. */
  readonly openFor: string | null;
  succeeded(): void;
  /** @param reason a word or two */
  failed(reason: string): void;
  /**
   * Makes what is left alone recover, when it has rested: it closes when that succeeds, and rests again
   * when it fails. Null when there is nothing to do. It never rejects.
   */
  recover(recovery: () => Promise<void>): Promise<void> | null;
}

/** A closed circuit. */
export function createCircuit({ now, failures, rest, changed }: CircuitOptions): Circuit {
  let inARow = 0;
  let open: { readonly reason: string; readonly since: number } | null = null;

  function rests(reason: string): void {
    const wasClosed = open === null;
    open = { reason, since: now() };
    if (wasClosed) changed(reason);
  }

  async function attempt(recovery: () => Promise<void>, reason: string): Promise<void> {
    try {
      await recovery();
      open = null;
      inARow = 0;
      changed(null);
    } catch {
      rests(reason);
    }
  }

  return {
    get isClosed() {
      return open === null;
    },
    get openFor() {
      return open?.reason ?? null;
    },
    succeeded() {
      inARow = 0;
    },
    failed(reason) {
      inARow += 1;
      if (open === null && inARow >= failures) rests(reason);
    },
    recover(recovery) {
      if (open === null || Math.abs(now() - open.since) < rest) return null;
      // It rests from the beginning of an attempt, so that others make none meanwhile.
      open = { ...open, since: now() };
      return attempt(recovery, open.reason);
    },
  };
}
