/**
 * The demonstration: all mocks, and an edge in front of the frontends.
 *
 * @module
 */
import { once } from "node:events";
import { createServer } from "node:net";
import type { EdgeListener, GuardMode } from "../edge/index.ts";
import type { InspectedClock } from "../edge/inspection.ts";
import { type RunningEdge, serveEdge } from "../edge/node.ts";
import { loadWorld, type Person, type RunningMock, type Stack, startStack } from "../origin-mocks/index.ts";
import { selfSignedCertificate } from "./certificate.ts";

/** How the demonstration is started. */
export interface DemonstrationOptions {
  /** The edge's port; the mocks take the seven after it. 0 takes free ones for the mocks too. */
  readonly port: number;
  readonly https: boolean;
  /** The name browsers ask for, such as localhost or www.dev.gov.uk. */
  readonly hostname: string;
  readonly guard: GuardMode;
  /** Contents of a world file; the world that comes with the package by default. */
  readonly world?: unknown;
  readonly listeners?: readonly EdgeListener[];
  /** What an earlier demonstration's `stack.save()` gave. */
  readonly state?: unknown;
  /** Told when what the mocks remember may have changed. */
  changed?(): void;
}

/** A demonstration that runs. */
export interface Demonstration {
  /** Where to open it. */
  readonly url: string;
  readonly inspectorUrl: string;
  readonly services: readonly RunningMock[];
  readonly people: readonly Person[];
  readonly stack: Stack;
  close(): Promise<void>;
}

/**
 * Starts the demonstration.
 *
 * @throws {Error} with the code EADDRINUSE when a port is taken; then nothing is left running
 */
export async function startDemonstration(options: DemonstrationOptions): Promise<Demonstration> {
  const world = loadWorld(options.world);
  const edgePort = options.port === 0 ? await freePort() : options.port;
  const url = `${options.https ? "https" : "http"}://${options.hostname}:${edgePort}`;
  const firstPort = options.port === 0 ? 0 : options.port + 1;
  const { state, changed } = options;
  const stack = await startStack({ websiteRoot: url, firstPort, world, state, ...(changed && { changed }) });
  try {
    const edge = await startEdge(options, edgePort, stack);
    return {
      url,
      inspectorUrl: `${url}/__edge`,
      services: servicesOf(stack),
      people: world.people,
      stack,
      async close() {
        await edge.close();
        await stack.close();
      },
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

function servicesOf(stack: Stack): readonly RunningMock[] {
  const { oneLogin, accountApi, signon, frontend, emailAlertApi, emailAlertFrontend, router } = stack;
  const outbox = { name: "outbox", url: `${emailAlertApi.url}/__mock/outbox` };
  const calls = { name: "who called whom", url: `${router.url}/__world/calls` };
  return [oneLogin, accountApi, signon, frontend, emailAlertApi, emailAlertFrontend, outbox, calls];
}

async function startEdge(options: DemonstrationOptions, port: number, stack: Stack): Promise<RunningEdge> {
  return serveEdge({
    port,
    edge: {
      origin: stack.router.url,
      profile: "account",
      guard: options.guard,
      inspector: true,
      inspection: { clock: clockFor(stack), calls: () => stack.calls.list() },
      monitoring: { trusted: ["127.0.0.0/8", "::1"] },
      serverTiming: true,
      ...(options.listeners && { listeners: options.listeners }),
    },
    ...(options.https && { tls: await selfSignedCertificate() }),
  });
}

/** One clock for the edge and the services: what expires, expires everywhere. */
function clockFor({ clock }: Stack): InspectedClock {
  return {
    now: clock.now,
    moved: () => Math.round((clock.now() - Date.now()) / 1000),
    advance: (seconds) => clock.advance(seconds),
  };
}

/** The mocks must know the edge's port before the edge, which must know theirs, can listen on it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("No free port was found.");
  return address.port;
}
