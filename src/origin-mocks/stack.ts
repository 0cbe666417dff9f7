/**
 * All mocks as one: made, wired, reset, saved and restored together, wherever they are reached.
 *
 * @module
 */
import { Hono } from "hono";
import { type CallLog, createCallLog, type RequestContext } from "./calls.ts";
import { type MovableClock, movableClock } from "./common/clock.ts";
import type { ReadAsset } from "./common/page.ts";
import { createRouter } from "./router.ts";
import { createSecrets } from "./secrets.ts";
import { fingerprint, readSnapshot, type Snapshot } from "./snapshot.ts";
import { type Service, type ServiceName, serviceNames, wireServices } from "./wiring.ts";
import type { World } from "./world.ts";
import { worldApi } from "./world-api.ts";

/** The applications that somebody can reach; the router is the website without its edge, and has `/__world`. */
export type Apps = Readonly<Record<ServiceName | "router", Hono>>;

/** What a stack is made of. */
export interface AssemblyOptions {
  /** Where each service is. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Where browsers reach the website, through the edge. */
  readonly websiteRoot: string;
  readonly world: World;
  /** What `save` of an earlier stack gave: all goes on from there. */
  readonly state?: unknown;
  readonly readAsset: ReadAsset;
  readonly context: RequestContext;
  /** Reaches the services at their URLs; the platform's own by default. */
  readonly fetch?: typeof fetch;
  /** Host names under which `/__world` answers; those of this machine by default. */
  isOwnName?(hostname: string): boolean;
  /** Given the applications, and again when a restore has replaced them. */
  serve(apps: Apps): void;
  /** Told after every call and every request: what is remembered may have changed. */
  changed?(): void;
}

/** All mocks. */
export interface AssembledStack {
  readonly world: World;
  /** The one clock they all go by. */
  readonly clock: MovableClock;
  /** Who called whom. */
  readonly calls: CallLog;
  /** As at the start: nobody signed in, no failures, no calls, the real time. */
  reset(): void;
  /** Everything that is remembered, as JSON. There are secrets in it: never log it. */
  save(): Snapshot;
  /** Puts back what `save` gave. @throws {Error} saying what is wrong; then all is as it was */
  restore(state: unknown): Promise<void>;
}

/**
 * Makes all services and wires them.
 *
 * @throws {Error} with the code STATE_REFUSED for a state that cannot be put back
 */
export async function assembleStack(options: AssemblyOptions): Promise<AssembledStack> {
  const { urls, websiteRoot, world, readAsset, changed } = options;
  const here = { world: await fingerprint(world), addresses: { ...urls, website: websiteRoot } };
  const real = movableClock();
  const clock = movableClock();
  const calls = createCallLog({
    ...{ clock, stopwatch: real, context: options.context },
    services: new Map(serviceNames.map((name) => [urls[name], name])),
    newId: () => crypto.randomUUID(),
    ...(options.fetch && { fetch: options.fetch }),
    ...(changed && { ended: () => changed() }),
  });
  const fetchOf = calls.fetchFrom;
  const wire = (secrets: Snapshot["secrets"]) =>
    wireServices({ urls, websiteRoot, world, secrets, readAsset, clock, fetchOf });
  const first = options.state === undefined ? null : snapshotAtStart(options.state, here);
  let secrets = first?.secrets ?? (await createSecrets());
  let services = await (first ? wire(secrets).catch(refuseState) : wire(secrets));

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
  const { isOwnName } = options;
  const controls = { clock, calls, services: () => services, reset, save, restore };
  const controlsOfAll = worldApi({ ...controls, ...(isOwnName && { isOwnName }) });
  const serve = () => options.serve(appsOf(services, calls, controlsOfAll));

  if (first) await use(first).catch(refuseState);
  serve();
  return { world, clock, calls, reset, save, restore };
}

/** What reaches the services from outside is written down. */
function appsOf(services: Readonly<Record<ServiceName, Service>>, calls: CallLog, world: Hono): Apps {
  const watched = mapServices((name) => calls.watch(name, services[name].app));
  const router = createRouter({
    frontend: watched.frontend,
    emailAlertFrontend: watched["email-alert-frontend"],
    accountApi: watched["account-api"],
  });
  const app = new Hono();
  app.route("/__world", world);
  app.all("*", (c) => router.fetch(c.req.raw, c.env));
  return { ...watched, router: app };
}

/** A clock that stood still stands where it stood; another is as far from the real time as it was. */
function setBack(clock: MovableClock, { clockMoved, clockStands }: Snapshot): void {
  clock.reset();
  clock.freeze(clockStands !== null);
  clock.advance((clockStands === null ? clockMoved : clockStands - clock.now()) / 1000);
}

function snapshotAtStart(state: unknown, here: Pick<Snapshot, "world" | "addresses">): Snapshot {
  try {
    return readSnapshot(state, here);
  } catch (error) {
    return refuseState(error);
  }
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

/** Something for each service. */
export function mapServices<T>(act: (name: ServiceName) => T): Record<ServiceName, T> {
  return {
    "one-login": act("one-login"),
    "account-api": act("account-api"),
    signon: act("signon"),
    frontend: act("frontend"),
    "email-alert-api": act("email-alert-api"),
    "email-alert-frontend": act("email-alert-frontend"),
  };
}
