import { describe, expect, test } from "vitest";
import { missNote } from "../../bench/misses.ts";
import type { Measured } from "../../bench/rounds.ts";
import { quantileOf, spreadOf, summarise } from "../../bench/summary.ts";
import { amongManyTable, latencyTable, table } from "../../bench/table.ts";
import { latencyWorkloads, pageWorkloads, type Workload } from "../../bench/workloads.ts";

function workload(id: string): Workload {
  const found = [...pageWorkloads, ...latencyWorkloads].find((one) => one.id === id);
  if (!found) throw new Error(`no workload ${id}`);
  return found;
}

/** What a server did: requests a second and processor time of each round. */
function measured(
  id: string,
  peer: string,
  rounds: [number, number | null][],
  missed = 0,
  [p50, p99]: readonly [number, number] = [500, 1_000],
): Measured {
  const samples = rounds.map(([perSecond, cpu]) => ({ perSecond, cpu, p50, p99 }));
  return { workload: workload(id), peer, samples, asked: 1_000, missed };
}

describe("the middle of some values", () => {
  test.each<[number[], number, number, number]>([
    [[3], 3, 3, 3],
    [[10, 2, 3], 3, 2, 10],
    [[4, 1, 3, 2], 2.5, 1, 4],
  ])("of %j is %d", (values, median, lowest, highest) => {
    expect(spreadOf(values)).toEqual({ median, lowest, highest });
  });

  test("of none does not exist", () => {
    expect(() => spreadOf([])).toThrow(RangeError);
  });
});

test.each<[number, number]>([
  [0.5, 51],
  [0.99, 100],
  [1, 100],
])("of 1 to 100, a share of %d lies below %d", (share, value) => {
  expect(
    quantileOf(
      Array.from({ length: 100 }, (_none, nth) => nth + 1),
      share,
    ),
  ).toBe(value);
});

describe("ratios", () => {
  test("are taken within a round, so that a busy moment falls on both", () => {
    const [, edge] = summarise([
      measured("exists-20k", "node:http", [
        [100, 10],
        [50, 20],
        [100, 10],
      ]),
      measured("exists-20k", "govuk-edge", [
        [90, 12.5],
        [45, 25],
        [60, 12.5],
      ]),
    ]);
    expect(edge?.toLimit).toEqual({ median: 0.9, lowest: 0.6, highest: 0.9 });
    expect(edge?.toLimitByCpu).toEqual({ median: 0.8, lowest: 0.8, highest: 0.8 });
  });

  test("by processor time are left out where nobody counted it", () => {
    const [, edge] = summarise([
      measured("exists-1k", "node:http", [[100, null]]),
      measured("exists-1k", "govuk-edge", [[90, null]]),
    ]);
    expect([edge?.cpu, edge?.toLimitByCpu]).toEqual([null, null]);
  });
});

describe("the table", () => {
  const [bare, edge] = [
    measured("exists-20k", "node:http", [
      [60_000, 15],
      [62_000, 16],
    ]),
    measured(
      "exists-20k",
      "govuk-edge",
      [
        [54_000, 16],
        [52_700, 18],
      ],
      3,
    ),
  ];

  test("has a line for each server, what the edge is to it, and who did not only hit", () => {
    expect(table(summarise([bare, edge]), "request")).toBe(
      [
        "| workload              | server                            | requests/s                | of the limit        | govuk-edge to it    | CPU a request | of the limit, by CPU |",
        "| --------------------- | --------------------------------- | ------------------------- | ------------------- | ------------------- | ------------- | -------------------- |",
        "| 20 kB, Vary: …-Exists | node:http                         | 61,000 (60,000 to 62,000) |                     | 0.88 (0.85 to 0.90) | 15.5 µs       |                      |",
        "| 20 kB, Vary: …-Exists | govuk-edge (3 went to the origin) | 53,350 (52,700 to 54,000) | 0.88 (0.85 to 0.90) |                     | 17.0 µs       | 0.91 (0.89 to 0.94)  |",
      ].join("\n"),
    );
  });

  test("says nothing of the edge where it has no part", () => {
    const [head = ""] = table(summarise([bare]), "sign-in").split("\n");
    expect(head).not.toContain("govuk-edge");
    expect(head).toContain("sign-ins/s");
  });
});

describe("what went on to the origin is told", () => {
  test.each<[string, number, string | null]>([
    ["exists-20k", 0, null],
    ["exists-20k", 1, "1 went to the origin"],
    ["zipf-95", 52, null],
    ["zipf-95", 70, "7.0 % went to the origin"],
    ["pass-20k", 1_003, null],
    ["pass-20k", 500, "50.0 % went to the origin"],
    ["latency-20k", 2, "2 went to the origin"],
  ])("of %s, where it was %d of 1,000: %s", (id, missed, note) => {
    const [summary] = summarise([measured(id, "govuk-edge", [[1, 1]], missed)]);
    expect(summary && missNote(summary)).toBe(note);
  });
});

test("the limit of what is passed through is the relay", () => {
  const summaries = summarise([
    measured("pass-20k", "node:http + undici.request", [[100, 10]]),
    measured("pass-20k", "govuk-edge", [[80, 12.5]]),
    measured("exists-20k", "node:http", [[1_000, 1]]),
  ]);
  expect(summaries.map(({ toLimit }) => toLimit?.median ?? null)).toEqual([null, 0.8, null]);
});

test("times to answer are told as ratios of Varnish's in the same round", () => {
  const summaries = summarise([
    measured("latency-20k", "govuk-edge", [[100, 1]], 0, [300, 500]),
    measured("latency-20k", "Varnish", [[100, 1]], 0, [1_000, 1_000]),
  ]);
  const rows = latencyTable(summaries).split("\n").slice(2);
  expect(rows.map((row) => row.replaceAll(/ +/g, " "))).toEqual([
    "| 20 kB, Vary: …-Exists, at half load | govuk-edge | 100 (100 to 100) | 300 (300 to 300) | 500 (500 to 500) | 0.50 (0.50 to 0.50) |",
    "| 20 kB, Vary: …-Exists, at half load | Varnish | 100 (100 to 100) | 1,000 (1,000 to 1,000) | 1,000 (1,000 to 1,000) | |",
  ]);
});

test("speed among many variants or URLs is told as a ratio of the same server's with one in the same round", () => {
  const summaries = summarise([
    measured("session-1", "govuk-edge", [
      [50_000, 20],
      [40_000, 20],
    ]),
    measured("session-10000", "govuk-edge", [
      [40_000, 22],
      [40_000, 22],
    ]),
    measured("urls-1", "govuk-edge", [[60_000, 20]]),
    measured("urls-10000", "nginx", [[60_000, 20]]),
    measured("urls-10000", "govuk-edge", [[30_000, null]]),
  ]);
  expect(amongManyTable(summaries)?.split("\n").slice(2)).toEqual([
    "| 1 kB, among 10,000 session variants | govuk-edge | 0.90 (0.80 to 1.00) | 0.91 (0.91 to 0.91) |",
    "| 1 kB, among 10,000 URLs             | govuk-edge | 0.50 (0.50 to 0.50) |                     |",
  ]);
  expect(amongManyTable(summaries.slice(2, 4))).toBeNull();
});
