/**
 * A worker's way to the other workers: by its supervisor.
 *
 * @module
 */
import type { Peers, ToldPurge } from "../edge/stores/peers.ts";
import { type FromWorker, fromSupervisor } from "./worker-messages.ts";

/** Milliseconds for all others to obey; who does not answer has the order waiting all the same. */
const obeyedWithin = 2_000;

/** The way to the others, from within a worker. */
export function workerPeers(): Peers {
  const waiting = new Map<number, (obeyed: boolean) => void>();
  const hearers = new Set<(purge: ToldPurge) => void>();
  let last = 0;

  process.on("message", (message: unknown) => {
    const told = fromSupervisor.safeParse(message).data;
    if (told?.type === "done") waiting.get(told.id)?.(true);
    if (told?.type !== "purge") return;
    for (const hear of hearers) hear(told.purge);
    send({ type: "obeyed", by: told.by, id: told.id });
  });

  return {
    async tell(purge) {
      last += 1;
      const id = last;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const late = setTimeout(resolve, obeyedWithin, false);
      waiting.set(id, resolve);
      send({ type: "purge", id, purge });
      const obeyed = await promise;
      clearTimeout(late);
      waiting.delete(id);
      return obeyed;
    },
    listen(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
}

/** Tells the supervisor. */
export function send(message: FromWorker): void {
  // A supervisor that is gone takes its workers with it.
  if (process.connected) process.send?.(message);
}

/** Resolves when the supervisor says that it is to stop, or is gone. */
export function stopOrder(): Promise<void> {
  return new Promise((resolve) => {
    process.once("disconnect", resolve);
    process.on("message", (message: unknown) => {
      if (fromSupervisor.safeParse(message).data?.type === "stop") resolve();
    });
  });
}
