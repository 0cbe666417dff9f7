/** A cache that never stores anything breaks no rule. This one is of use as well, whatever happened before. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { value } from "./history.ts";
import { asPlay } from "./play.ts";
import { holds } from "./runs.ts";
import { type Asking, asking, type Saying, type Step, saying, script } from "./script.ts";
import { openStage, type Stage } from "./stage.ts";

/** A request without a wish. */
const plainAsking = fc.record({
  method: fc.constant<Asking["method"]>("GET"),
  path: fc.constant<Asking["path"]>("/a"),
  fields: asking.map(({ fields }) => ({
    ...{ "accept-language": fields["accept-language"], "x-a": fields["x-a"] },
    ...{ "cache-control": null, pragma: null, authorization: null },
    ...{ "if-none-match": null, "if-modified-since": null },
  })),
  parts: fc.constant({ range: null, "if-range": null }),
});

/** A plain page, with the Vary and the validators of any. */
const plainSaying = (cacheControl: string) =>
  saying.map(({ fields, ...rest }): Saying => {
    const own = {
      "cache-control": cacheControl,
      etag: '"a"',
      age: null,
      "set-cookie": null,
      connection: null,
    };
    const vary = [fields.vary ?? ""].flat().some((one) => one.includes("*")) ? null : fields.vary;
    return {
      ...{ ...rest, fails: false, status: 200, skew: 0, expires: null, body: "whole", names: "asked" },
      fields: { ...fields, "cdn-cache-control": null, ...own, vary },
    };
  });

const ask = (asking: Asking, saying: Saying, wait = true): Step => ({ type: "ask", asking, saying, wait });
const pass = (seconds: Extract<Step, { type: "pass" }>["seconds"]): Step => ({ type: "pass", seconds });

/** The requests to the origin that a visit led to. */
const askedFor = ({ history }: Stage, visit: number) =>
  history.exchanges.filter(({ asker }) => asker === history.visits.at(visit)?.n);

/** Whether the answer of a visit was made with an exchange. */
function isMadeWith({ history }: Stage, visit: number, exchange: number | undefined): boolean {
  return value(history.visits.at(visit)?.answer?.fields ?? [], `x-by-${exchange}`) !== null;
}

test("a plain page that is asked for twice at once comes from the store, whatever was before", async () => {
  const property = fc.asyncProperty(
    script,
    plainAsking,
    plainSaying("max-age=60"),
    async (before, asking, saying) => {
      const stage = openStage();
      await stage.perform(before);
      await stage.finish();
      // A URL that could not be stored may be passed for a while.
      await stage.perform([pass(200), ask(asking, saying), ask(asking, saying)]);
      await stage.finish();
      expect(askedFor(stage, -1), asPlay(stage.history, [])).toEqual([]);
    },
  );
  await holds(property, 150);
});

test("a 304 makes a stored page fresh again, with the fields it brings", async () => {
  const property = fc.asyncProperty(plainAsking, plainSaying("max-age=60"), async (asking, saying) => {
    const stage = openStage();
    const agreeing = { ...saying, agrees: true };
    await stage.perform([
      ask(asking, saying),
      pass(61),
      ask(asking, agreeing),
      pass(30),
      ask(asking, agreeing),
    ]);
    const [first, second] = [askedFor(stage, 0)[0], askedFor(stage, 1)[0]];
    expect(second?.said?.status).toBe(304);
    for (const visit of [1, 2]) {
      expect(isMadeWith(stage, visit, first?.n)).toBe(true);
      expect(isMadeWith(stage, visit, second?.n)).toBe(true);
    }
    expect(askedFor(stage, 2)).toEqual([]);
  });
  await holds(property, 50);
});

test("within stale-while-revalidate nobody waits, and the origin is asked once", async () => {
  const control = "max-age=10, stale-while-revalidate=30";
  const property = fc.asyncProperty(
    plainAsking,
    plainSaying(control),
    fc.constantFrom(11, 20, 30),
    async (asking, saying, age) => {
      const stage = openStage();
      await stage.perform([ask(asking, saying), pass(age)]);
      await stage.perform([ask(asking, saying, false), ask(asking, saying, false)]);
      const [first, again] = [askedFor(stage, 0)[0], stage.history.exchanges[1]];
      expect([1, 2].map((visit) => isMadeWith(stage, visit, first?.n))).toEqual([true, true]);
      expect([stage.history.exchanges.length, again?.said]).toEqual([2, null]);
      await stage.finish();
      await stage.perform([ask(asking, saying, false)]);
      expect(isMadeWith(stage, 3, again?.n)).toBe(true);
      expect(askedFor(stage, 3)).toEqual([]);
    },
  );
  await holds(property, 50);
});
