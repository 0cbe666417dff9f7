import { describe, expect, test } from "vitest";
import type { Measured } from "../../bench/rounds.ts";
import { spreadOf, summarise } from "../../bench/summary.ts";
import { table, variantTable } from "../../bench/table.ts";
import { pageWorkloads, type Workload } from "../../bench/workloads.ts";

function workload(id: string): Workload {
  const found = pageWorkloads.find((one) => one.id === id);
  if (!found) throw new Error(`no workload ${id}`);
  return found;
}

/** What a server did: requests a second and processor time of each round. */
function measured(id: string, peer: string, rounds: [number, number | null][], missed = 0): Measured {
  const samples = rounds.map(([perSecond, cpu]) => ({ perSecond, cpu, p99: 1_000 }));
  return { workload: workload(id), peer, samples, missed };
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

describe("ratios", () => {
  test("are taken within a round, so that a busy moment falls on both", () => {
    const [, edge] = summarise(
      [
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
      ],
      "node:http",
    );
    expect(edge?.toBare).toEqual({ median: 0.9, lowest: 0.6, highest: 0.9 });
    expect(edge?.toBareByCpu).toEqual({ median: 0.8, lowest: 0.8, highest: 0.8 });
  });

  test("by processor time are left out where nobody counted it", () => {
    const [, edge] = summarise(
      [measured("exists-1k", "node:http", [[100, null]]), measured("exists-1k", "govuk-edge", [[90, null]])],
      "node:http",
    );
    expect([edge?.cpu, edge?.toBareByCpu]).toEqual([null, null]);
  });
});

test("the table has a line for each server, and says who did not only hit", () => {
  const summaries = summarise(
    [
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
    ],
    "node:http",
  );
  expect(table(summaries, "request")).toBe(
    [
      "| workload              | server                            | requests/s                | of node:http        | CPU a request | of node:http, by CPU |",
      "| --------------------- | --------------------------------- | ------------------------- | ------------------- | ------------- | -------------------- |",
      "| 20 kB, Vary: …-Exists | node:http                         | 61,000 (60,000 to 62,000) |                     | 15.5 µs       |                      |",
      "| 20 kB, Vary: …-Exists | govuk-edge (3 went to the origin) | 53,350 (52,700 to 54,000) | 0.88 (0.85 to 0.90) | 17.0 µs       | 0.91 (0.89 to 0.94)  |",
    ].join("\n"),
  );
});

test("speed among many variants is told as a ratio of the same server's with one", () => {
  const summaries = summarise(
    [
      measured("session-1", "govuk-edge", [[50_000, 20]]),
      measured("session-10000", "govuk-edge", [[45_000, 22]]),
      measured("exists-1k", "govuk-edge", [[60_000, 20]]),
    ],
    "node:http",
  );
  expect(variantTable(summaries)?.split("\n").slice(2)).toEqual([
    "| 1 kB, among 10,000 session variants | govuk-edge | 0.90              | 0.91   |",
  ]);
  expect(variantTable(summaries.slice(2))).toBeNull();
});
