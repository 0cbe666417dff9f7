import { expect, test } from "vitest";
import { chart, type Figures, figuresSchema } from "../../bench/chart.ts";

const spread = (lowest: number, median: number, highest: number) => ({ median, lowest, highest });
const one = (workload: string, title: string, peer: string, toLimit: ReturnType<typeof spread> | null) => ({
  workload,
  title,
  peer,
  toLimit,
});

const figures: Figures = {
  node: "26.10.0",
  date: "2026-11-23T07:00:00.000Z",
  summaries: [
    one("exists-20k", "20 kB & <more>", "node:http", null),
    one("exists-20k", "20 kB & <more>", "govuk-edge", spread(0.8, 0.9, 1)),
    one("exists-20k", "20 kB & <more>", "Varnish", spread(0.4, 0.6, 3)),
    one("pass-20k", "passed through", "a relay", null),
    one("pass-20k", "passed through", "govuk-edge", spread(0.3, 0.4, 0.5)),
    one("alone", "nobody to compare with", "node:http", null),
  ],
};
const picture = chart(figures);

test("the picture says in words what it draws, for those who do not see it", () => {
  expect(picture).toContain('role="img" aria-labelledby="title desc"');
  const [, title] = /<title id="title">([^<]*)<\/title>/.exec(picture) ?? [];
  const [, words] = /<desc id="desc">([^<]*)<\/desc>/.exec(picture) ?? [];
  expect(title).toBe("Speed of each server as a ratio of the limit");
  expect(words).toBe(
    "20 kB &amp; &lt;more&gt;, of node:http: govuk-edge 0.90 (0.80 to 1.00); Varnish 0.60 (0.40 to 3.00). " +
      "passed through, of a relay: govuk-edge 0.40 (0.30 to 0.50).",
  );
});

test("each server has a bar as long as its ratio, and whiskers that end in the picture", () => {
  const widths = [...picture.matchAll(/<rect x="190" y="[0-9.]+" width="([0-9.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths).toEqual([270, 180, 120]);
  const whiskers = [...picture.matchAll(/d="M([0-9.]+) [0-9.]+H([0-9.]+)M/g)].map(([, from, to]) => [
    Number(from),
    Number(to),
  ]);
  expect(whiskers).toEqual([
    [430, 490],
    [310, 670],
    [280, 340],
  ]);
});

test("a workload is a group, under its title and its limit; one without ratios is none", () => {
  expect([...picture.matchAll(/\(limit: ([^)]*)\)/g)].map(([, limit]) => limit)).toEqual([
    "node:http",
    "a relay",
  ]);
  expect(picture).not.toContain("nobody to compare with");
});

test("what is written as figures is drawn, whatever else is in it; other JSON is not", () => {
  const read = figuresSchema.parse(JSON.parse(JSON.stringify({ ...figures, starts: [], more: 1 })));
  expect(chart(read)).toBe(picture);
  expect(figuresSchema.safeParse({ summaries: [{}] }).success).toBe(false);
});
