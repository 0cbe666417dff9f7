/**
 * Purging, by a call and by HTTP: `PURGE` on a URL, and orders sent to /__edge/purge.
 *
 * @module
 */
import type { Answer, WebVisit } from "./answers.ts";
import type { Cache } from "./http-cache/cache.ts";
import type { ResolvedOptions } from "./options.ts";
import type { OwnAnswers } from "./own-answers.ts";
import { accessCheck, isPurgeable, isSoft, ordersOf } from "./purge-requests.ts";
import { type PurgeOrder, scopeOf } from "./purging.ts";
import type { ClientRequest } from "./request.ts";

/** The ways to purge. */
export interface Purger {
  /** Whether there is /__edge/purge. */
  readonly isOpen: boolean;
  /** @throws {Error} when the order names no URL or no key that could be one */
  purge(order: PurgeOrder): Promise<void>;
  /** Answers a `PURGE`: all variants of its URL, by http and https. */
  purgeUrl(visit: WebVisit, asked: ClientRequest): Promise<Answer>;
  /** Answers a request to /__edge/purge. */
  purgeByOrder(visit: WebVisit): Promise<Answer>;
}

/** The ways to purge one edge's cache. */
export function createPurger(settings: ResolvedOptions, cache: Cache, answers: OwnAnswers): Purger {
  const refusal = accessCheck(settings.purge);

  async function purge(order: PurgeOrder): Promise<void> {
    await cache.purge(scopeOf(order), order.soft ?? false);
  }

  async function obeyed(visit: WebVisit, orders: readonly PurgeOrder[]): Promise<Answer> {
    try {
      for (const order of orders) scopeOf(order);
    } catch (error) {
      const detail = error instanceof Error ? error.message : "The order could not be read.";
      return answers.purged(visit, 400, { status: "refused", detail });
    }
    await Promise.all(orders.map(purge));
    return answers.purged(visit, 200, { status: "ok" });
  }

  async function purgeByOrder(visit: WebVisit): Promise<Answer> {
    const { request, arrival } = visit;
    const get = (name: string) => request.headers.get(name);
    const refused = refusal({ client: arrival.client, get });
    if (refused) return answers.purged(visit, refused.status, { status: "refused", detail: refused.detail });
    if (request.method !== "POST") {
      const detail = "Send the order with POST.";
      return answers.purged(visit, 405, { status: "refused", detail });
    }
    const orders = await ordersOf(request);
    return "detail" in orders
      ? answers.purged(visit, orders.status, { status: "refused", detail: orders.detail })
      : obeyed(visit, orders);
  }

  return {
    isOpen: settings.profile === "www" || isPurgeable(settings.purge),
    purge,
    purgeUrl(visit, asked) {
      const refused = refusal(asked);
      if (refused) {
        const { status, detail } = refused;
        return Promise.resolve(answers.purged(visit, status, { status: "refused", detail }));
      }
      const { client, target } = visit.arrival;
      const soft = isSoft(asked.get);
      return obeyed(
        visit,
        ["https", "http"].map((scheme) => ({ url: `${scheme}://${client.host}${target}`, soft })),
      );
    },
    async purgeByOrder(visit) {
      try {
        return await purgeByOrder(visit);
      } catch (error) {
        return answers.failed(visit, error);
      }
    },
  };
}
