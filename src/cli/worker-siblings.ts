/**
 * A worker's way to hear how the other workers are: by its supervisor.
 *
 * @module
 */
import cluster from "node:cluster";
import type { OthersReports, Siblings } from "../edge/observe/siblings.ts";
import { fromSupervisor } from "./worker-messages.ts";
import { send } from "./worker-peers.ts";

/** The way to the others, from within a worker. */
export function workerSiblings(): Siblings {
  const waiting = new Map<number, (reports: OthersReports) => void>();
  const name = String(cluster.worker?.id ?? 0);
  let make: Parameters<Siblings["answer"]>[0] | null = null;
  let last = 0;

  process.on("message", (message: unknown) => {
    const told = fromSupervisor.safeParse(message).data;
    if (told?.type === "reports") {
      waiting.get(told.id)?.(told);
      waiting.delete(told.id);
    }
    if (told?.type !== "report" || !make) return;
    const { to, id, format } = told;
    send({ type: "report", to, id, report: { name, ...make(format) } });
  });

  return {
    name,
    ask(format) {
      last += 1;
      const id = last;
      const { promise, resolve } = Promise.withResolvers<OthersReports>();
      waiting.set(id, resolve);
      // The supervisor answers in time, whatever the others do; one that is gone takes this worker with it.
      send({ type: "ask", id, format });
      return promise;
    },
    answer(how) {
      make = how;
    },
  };
}
