/**
 * All mocks started on loopback and wired to each other over HTTP, ready for an edge in front. Node only.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type AssembledStack, assembleStack, mapServices } from "../stack.ts";
import { serviceNames } from "../wiring.ts";
import { loadWorld, type World } from "../world.ts";
import { readAsset } from "./assets.ts";
import { closeAll, openSlots, type RunningMock, type Slot, type Slots } from "./slots.ts";

export type { RunningMock } from "./slots.ts";

/** What a stack is started with. */
export interface StackOptions {
  /** Where browsers reach the website, through the edge: such as http://localhost:9080. */
  readonly websiteRoot: string;
  /** The mocks take this port and the six after it; 0 takes free ones. */
  readonly firstPort: number;
  /** Who and what there is; the world that comes with the package by default. */
  readonly world?: World;
  /** What `save` of an earlier stack gave: all goes on from there. */
  readonly state?: unknown;
  /** Told after every call and every request: what is remembered may have changed. */
  changed?(): void;
}

/** All mocks, running. */
export interface Stack extends AssembledStack {
  readonly oneLogin: RunningMock;
  readonly accountApi: RunningMock;
  readonly signon: RunningMock;
  readonly frontend: RunningMock;
  readonly emailAlertApi: RunningMock;
  readonly emailAlertFrontend: RunningMock;
  /** In front of both frontends: what an edge has as its origin. It has the interface to all at `/__world`. */
  readonly router: RunningMock;
  close(): Promise<void>;
}

/**
 * Starts all mocks.
 *
 * @throws {Error} with the code EADDRINUSE when a port is taken, or STATE_REFUSED for a state that cannot be put
 * back; then none is left running
 * @example
 * const stack = await startStack({ websiteRoot: "http://localhost:9080", firstPort: 9081 });
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const slots = await openSlots(options.firstPort);
  try {
    return await assemble(slots, options);
  } catch (error) {
    await closeAll(slots);
    throw error;
  }
}

async function assemble(slots: Slots, options: StackOptions): Promise<Stack> {
  const { websiteRoot, world = loadWorld(), state, changed } = options;
  const stack = await assembleStack({
    ...{ urls: mapServices((name) => slots[name].url), websiteRoot, world, state, readAsset },
    context: new AsyncLocalStorage<string>(),
    serve(apps) {
      for (const name of serviceNames) slots[name].serve(apps[name]);
      slots.router.serve(apps.router);
    },
    ...(changed && { changed: () => changed() }),
  });
  return {
    ...stack,
    oneLogin: named(slots["one-login"]),
    accountApi: named(slots["account-api"]),
    signon: named(slots.signon),
    frontend: named(slots.frontend),
    emailAlertApi: named(slots["email-alert-api"]),
    emailAlertFrontend: named(slots["email-alert-frontend"]),
    router: named(slots.router),
    close: () => closeAll(slots),
  };
}

function named({ name, url }: Slot): RunningMock {
  return { name, url };
}
