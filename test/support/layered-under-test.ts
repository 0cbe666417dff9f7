/** A process with memory before a store that it shares, and with time that the test moves. */
import {
  type PurgeScope,
  type SharedStoreOptions,
  type StoreNews,
  sharedStore,
} from "../../src/edge/index.ts";
import { type SharedBackend, sharedBackend } from "./shared-backend.ts";
import { asking, recordOf, storedResponse, textOf } from "./stored.ts";

export const url = "https://www.gov.uk/page";
export const noon = Date.UTC(2026, 0, 1, 12);
const long = noon - 86_400_000;

/** Timers that ring when the test says so. */
export function handTimer() {
  const waiting = new Set<() => void>();
  return {
    timer(_milliseconds: number, task: () => void) {
      waiting.add(task);
      return () => void waiting.delete(task);
    },
    ring() {
      for (const task of [...waiting]) task();
    },
  };
}

/** Lets everything run that can run now. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** @param skew milliseconds that its clock is ahead */
export async function processOver(
  backend: SharedBackend = sharedBackend(long),
  {
    skew = 0,
    ...options
  }: Partial<Pick<SharedStoreOptions, "layers" | "marks" | "memory">> & { skew?: number } = {},
) {
  let time = noon + skew;
  const { timer, ring } = handTimer();
  const news: StoreNews[] = [];
  const elsewhere: PurgeScope[] = [];
  const store = sharedStore({
    blobs: backend.blobs,
    log: backend.log,
    now: () => time,
    memory: options.memory ?? { maxBytes: 2 ** 24 },
    marks: { timer, ...options.marks },
    layers: { timer, ...options.layers },
  });
  const tick = () => {
    time += 1 / 1024;
    return time;
  };
  const detach = store.attach({
    tick,
    purgedElsewhere: (scope) => elsewhere.push(scope),
    tell: (what) => news.push(what),
  });
  await store.catchUp();
  elsewhere.length = 0;
  // What was asked for until now may be what was purged before the log was known.
  time += 1;
  const page = (body: string, vary: string[] = []) => ({
    ...storedResponse(body, vary, tick()),
    tags: ["k"],
  });
  return {
    ...{ backend, store, news, elsewhere, ring, detach, tick, page },
    put: (body: string, headers: Record<string, string> = {}, key = url) =>
      store.put(key, asking(headers), page(body, Object.keys(headers))),
    found: async (headers: Record<string, string> = {}, key = url) =>
      textOf(recordOf(await store.match(key, asking(headers)))),
    foundNow: (headers: Record<string, string> = {}) => {
      const match = store.matchNow(url, asking(headers));
      return match && textOf(recordOf(match));
    },
    purge: (scope: PurgeScope = { by: "tag", tag: "k" }, soft = false) =>
      store.purge({ scope, soft, time: tick() }),
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}
