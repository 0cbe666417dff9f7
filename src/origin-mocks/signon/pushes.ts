/**
 * Telling applications of changes: a queue of HTTP requests, each tried up to six times. A request that
 * failed waits its time by the mock's clock, and goes with the next request that Signon gets after that.
 *
 * @module
 */

/** One thing to tell one application. */
export interface Push {
  readonly kind: "update" | "reauth";
  readonly userId: number;
  readonly applicationId: number;
}

/** A push as a request, made at the time it is sent; null when there is nothing to tell any more. */
export type PushRequest = (push: Push) => Request | null;

interface Waiting extends Push {
  readonly attempts: number;
  readonly dueAt: number;
}

/** The queue. */
export interface Pushes {
  add(push: Push): void;
  /** Sends what is due. */
  send(request: PushRequest, now: number): void;
  /** How many are waiting, and how many were given up. */
  counts(): { readonly waiting: number; readonly givenUp: number };
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
  clear(): void;
  /** What waits; a push that is on its way is not among it. */
  save(): readonly SavedPush[];
  restore(saved: readonly SavedPush[]): void;
}

/** A push that waits; `dueAt` is null for at once. */
interface SavedPush extends Push {
  readonly attempts: number;
  readonly dueAt: number | null;
}

const TRIES = 6;
const TIMEOUT = 10_000;
/** Milliseconds before the second try; twice as long before each one after it. */
const FIRST_WAIT = 15_000;

/** An empty queue. */
export function createPushes(fetcher: typeof fetch): Pushes {
  let waiting: Waiting[] = [];
  let givenUp = 0;
  /** What was on its way when the queue was cleared does not come back into it. */
  let generation = 0;
  const onTheWay = new Set<Promise<void>>();

  async function deliver(push: Waiting, request: PushRequest, now: number, began: number): Promise<void> {
    const toSend = request(push);
    if (toSend === null || (await isAccepted(fetcher, toSend)) || began !== generation) return;
    const attempts = push.attempts + 1;
    if (attempts >= TRIES) givenUp += 1;
    else waiting.push({ ...push, attempts, dueAt: now + FIRST_WAIT * 2 ** push.attempts });
  }

  return {
    add: (push) => void waiting.push({ ...push, attempts: 0, dueAt: Number.NEGATIVE_INFINITY }),
    send(request, now) {
      const due = waiting.filter(({ dueAt }) => dueAt <= now);
      waiting = waiting.filter(({ dueAt }) => dueAt > now);
      // One after the other: a reauth is to come after the update it was queued with.
      const began = generation;
      const sending = (async () => {
        for (const push of due) await deliver(push, request, now, began);
      })();
      if (due.length === 0) return;
      onTheWay.add(sending);
      void sending.finally(() => onTheWay.delete(sending));
    },
    counts: () => ({ waiting: waiting.length, givenUp }),
    async settled() {
      while (onTheWay.size > 0) await Promise.all(onTheWay);
    },
    clear() {
      waiting = [];
      givenUp = 0;
      generation += 1;
    },
    // JSON has no infinity.
    save: () => waiting.map((push) => ({ ...push, dueAt: Number.isFinite(push.dueAt) ? push.dueAt : null })),
    restore(saved) {
      waiting = saved.map((push) => ({ ...push, dueAt: push.dueAt ?? Number.NEGATIVE_INFINITY }));
      givenUp = 0;
      generation += 1;
    },
  };
}

async function isAccepted(fetcher: typeof fetch, request: Request): Promise<boolean> {
  try {
    const response = await fetcher(request, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
