/**
 * Purging, by a call and by HTTP: `PURGE` on a URL, and orders sent to /__edge/purge.
 *
 * @module
 */
import { isOpenToAnybody } from "./access.ts";
import type { WebVisit } from "./answers.ts";
import type { Cache } from "./http-cache/cache.ts";
import type { PurgeOutcome } from "./http-cache/purge.ts";
import type { SomeVariants } from "./http-cache/store.ts";
import type { ResolvedOptions } from "./options.ts";
import type { OwnAnswers } from "./own-answers.ts";
import { isSoft, ordersOf, type PurgeRefusal, purgeCheck } from "./purge-requests.ts";
import { type PurgeOrder, scopeOf, scopesOnward } from "./purging.ts";
import type { Reporter } from "./report.ts";
import type { ClientRequest } from "./request.ts";
import type { Site } from "./site.ts";
import type { Answer } from "./stored-answer.ts";

/** The ways to purge. */
export interface Purger {
  /** Whether there is /__edge/purge. */
  readonly isOpen: boolean;
  /** @throws {Error} when the order names no URL or no key that could be one */
  purge(order: PurgeOrder): Promise<PurgeOutcome>;
  /** Purges a part of what is stored under a key; all of it where the store can do no less. */
  purgeVariants(key: string, variants: SomeVariants, soft: boolean): Promise<PurgeOutcome>;
  /** Answers a `PURGE`: all variants of its URL, by http and https. */
  purgeUrl(visit: WebVisit, asked: ClientRequest): Promise<Answer>;
  /** Answers a request to /__edge/purge. */
  purgeByOrder(visit: WebVisit, request: Request): Promise<Answer>;
}

/** What an edge's purges are made with. */
export interface PurgerParts {
  readonly cache: Cache;
  readonly answers: OwnAnswers;
  readonly report: Reporter;
  /** The rules of www.gov.uk; null in other profiles. */
  readonly site: Pick<Site, "config"> | null;
}

/** The ways to purge one edge's cache. */
export function createPurger(settings: ResolvedOptions, parts: PurgerParts): Purger {
  const { cache, answers, report, site } = parts;
  const refusal = purgeCheck(settings.purge);

  async function purge(order: PurgeOrder): Promise<PurgeOutcome> {
    const scopes = site === null ? [scopeOf(order)] : scopesOnward(order, site.config.query);
    const outcome = ofAll(await Promise.all(scopes.map((scope) => cache.purge(scope, order.soft ?? false))));
    report.purged();
    return outcome;
  }

  function refused(
    visit: WebVisit,
    { status, detail }: PurgeRefusal,
    orders: readonly PurgeOrder[] = [],
  ): Answer {
    report.purge(visit, orders, { refused: detail });
    return answers.purged(visit, status, { status: "refused", detail });
  }

  async function obeyed(visit: WebVisit, orders: readonly PurgeOrder[]): Promise<Answer> {
    try {
      for (const order of orders) scopeOf(order);
    } catch (error) {
      const detail = error instanceof Error ? error.message : "The order could not be read.";
      return refused(visit, { status: 400, detail }, orders);
    }
    const outcome = ofAll(await Promise.all(orders.map(purge)));
    report.purge(visit, orders, outcome);
    return outcome === "done"
      ? answers.purged(visit, 200, { status: "ok" })
      : answers.purged(visit, 202, { status: "queued", detail: queuedDetail });
  }

  async function purgeByOrder(visit: WebVisit, request: Request): Promise<Answer> {
    const { arrival } = visit;
    const get = (name: string) => request.headers.get(name);
    const refuses = refusal({ client: arrival.client, get });
    if (refuses) return refused(visit, refuses);
    if (request.method !== "POST") {
      return refused(visit, { status: 405, detail: "Send the order with POST." });
    }
    const orders = await ordersOf(request);
    return "detail" in orders ? refused(visit, orders) : obeyed(visit, orders);
  }

  return {
    isOpen: settings.profile === "www" || isOpenToAnybody(settings.purge),
    purge,
    async purgeVariants(key, variants, soft) {
      const outcome = await cache.purgeVariants(key, variants, soft);
      report.purged();
      return outcome;
    },
    async purgeUrl(visit, asked) {
      const { client, target } = visit.arrival;
      const soft = isSoft(asked.get);
      const orders = [{ url: `${client.scheme}://${client.host}${target}`, soft }];
      const refuses = refusal(asked);
      return refuses ? refused(visit, refuses, orders) : obeyed(visit, orders);
    },
    async purgeByOrder(visit, request) {
      try {
        return await purgeByOrder(visit, request);
      } catch (error) {
        return answers.failed(visit, error);
      }
    },
  };
}

const queuedDetail =
  "It is done here. The other edges that share the store cannot be told now, and will be as soon as they can: " +
  "if this process ends before that, ask again.";

/** Nothing is done before all of it is. */
function ofAll(outcomes: readonly PurgeOutcome[]): PurgeOutcome {
  return outcomes.includes("queued") ? "queued" : "done";
}
