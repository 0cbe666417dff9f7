import { expect, test } from "vitest";
import { demands, demandTable } from "../../bench/demands.ts";
import { accountMeasure } from "../../bench/measures/account.ts";
import { finding } from "../../bench/measures/finding.ts";
import { memoryMeasure } from "../../bench/measures/memory.ts";
import { purgeMeasure } from "../../bench/measures/purge.ts";
import { stormMeasure } from "../../bench/measures/storm.ts";
import { latencyPeers, pagePeers } from "../../bench/page-peers.ts";
import type { Peer } from "../../bench/peers.ts";
import type { Measured, Sample } from "../../bench/rounds.ts";
import { summarise } from "../../bench/summary.ts";
import { latencyWorkloads, type PageWorkload, pageWorkloads } from "../../bench/workloads.ts";

const measures = [stormMeasure([]), purgeMeasure, memoryMeasure, accountMeasure];
const all = [...pageWorkloads, ...latencyWorkloads];

/** What a server did in each round: requests a second, and the p99. */
function measured(id: string, peer: string, perSecond: number[], p99 = perSecond.map(() => 1)): Measured {
  const workload = all.find((one) => one.id === id);
  if (!workload) throw new Error(`no workload ${id}`);
  const samples = perSecond.map(
    (each, round): Sample => ({ perSecond: each, cpu: null, p50: 1, p99: p99[round] ?? Number.NaN }),
  );
  return { workload, peer, samples, asked: 1, missed: 0 };
}

const judged = (measure: string, what: string, values: number[], atMost: number) =>
  finding({ measure, what, values, text: String, must: { atMost, of: "highest" } });

const rows = (taken: Measured[]) => demands(summarise(taken), [], measures);

test("a hit must come near the limit and pass the others, by the medians of ratios within a round", () => {
  const [row] = rows([
    measured("exists-20k", "node:http", [100, 50, 100]),
    measured("exists-20k", "govuk-edge", [85, 50, 80]),
    measured("exists-20k", "Varnish", [50, 25, 80]),
    measured("exists-20k", "nginx", [85, 100, 40]),
  ]);
  expect(row).toEqual({
    measure: "hit, 20 kB, Vary: …-Exists, on one core",
    must: "≥ 0.85 of node:http; ≥ 1.1 of Varnish; ≥ 1 of nginx",
    got: "0.85 (0.80 to 1.00) of node:http; 1.70 (1.00 to 2.00) of Varnish; 1.00 (0.50 to 2.00) of nginx",
    met: "yes",
  });
});

test.each([
  ["reached all of it", 85, 100, 85, "yes"],
  ["fell short of the first", 84, 100, 84, "no"],
  ["fell short of the last", 85, 100, 86, "no"],
])("a hit of 1 kB that %s is told so", (_how, edge, bare, varnish, met) => {
  const taken = [
    measured("exists-1k", "node:http", [bare]),
    measured("exists-1k", "govuk-edge", [edge]),
    measured("exists-1k", "Varnish", [varnish]),
  ];
  expect(rows(taken).map((row) => row.met)).toEqual([met]);
});

test("a hit among many variants is told as a ratio of the edge's own among one, in the same round", () => {
  const [ten, hundred] = rows([
    measured("session-1", "nginx", [1, 1]),
    measured("session-1", "govuk-edge", [100, 50]),
    measured("session-10000", "govuk-edge", [95, 45]),
    measured("session-10000", "Varnish", [10, 5]),
    measured("session-10000", "nginx", [50, 50]),
    measured("session-100000", "govuk-edge", [80, 42]),
  ]);
  expect(ten?.got).toBe(
    "0.93 (0.90 to 0.95) of its own with 1; 9.25 (9.00 to 9.50) of Varnish; 1.40 (0.90 to 1.90) of nginx",
  );
  expect([ten?.met, hundred?.met]).toEqual(["yes", "no"]);
  expect(hundred?.got).toBe("0.82 (0.80 to 0.84) of its own with 1");
});

test.each([
  [[900, 1_100, 1_000], "yes"],
  [[900, 1_100, 1_001], "no"],
])("a p99 at half load of %j is compared with one of 1,000", (p99, met) => {
  const taken = [
    measured("latency-20k", "govuk-edge", [1, 1, 1], p99),
    measured("latency-20k", "Varnish", [1, 1, 1], [1_000, 1_000, 1_000]),
  ];
  expect(rows(taken).map((row) => row.met)).toEqual([met]);
});

test("what is passed through is compared with the misses of undici's proxy and with the relay", () => {
  const [row] = rows([
    measured("pass-20k", "node:http + undici.request", [100]),
    measured("pass-20k", "govuk-edge", [80]),
    measured("pass-20k", "undici cache interceptor", [100]),
    measured("pass-miss-20k", "govuk-edge", [60]),
    measured("pass-miss-20k", "undici cache interceptor", [50]),
  ]);
  expect(row?.got).toBe(
    "1.60 (1.60 to 1.60) of undici cache interceptor's miss; 0.80 (0.80 to 0.80) of node:http + undici.request",
  );
  expect(row?.met).toBe("yes");
});

test("what was not measured is told, and is neither reached nor missed", () => {
  const [row] = rows([measured("exists-1k", "node:http", [100]), measured("exists-1k", "govuk-edge", [90])]);
  expect(row?.got).toBe("0.90 (0.90 to 0.90) of node:http; Varnish not measured");
  expect(row?.met).toBe("in part");
});

test("a measure is reached when each of its findings is of which anything is asked", () => {
  const findings = [
    judged("storm", "requests", [1, 1], 1),
    finding({ measure: "storm", what: "processor time", values: [9], text: String }),
    judged("storm", "last answer", [1.1, 1.2], 1.2),
    judged("account", "a page", [0.04], 0.05),
    judged("account", "another", [0.06], 0.05),
  ];
  const [storm, account, ...others] = demands([], findings, measures);
  expect(storm).toEqual({
    measure: "1,000 clients, one cold URL",
    must: "1 request to the app; all answered within 1.2 of the time that it takes",
    got: "requests: 1; last answer: 1.15 (1.1 to 1.2)",
    met: "yes",
  });
  expect([account?.got, account?.met, others]).toEqual(["a page: 0.04; another: 0.06", "no", []]);
});

/** As if everybody who takes part had answered. */
function everything(workloads: readonly PageWorkload[], peers: readonly Peer<PageWorkload>[]): Measured[] {
  return workloads.flatMap((workload) =>
    peers
      .filter((peer) => peer.refuses(workload) === null)
      .map(({ name }) => measured(workload.id, name, [1])),
  );
}

test("a whole run measures all that is asked", () => {
  const taken = [...everything(pageWorkloads, pagePeers), ...everything(latencyWorkloads, latencyPeers)];
  const findings = measures.map(({ id }) => judged(id, "all of it", [1], 1));
  const found = demands(summarise(taken), findings, measures);
  expect(found).toHaveLength(10);
  expect(found.filter(({ met }) => met === "in part")).toEqual([]);
  expect(demandTable(found)?.split("\n")).toHaveLength(12);
});

test("without anything that was measured there is no table", () => {
  expect(demandTable(demands([], [], measures))).toBeNull();
});
