import { expect, onTestFinished, test, vi } from "vitest";
import { measureStarts, starters, summariseStarts } from "../../bench/start.ts";
import { startTable } from "../../bench/table.ts";

test("how many times as long it took is taken within a round, so that a busy moment falls on both", () => {
  const summaries = summariseStarts([
    { name: "node:http", samples: [50, 100, 50] },
    { name: "serve", samples: [200, 500, 250] },
  ]);
  expect(summaries[1]?.timesBare).toEqual({ median: 5, lowest: 4, highest: 5 });
  const rows = startTable(summaries).split("\n").slice(2);
  expect(rows.map((row) => row.replaceAll(/ +/g, " "))).toEqual([
    "| node:http | 50 (50 to 100) | |",
    "| serve | 250 (200 to 500) | 5.00 (4.00 to 5.00) |",
  ]);
});

test("each starter comes to answer whatever is set for other edges, and has ended afterwards", async () => {
  vi.stubEnv("GOVUK_EDGE_NOBODY_KNOWS_THIS", "1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const said: string[] = [];
  const started = await measureStarts(starters(), { rounds: 1, cores: null }, (line) => said.push(line));
  expect(started.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["node:http", "serve, from source"]),
  );
  for (const { samples } of started) {
    expect(samples).toHaveLength(1);
    expect(samples[0]).toBeGreaterThan(0);
  }
  expect(said).toEqual(["Round 1 of 1: from start to first answer"]);
});

test("a program that ends before it listens is an error that names it", async () => {
  const failing = {
    name: "failing",
    command: () => [process.execPath, "-e", "0"] as const,
    listens: /never/,
  };
  await expect(measureStarts([failing], { rounds: 1, cores: null }, () => undefined)).rejects.toThrow(
    "-e 0 ended before it listened",
  );
});
