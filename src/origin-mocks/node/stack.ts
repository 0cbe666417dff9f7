/**
 * All mocks started on loopback and wired to each other over HTTP, ready for an edge in front. Node only.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { Hono } from "hono";
import { type CallLog, createCallLog } from "../calls.ts";
import { type MovableClock, movableClock } from "../common/clock.ts";
import { createRouter } from "../router.ts";
import { createSecrets } from "../secrets.ts";
import { fingerprint, readSnapshot, type Snapshot } from "../snapshot.ts";
import { type Service, type ServiceName, serviceNames, wireServices } from "../wiring.ts";
import { loadWorld, type World } from "../world.ts";
import { worldApi } from "../world-api.ts";
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
export interface Stack {
  readonly world: World;
  /** The one clock they all go by. */
  readonly clock: MovableClock;
  /** Who called whom. */
  readonly calls: CallLog;
  readonly oneLogin: RunningMock;
  readonly accountApi: RunningMock;
  readonly signon: RunningMock;
  readonly frontend: RunningMock;
  readonly emailAlertApi: RunningMock;
  readonly emailAlertFrontend: RunningMock;
  /** In front of both frontends: what an edge has as its origin. It has the interface to all at `/__world`. */
  readonly router: RunningMock;
  /** As at the start: nobody signed in, no failures, no calls, the real time. */
  reset(): void;
  /** Everything that is remembered, as JSON. There are secrets in it: never log it. */
  save(): Snapshot;
  /** Puts back what `save` gave. @throws {Error} saying what is wrong; then all is as it was */
  restore(state: unknown): Promise<void>;
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
  const { websiteRoot, world = loadWorld(), changed } = options;
  const urls = urlsOf(slots);
  const here = { world: await fingerprint(world), addresses: { ...urls, website: websiteRoot } };
  const real = movableClock();
  const clock = movableClock();
  const calls = createCallLog({
    ...{ clock, stopwatch: real, context: new AsyncLocalStorage<string>() },
    services: new Map(serviceNames.map((name) => [urls[name], name])),
    newId: () => crypto.randomUUID(),
    ...(changed && { ended: () => changed() }),
  });
  const fetchOf = calls.fetchFrom;
  const wire = (secrets: Snapshot["secrets"]) =>
    wireServices({ urls, websiteRoot, world, secrets, readAsset, clock, fetchOf });
  let secrets = await createSecrets();
  let services = await wire(secrets);

  const save = (): Snapshot => ({
    ...{ version: 1, ...here, secrets },
    clockMoved: clock.now() - real.now(),
    clockStands: clock.isFrozen ? clock.now() : null,
    services: mapServices((name) => services[name].save()),
  });
  const take = (snapshot: Snapshot) => {
    for (const name of serviceNames) services[name].restore(snapshot.services[name]);
    setBack(clock, snapshot);
  };
  /** What closes sessions is built into the services, so other secrets take other services. */
  async function use(snapshot: Snapshot): Promise<void> {
    if (JSON.stringify(secrets) !== JSON.stringify(snapshot.secrets)) {
      services = await wire(snapshot.secrets);
      secrets = snapshot.secrets;
      serve();
    }
    take(snapshot);
  }
  async function restore(state: unknown): Promise<void> {
    const snapshot = readSnapshot(state, here);
    const before = save();
    await use(snapshot).catch(async (error: unknown) => {
      await use(before);
      throw error;
    });
    await stopFailing(services);
    changed?.();
  }
  const reset = () => {
    for (const name of serviceNames) services[name].reset();
    calls.clear();
    changed?.();
  };
  function serve(): void {
    const watched = mapServices((name) => calls.watch(name, services[name].app));
    for (const name of serviceNames) slots[name].serve(watched[name]);
    const router = createRouter({
      frontend: watched.frontend,
      emailAlertFrontend: watched["email-alert-frontend"],
      accountApi: watched["account-api"],
    });
    const front = new Hono();
    front.route("/__world", worldApi({ clock, calls, services: () => services, reset, save, restore }));
    front.all("*", (c) => router.fetch(c.req.raw, c.env));
    slots.router.serve(front);
  }

  if (options.state !== undefined) await restore(options.state).catch(refuseState);
  serve();
  return {
    ...{ world, clock, calls, reset, save, restore },
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

/** A clock that stood still stands where it stood; another is as far from the real time as it was. */
function setBack(clock: MovableClock, { clockMoved, clockStands }: Snapshot): void {
  clock.reset();
  clock.freeze(clockStands !== null);
  clock.advance((clockStands === null ? clockMoved : clockStands - clock.now()) / 1000);
}

function refuseState(cause: unknown): never {
  const message = cause instanceof Error ? cause.message : String(cause);
  throw Object.assign(new Error(message, { cause }), { code: "STATE_REFUSED" });
}

/** Failures that were switched on are no part of what was: they end, as with a reset. */
async function stopFailing(services: Readonly<Record<ServiceName, Service>>): Promise<void> {
  const stop = (name: ServiceName) =>
    services[name].app.request("http://127.0.0.1/__mock/failures", { method: "DELETE" });
  await Promise.all(serviceNames.map(stop));
}

function mapServices<T>(act: (name: ServiceName) => T): Record<ServiceName, T> {
  return {
    "one-login": act("one-login"),
    "account-api": act("account-api"),
    signon: act("signon"),
    frontend: act("frontend"),
    "email-alert-api": act("email-alert-api"),
    "email-alert-frontend": act("email-alert-frontend"),
  };
}

function urlsOf(slots: Slots): Record<ServiceName, string> {
  return mapServices((name) => slots[name].url);
}

function named({ name, url }: Slot): RunningMock {
  return { name, url };
}
