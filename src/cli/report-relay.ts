/**
 * How each worker is, for the one that was asked and speaks for all of them.
 *
 * @module
 */
import type { Worker } from "node:cluster";
import type { SelfReport } from "../edge/observe/siblings.ts";
import type { Relay } from "./purge-relay.ts";
import { type FromSupervisor, fromWorker } from "./worker-messages.ts";

/** A worker that is busy is left out, so that whoever asked has an answer. Milliseconds. */
const answeredWithin = 1_000;

interface Question {
  readonly asker: Worker;
  readonly id: number;
  /** Who has not answered yet. */
  readonly left: Set<Worker>;
  readonly reports: SelfReport[];
  readonly late: NodeJS.Timeout;
}

/** A relay between workers that are added to it. */
export function createReportRelay(): Relay {
  /** Those that serve. */
  const workers = new Set<Worker>();
  const questions = new Map<string, Question>();

  function ask(asker: Worker, id: number, format: "prometheus" | "openmetrics"): void {
    const others = [...workers].filter((other) => other !== asker && other.isConnected());
    const name = nameOf(asker.id, id);
    const late = setTimeout(() => finish(name), answeredWithin);
    questions.set(name, { asker, id, left: new Set(others), reports: [], late });
    for (const other of others) tell(other, { type: "report", to: asker.id, id, format });
    finishIfAll(name);
  }

  function heard(worker: Worker, name: string, report: SelfReport | null): void {
    const question = questions.get(name);
    if (!question?.left.delete(worker)) return;
    if (report) question.reports.push(report);
    finishIfAll(name);
  }

  function finishIfAll(name: string): void {
    if (questions.get(name)?.left.size === 0) finish(name);
  }

  function finish(name: string): void {
    const question = questions.get(name);
    if (!question) return;
    clearTimeout(question.late);
    questions.delete(name);
    const { asker, id, left, reports } = question;
    tell(asker, { type: "reports", id, reports, silent: left.size });
  }

  return {
    add(worker) {
      worker.once("listening", () => workers.add(worker));
      worker.on("message", (message: unknown) => {
        const told = fromWorker.safeParse(message).data;
        if (told?.type === "ask") ask(worker, told.id, told.format);
        if (told?.type === "report") heard(worker, nameOf(told.to, told.id), told.report);
      });
    },
    remove(worker) {
      workers.delete(worker);
      for (const name of [...questions.keys()]) heard(worker, name, null);
    },
  };
}

function nameOf(asker: number, id: number): string {
  return `${asker} ${id}`;
}

function tell(worker: Worker, message: FromSupervisor): void {
  if (worker.isConnected()) worker.send(message);
}
