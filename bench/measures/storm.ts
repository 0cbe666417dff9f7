/**
 * A storm: many clients ask for one URL that nobody has asked for before, of an app that takes its time.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { edgeName, missing, nginxName, type Peer, varnishName } from "../peers.ts";
import { outputOf, type RunningProcess, startServer } from "../processes.ts";
import { type PageWorkload, pageWorkloads } from "../workloads.ts";
import { type Clients, connectClients } from "./clients.ts";
import { type Finding, finding } from "./finding.ts";
import type { Measure, MeasurePlan } from "./measure.ts";

type Say = (line: string) => void;

const measure = "storm";
const clientCount = 1_000;
/** Milliseconds that the app takes for a page. */
const delay = 500;
const mostDelays = 1.2;
/** Those of the pages' peers that ask the app. */
const names = [edgeName, varnishName, nginxName];
const sizes = [1_000, 20_000];
const originFile = fileURLToPath(new URL("servers/slow-origin.ts", import.meta.url));

interface Stand {
  readonly name: string;
  readonly server: RunningProcess;
  readonly clients: Clients;
}

/** What came of the storms on one server for pages of one size; a value for each round. */
interface Storms {
  readonly name: string;
  readonly bytes: number;
  /** How many came to the app. */
  readonly requests: number[];
  /** When the last client had its answer, in delays of the app. */
  readonly delays: number[];
  /** Milliseconds of processor time; NaN where nobody counts. */
  readonly cpu: number[];
}

/** The measure. @param peers who may take part */
export function stormMeasure(peers: readonly Peer<PageWorkload>[]): Measure {
  return {
    id: measure,
    title: `${clientCount.toLocaleString("en-GB")} clients, one cold URL`,
    must: `1 request to the app; all answered within ${mostDelays} of the time that it takes`,
    async run(plan, say) {
      const stops: (() => unknown)[] = [];
      try {
        const origin = await startServer(originFile, [delay], plan.cores?.load ?? null);
        stops.push(origin.stop);
        await stayOn(plan.cores?.load ?? null);
        const stands: Stand[] = [];
        for (const peer of able(peers, say)) {
          const stand = await standOf(peer, origin, plan);
          stands.push(stand);
          stops.push(stand.clients.close, stand.server.stop);
        }
        return (await storms(stands, origin, plan, say)).flatMap(findingsOf);
      } finally {
        await Promise.all(stops.map((stop) => stop()));
      }
    },
  };
}

function able(peers: readonly Peer<PageWorkload>[], say: Say): readonly Peer<PageWorkload>[] {
  return peers.filter((peer) => {
    if (!names.includes(peer.name)) return false;
    const why = missing(peer);
    if (why !== null) say(why);
    return why === null;
  });
}

async function standOf(
  peer: Peer<PageWorkload>,
  origin: RunningProcess,
  { cores }: MeasurePlan,
): Promise<Stand> {
  const page = pageWorkloads.find(({ id }) => id.startsWith("exists"));
  if (!page) throw new Error("There is no page that varies on whether there is a session.");
  const server = await peer.start(page, { originPort: origin.port, core: cores?.servers ?? null });
  try {
    return { name: peer.name, server, clients: await connectClients(server.port, clientCount) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A storm for each server and size in each round, the first for warming up; each has a URL of its own. */
async function storms(
  stands: readonly Stand[],
  origin: RunningProcess,
  { rounds }: MeasurePlan,
  say: Say,
): Promise<readonly Storms[]> {
  const all = stands.flatMap((stand) =>
    sizes.map((bytes) => ({ stand, seen: nothingSeen(stand.name, bytes) })),
  );
  for (let round = 0; round <= rounds; round += 1) {
    say(round === 0 ? "storm: the servers are warmed up" : `storm: round ${round} of ${rounds}`);
    // Each second round the other way about, so that nobody always comes first.
    for (const { stand, seen } of round % 2 === 0 ? all.toReversed() : all) {
      const { requests, delays, cpu } = await storm(stand, origin, `/${seen.bytes}/${round}`);
      if (round === 0) continue;
      seen.requests.push(requests);
      seen.delays.push(delays);
      seen.cpu.push(cpu);
    }
  }
  return all.map(({ seen }) => seen);
}

function nothingSeen(name: string, bytes: number): Storms {
  return { name, bytes, requests: [], delays: [], cpu: [] };
}

async function storm({ server, clients }: Stand, origin: RunningProcess, path: string) {
  const readings = async () => ({
    requests: await requestsTo(origin),
    cpu: server.cpuMilliseconds() ?? Number.NaN,
  });
  const before = await readings();
  const milliseconds = await clients.ask(path);
  const after = await readings();
  return {
    requests: after.requests - before.requests,
    delays: milliseconds / delay,
    cpu: after.cpu - before.cpu,
  };
}

/** Only the edge must; the others are for comparison. */
function findingsOf({ name, bytes, requests, delays, cpu }: Storms): Finding[] {
  const what = `${name}, ${bytes / 1_000} kB`;
  const isOurs = name === edgeName;
  const known = cpu.filter(Number.isFinite);
  return [
    finding({
      measure,
      what: `${what}: requests to the app`,
      values: requests,
      text: (value) => String(value),
      ...(isOurs && { must: { atMost: 1, of: "highest" } }),
    }),
    finding({
      measure,
      what: `${what}: last answer, in delays of the app (${delay} ms)`,
      values: delays,
      text: (value) => value.toFixed(2),
      ...(isOurs && { must: { atMost: mostDelays, of: "median" } }),
    }),
    ...(known.length === 0
      ? []
      : [
          finding({
            measure,
            what: `${what}: processor time`,
            values: known,
            text: (ms) => `${Math.round(ms)} ms`,
          }),
        ]),
  ];
}

async function requestsTo(origin: RunningProcess): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${origin.port}/requests`);
  return Number(await response.text());
}

/** The clients are in this process, which must not take the servers' core. */
async function stayOn(core: number | null): Promise<void> {
  if (core !== null) await outputOf(["taskset", "-acp", String(core), String(process.pid)]);
}
