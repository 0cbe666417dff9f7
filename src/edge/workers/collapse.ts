/**
 * Collapsing requests among isolates, by a Durable Object for each response that is being fetched. It keeps
 * nothing: when it is gone, two ask the origin in place of one.
 *
 * @module
 */
import type { Leases } from "../http-cache/leasing.ts";
import { hexDigest } from "../stores/digest.ts";
import { platformTimer, within } from "../stores/within.ts";
import { createTurnstile } from "./turnstile.ts";

/** What is used of a namespace of Durable Objects. */
export interface ObjectNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(url: string, init: { readonly method: string }): Promise<Response> };
}

/** Milliseconds that anybody waits for another isolate. */
const waitFor = 5_000;
/** Milliseconds after which an isolate that asks the origin counts as lost. */
const holdFor = 15_000;
/** Milliseconds that the object itself may take. */
const patience = 1_000;

const url = "https://collapse.invalid/";

/** The object. Workers make it, one for each name. */
export class Collapse {
  readonly #turnstile = createTurnstile({
    ...{ waitFor, holdFor },
    timer: platformTimer,
    random: () => crypto.randomUUID(),
  });

  /** `POST` asks to go through, and `DELETE` on a token gives it back. */
  async fetch(request: Request): Promise<Response> {
    if (request.method === "DELETE") this.#turnstile.back(new URL(request.url).pathname.slice(1));
    const token = request.method === "POST" ? await this.#turnstile.enter() : null;
    return new Response(token, { status: token === null ? 204 : 200 });
  }
}

/**
 * Leases by Durable Objects. They are told a digest, and nothing of the request.
 *
 * @param place the data centre: objects are seen from everywhere, but what is stored from one place alone
 * @example
 * const edge = createEdge({ origin, transport, store, leases: durableLeases(env.COLLAPSE, "LHR") });
 */
export function durableLeases(objects: ObjectNamespace, place: string): Leases {
  return {
    async take(name) {
      const object = objects.get(objects.idFromName(await hexDigest(`${place}\n${name}`)));
      const asked = object.fetch(url, { method: "POST" });
      const answer = await within(waitFor + patience, platformTimer, asked);
      if (answer.status !== 200) return null;
      const token = await answer.text();
      return async () => {
        await within(patience, platformTimer, object.fetch(url + token, { method: "DELETE" }));
      };
    },
  };
}
