/**
 * All mocks in one Durable Object: one consistent world for a preview, which outlives the object's memory.
 *
 * @module
 */
import type { RequestContext } from "../calls.ts";
import type { ReadAsset } from "../common/page.ts";
import { type AssembledStack, assembleStack } from "../stack.ts";
import { loadWorld } from "../world.ts";
import type { Addresses, Place } from "./addresses.ts";
import { createInside } from "./inside.ts";
import type { StateStore } from "./state-store.ts";

/** What a preview is made of. */
export interface PreviewOptions {
  readonly addresses: Addresses;
  readonly store: StateStore;
  readonly context: RequestContext;
  readonly readAsset: ReadAsset;
  /** Told why what was remembered could not be put back, when all begins anew; or why it could not be kept. */
  say(trouble: string): void;
}

/** Starts all mocks where they ended. @returns what answers requests to any of their hosts */
export async function startPreview(
  options: PreviewOptions,
): Promise<(request: Request) => Promise<Response>> {
  const { addresses, store } = options;
  const inside = createInside(addresses.services);
  const { hostname: desk } = new URL(addresses.desk);
  let busy = 0;
  let stack: AssembledStack | undefined;

  /** Before the answer goes out, and the platform holds it back until all is on disk: who was told is signed in, is. */
  function keep(): void {
    try {
      if (stack) store.write(stack.save());
    } catch (error) {
      // The next change tries again.
      options.say(
        `What the mocks remember could not be kept: ${error instanceof Error ? error.message : error}`,
      );
    }
  }

  const start = (state: unknown) =>
    assembleStack({
      ...{ urls: addresses.services, websiteRoot: addresses.websiteRoot, world: loadWorld(), state },
      ...{ readAsset: options.readAsset, context: options.context, fetch: inside.fetch },
      isOwnName: (hostname) => hostname === desk,
      serve: inside.serve,
      // What goes on after an answer, such as telling others, is kept as it ends.
      changed: () => busy === 0 && keep(),
    });

  stack = await start(store.read()).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    options.say(`The preview begins anew. ${error.message}`);
    return start(undefined);
  });
  keep();

  return async (request) => {
    const place = addresses.placeOf(request.url);
    if (place === undefined) return new Response("Misdirected.\n", { status: 421 });
    busy += 1;
    try {
      // The headers of one that has just arrived cannot be changed.
      return await inside.answer(appOf(place), new Request(request));
    } finally {
      busy -= 1;
      keep();
    }
  };
}

function appOf(place: Place) {
  return place === "website" || place === "desk" ? "router" : place;
}

function isRefusal(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "STATE_REFUSED";
}
