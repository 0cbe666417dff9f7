import { describe, expect, test } from "vitest";
import type { Stage } from "../../src/testing/play.ts";
import { plays } from "../fixtures/cases.ts";
import { memoryStage } from "../support/memory-stage.ts";
import { type Explanation, isOpen, judgePlay, told } from "../support/varnish-plays.ts";
import { reasons, table } from "../support/varnish-table.ts";

/** In Varnish's place: an edge that says nothing of timings, and so differs from production in that. */
const untimed: Stage = { ...memoryStage({ profile: "account", guard: "report" }), profile: "www" };
const line = "step 1: server-timing: expected cacheMiss, got (absent)";

const explanation = (...differs: string[]): Explanation => ({
  play: "A01",
  differs,
  because: "It has no clock",
});

function play(id: string) {
  const found = plays.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`there is no play ${id}`);
  return found;
}

const judge = (id: string, ...explained: Explanation[]) => judgePlay(play(id), untimed, explained);

describe("judging a play", () => {
  test("reports a difference that nothing explains", async () => {
    const judgement = await judge("A01");
    expect(judgement).toMatchObject({ verdict: "unexplained", lines: [line] });
    expect(isOpen(judgement)).toBe(true);
    expect(told(judgement)).toBe(`A01: ${play("A01").title}\n  ${line}`);
  });

  test("accepts a difference that is explained", async () => {
    const judgement = await judge("A01", explanation(line));
    expect(judgement).toMatchObject({ verdict: "explained", because: "It has no clock" });
    expect(isOpen(judgement)).toBe(false);
  });

  test("does not take the explanation of one difference for that of another", async () => {
    expect(await judge("A01", explanation("step 1: status: expected 200, got 400"))).toMatchObject({
      verdict: "unexplained",
    });
  });

  test("finds an explanation outdated when less differs than it says", async () => {
    const judgement = await judge("A01", explanation(line, "step 1: status: expected 200, got 400"));
    expect(judgement.verdict).toBe("outdated");
    expect(isOpen(judgement)).toBe(true);
    expect(told(judgement)).toBe(
      `A01: explained by "It has no clock", but Varnish now reports no more than ${line}.`,
    );
  });

  test("finds an explanation outdated when nothing differs any more", async () => {
    const judgement = await judgePlay(play("A56"), answersAsProduction, [
      { play: "A56", differs: [line], because: "It had no clock" },
    ]);
    expect(told(judgement)).toBe(
      'A56: explained by "It had no clock", but Varnish now reports no difference.',
    );
  });

  test("leaves out what Varnish cannot be given, and says what that is", async () => {
    const judgement = await judge("F01");
    expect(judgement).toMatchObject({ verdict: "beyond", lines: [] });
    expect(judgement.because).toContain("mirrors");
    expect(isOpen(judgement)).toBe(false);
    expect(reasons([{ judgement, node: right, workerd: right }])).toEqual([
      `Beyond Varnish: ${judgement.because} (F01)`,
    ]);
  });

  test("leaves out what production was not asked, and wants no explanation of it", async () => {
    expect((await judge("N10")).verdict).toBe("own");
    expect((await judge("N10", { ...explanation(line), play: "N10" })).verdict).toBe("outdated");
  });
});

/** What an edge did that did what it owes. */
const right = { leftOut: null, lines: [] };

/** In Varnish's place: it does what production does with a method that is not implemented. */
const answersAsProduction: Stage = {
  profile: "www",
  answerNext: () => undefined,
  seenByOrigin: () => null,
  send: async () => ({ interim: [], status: 501, headers: [], body: "" }),
  reset: () => undefined,
};

describe("the table", () => {
  test("has a line a play, with all judgements, and the reasons below", async () => {
    const wrong = { leftOut: null, lines: ["step 1 of N10: status: …"] };
    const absent = { leftOut: "not in account", lines: [] };
    const rows = [
      { judgement: await judge("A01", explanation(line)), node: right, workerd: right },
      { judgement: await judge("A43"), node: right, workerd: wrong },
      { judgement: await judge("N10"), node: wrong, workerd: right },
      { judgement: await judge("A36"), node: absent, workerd: absent },
    ];
    const words = table(rows)
      .split("\n")
      .map((row) => row.split(/ {2,}/));
    expect(words.map((cells) => cells.slice(0, 4))).toEqual([
      ["play", "Varnish", "edge on Node", "edge in workerd"],
      ["A01", "explained", "as production", "as production"],
      ["A43", "UNEXPLAINED", "D1", "FAILS"],
      ["N10", "-", "FAILS", "as we decided"],
      ["A36", "UNEXPLAINED", "not in account", "not in account"],
    ]);
    expect(reasons(rows)).toEqual([
      "Varnish: It has no clock (A01)",
      "D1: What a client says about accounts is removed before anything else (A43)",
      "D3: Several Cookie lines are one list, and its two values disagree (N10)",
    ]);
  });
});
