/**
 * Purges from each worker to all others: whoever asked hears when all have obeyed.
 *
 * @module
 */
import type { Worker } from "node:cluster";
import { type FromSupervisor, fromWorker } from "./worker-messages.ts";

/** The relay of a supervisor. */
export interface Relay {
  add(worker: Worker): void;
  /** A worker that has ended keeps nothing, so nobody waits for it. */
  remove(worker: Worker): void;
}

/** A purge on its way. */
interface Order {
  readonly asker: Worker;
  readonly id: number;
  /** Who has not obeyed yet. */
  readonly left: Set<Worker>;
}

/** A relay between workers that are added to it. */
export function createRelay(): Relay {
  const workers = new Set<Worker>();
  /** Who may have stored something. Those who are starting are told, and not waited for. */
  const serving = new Set<Worker>();
  const orders = new Map<string, Order>();

  function settle(name: string, { asker, id, left }: Order): void {
    if (left.size > 0) return;
    orders.delete(name);
    tell(asker, { type: "done", id });
  }

  function hear(worker: Worker, message: unknown): void {
    const told = fromWorker.safeParse(message).data;
    if (told?.type === "purge") {
      const others = [...workers].filter((other) => other !== worker && other.isConnected());
      const order = {
        asker: worker,
        id: told.id,
        left: new Set(others.filter((other) => serving.has(other))),
      };
      const name = `${worker.id} ${told.id}`;
      orders.set(name, order);
      for (const other of others)
        tell(other, { type: "purge", by: worker.id, id: told.id, purge: told.purge });
      settle(name, order);
    }
    if (told?.type === "obeyed") obeyed(`${told.by} ${told.id}`, worker);
  }

  function obeyed(name: string, worker: Worker): void {
    const order = orders.get(name);
    if (order?.left.delete(worker)) settle(name, order);
  }

  return {
    add(worker) {
      workers.add(worker);
      worker.once("listening", () => serving.add(worker));
      worker.on("message", (message: unknown) => hear(worker, message));
    },
    remove(worker) {
      workers.delete(worker);
      serving.delete(worker);
      for (const [name, order] of orders) {
        if (order.asker === worker) orders.delete(name);
        else obeyed(name, worker);
      }
    },
  };
}

function tell(worker: Worker, message: FromSupervisor): void {
  if (worker.isConnected()) worker.send(message);
}
