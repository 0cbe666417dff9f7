/** The conformance suite on an edge with its memory before Redis: what passes without one passes. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { serveEdge } from "../../src/edge/node.ts";
import { leftOutOn } from "../conformance/left-out.ts";
import { runSuite } from "../conformance/suite.ts";
import { verdictsOf } from "../conformance/verdict.ts";
import { emptied } from "../support/redis-edges.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";

/** Milliseconds. */
const patience = 120_000;

describeWithRedis("the conformance suite over Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
    await emptied(redis);
  });
  afterAll(() => redis.close());

  async function start(origin: string) {
    const edge = { origin, profile: "rfc9111" } as const;
    const { port, close } = await serveEdge({ edge, port: 0, redis: { url: redis.url, timeLimit: 20_000 } });
    return { url: `http://127.0.0.1:${port}`, close };
  }

  async function lost(): Promise<string[]> {
    const { tests, results } = await runSuite(start, leftOutOn("node"));
    const verdicts = verdictsOf(tests, results);
    const file = new URL("../conformance/passing-node.json", import.meta.url);
    const passing = z.array(z.string()).parse(JSON.parse(await readFile(file, "utf8")));
    return passing.filter((id) => verdicts.get(id) !== "pass");
  }

  test(
    "loses nothing that passes with memory alone",
    async () => {
      const first = await lost();
      // The suite goes by the real clock, which a busy machine may miss once.
      const again = first.length === 0 ? [] : await lost();
      expect(first.filter((id) => again.includes(id))).toEqual([]);
    },
    patience,
  );
});
