import { decodeProtectedHeader } from "jose";
import { Client } from "undici";
import { afterAll, describe, expect, test } from "vitest";
import { journey } from "../../bench/journey.ts";
import { assertionFor, journeyBench, journeyPeers } from "../../bench/journeys.ts";
import type { RunningProcess } from "../../bench/processes.ts";
import { journeyWorkloads } from "../../bench/workloads.ts";

const started: RunningProcess[] = [];
afterAll(() => Promise.all(started.map((server) => server.stop())));

const pairs = journeyWorkloads.flatMap((workload) =>
  journeyPeers.map((peer) => [peer.name, workload.algorithm, peer, workload] as const),
);

describe.each(pairs)("%s with %s tokens", (_name, algorithm, peer, workload) => {
  test("signs somebody in, again with the same assertion, and not with another's", async () => {
    const server = await peer.start(workload, { originPort: 0, core: null });
    started.push(server);
    const origin = `http://127.0.0.1:${server.port}`;
    const client = new Client(origin);
    const assertion = assertionFor(origin);
    await journey(client, assertion);
    const tokens = await journey(client, assertion);
    const algorithms = [tokens.access_token, tokens.id_token].map(
      (token) => decodeProtectedHeader(token).alg,
    );
    expect(algorithms).toEqual([algorithm, algorithm]);
    const [head, claims] = assertion.split(".");
    await expect(journey(client, `${head}.${claims}.AAAA`)).rejects.toThrow("access_token");
    await client.close();
    const result = await journeyBench([workload]).ask({ workload, server, core: null }, 0.05);
    expect([result.requests > 0, result.failed]).toEqual([true, 0]);
  });
});
