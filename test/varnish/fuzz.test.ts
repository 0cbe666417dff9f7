import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningStage, Stage } from "../../src/testing/play.ts";
import { startEdgeStage } from "../support/edge-stage.ts";
import { caseFileSchema } from "../support/fixture-schema.ts";
import { judgePlay } from "../support/varnish-plays.ts";
import { howToInstall, whatVarnishLacks } from "../support/varnish-process.ts";
import { startVarnishStage } from "../support/varnish-stage.ts";
import { type Disagreement, fuzz } from "./fuzz/fuzz.ts";
import { translations } from "./fuzz/said.ts";

const lacking = await whatVarnishLacks();
/** The same requests in every run; `npm run varnish -- fuzz` takes others. */
const seed = 1;

/** An edge with a fault: it says of whatever it stored that anybody may. */
function faulty(edge: Stage): Stage {
  return {
    ...edge,
    async send(asks) {
      const got = await edge.send(asks);
      return { ...got, headers: got.headers.map(([name, value]) => [name, value.replace(/, private$/, "")]) };
    },
  };
}

if (lacking === null) {
  describe("random requests through Varnish and the edge", () => {
    let varnish: RunningStage;
    let edge: RunningStage;

    beforeAll(async () => {
      varnish = await startVarnishStage();
      edge = await startEdgeStage("www", "report");
    });
    afterAll(() => Promise.all([varnish.close(), edge.close()]));

    test("find the two agreed on whom a stored answer is for", async () => {
      const end = performance.now() + 5000;
      const run = await fuzz({ varnish, edge }, seed, () => performance.now() > end);
      expect(run.found === null ? "" : described(run.found)).toBe("");
      expect([...run.states.keys()].sort()).toEqual(["HIT", "MISS", "PASS"]);
      expect([...run.rules.keys()].sort()).toEqual(Object.keys(translations));
    });

    test("find a fault, make it small, and tell it as a play that Varnish agrees with", async () => {
      const end = performance.now() + 15_000;
      const { found } = await fuzz({ varnish, edge: faulty(edge) }, seed, () => performance.now() > end);
      if (found === null) throw new Error("the fault was not found");
      expect(found.lines).toEqual([
        "step 1: cache-control: Varnish max-age=60, private, the edge max-age=60",
      ]);
      const file = { $schema: "../case.schema.json", about: "found", cases: [found.play] };
      const [play] = caseFileSchema.parse(file).cases;
      if (play === undefined) throw new Error("no play was told");
      expect(play.steps.map(({ edge: ours }) => ours)).toEqual([{ cacheControl: "max-age=60" }]);
      expect((await judgePlay(play, varnish)).verdict).toBe("agrees");
    });
  });
} else {
  test("the oracle is not installed, so no random requests are compared here", () => {
    expect(process.env.GOVUK_EDGE_VARNISH, `${lacking} ${howToInstall}`).not.toBe("required");
    expect(lacking).toMatch(/^varnishd /);
  });
}

function described({ seed: at, lines, play }: Disagreement): string {
  return `npm run varnish -- fuzz --seed ${at}\n${lines.join("\n")}\n${JSON.stringify(play, null, 2)}`;
}
