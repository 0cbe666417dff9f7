/**
 * Measuring in rounds: in each round every server is asked once, so that what else the machine does
 * falls on all of them alike.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { LoadResult } from "./load.ts";
import type { Peer } from "./peers.ts";
import { type RunningProcess, startServer } from "./processes.ts";
import type { Workload } from "./workloads.ts";

/** How long, and where. */
export interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  /** Seconds of load before the first round; V8 compiles what is hot. */
  readonly warmUp: number;
  /** Cores of the servers and of the load; null where there is nothing to pin with. */
  readonly cores: { readonly servers: number; readonly load: number } | null;
}

/** What one server did in one round. */
export interface Sample {
  readonly perSecond: number;
  /** Microseconds of processor time for one request; null where nobody counts. */
  readonly cpu: number | null;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** What one server did with one workload; a sample for each round. */
export interface Measured {
  readonly workload: Workload;
  readonly peer: string;
  readonly samples: readonly Sample[];
  /** How many requests were measured in all. */
  readonly asked: number;
  /** How many of them went on to the origin: 0 where all were hits. */
  readonly missed: number;
}

/** What is asked, and who is asked. */
export interface Target<Asked extends Workload> {
  readonly workload: Asked;
  readonly server: RunningProcess;
  /** The load's core; null leaves that to the system. */
  readonly core: number | null;
}

/** A kind of workload: who takes it, and how it is asked for. */
export interface Bench<Asked extends Workload> {
  readonly workloads: readonly Asked[];
  readonly peers: readonly Peer<Asked>[];
  /** What has to be before the warm-up. */
  prepare(target: Target<Asked>): Promise<void>;
  ask(target: Target<Asked>, seconds: number): Promise<LoadResult>;
}

interface Stand<Asked extends Workload> extends Target<Asked> {
  readonly peer: Peer<Asked>;
  readonly samples: Sample[];
  asked: number;
  missed: number;
}

/** The app behind every server. */
export const originFile = fileURLToPath(new URL("servers/origin.ts", import.meta.url));

/** Measures these workloads; everything that it starts has ended when it resolves or rejects. */
export async function measure<Asked extends Workload>(
  bench: Bench<Asked>,
  plan: Plan,
  say: (line: string) => void,
): Promise<Measured[]> {
  const started: RunningProcess[] = [];
  try {
    const origin = await startServer(originFile, [], plan.cores?.load ?? null);
    started.push(origin);
    const place = { originPort: origin.port, core: plan.cores?.servers ?? null };
    const core = plan.cores?.load ?? null;
    const stands: Stand<Asked>[] = [];
    for (const { workload, peer } of pairs(bench, say)) {
      const server = await peer.start(workload, place);
      started.push(server);
      const stand = { workload, peer, server, core, samples: [], asked: 0, missed: 0 };
      stands.push(stand);
      await warmUp(bench, stand, plan.warmUp, say);
    }
    for (let round = 1; round <= plan.rounds; round += 1) {
      say(`Round ${round} of ${plan.rounds}`);
      // Each second round the other way about, so that nobody always comes first.
      for (const stand of round % 2 === 0 ? stands.toReversed() : stands) {
        await sample(bench, stand, origin, plan.seconds);
      }
    }
    return stands.map(({ workload, peer, samples, asked, missed }) => ({
      workload,
      peer: peer.name,
      samples,
      asked,
      missed,
    }));
  } finally {
    await Promise.all(started.map((server) => server.stop()));
  }
}

/** Who takes which workload. */
function pairs<Asked extends Workload>(
  { workloads, peers }: Bench<Asked>,
  say: (line: string) => void,
): { readonly workload: Asked; readonly peer: Peer<Asked> }[] {
  return workloads.flatMap((workload) =>
    peers.flatMap((peer) => {
      const refusal = peer.refuses(workload);
      if (refusal === null) return [{ workload, peer }];
      say(`${workload.title}: without ${peer.name}, for ${refusal}.`);
      return [];
    }),
  );
}

async function warmUp<Asked extends Workload>(
  bench: Bench<Asked>,
  stand: Stand<Asked>,
  seconds: number,
  say: (line: string) => void,
): Promise<void> {
  say(`${stand.workload.title}: ${stand.peer.name} is filled and warmed up`);
  await bench.prepare(stand);
  await bench.ask(stand, seconds);
}

async function sample<Asked extends Workload>(
  bench: Bench<Asked>,
  stand: Stand<Asked>,
  origin: RunningProcess,
  seconds: number,
): Promise<void> {
  const { server, samples } = stand;
  const before = { cpu: server.cpuMilliseconds(), asked: await requestsTo(origin) };
  const { requests, microseconds, p50, p99 } = await bench.ask(stand, seconds);
  const after = { cpu: server.cpuMilliseconds(), asked: await requestsTo(origin) };
  const cpu =
    before.cpu === null || after.cpu === null ? null : ((after.cpu - before.cpu) * 1_000) / requests;
  samples.push({ perSecond: (requests * 1_000_000) / microseconds, cpu, p50, p99 });
  stand.asked += requests;
  stand.missed += after.asked - before.asked;
}

async function requestsTo(origin: RunningProcess): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${origin.port}/requests`);
  return Number(await response.text());
}
