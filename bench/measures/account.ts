/**
 * The share of the account's translation in a hit, by a profile under load.
 *
 * @module
 */
import { type Finding, finding } from "./finding.ts";
import { hasLoad, hit, type Pages, withoutWrk } from "./hits.ts";
import type { Measure, MeasurePlan } from "./measure.ts";
import { type MeasuredEdge, startMeasuredEdge } from "./measured-edge.ts";
import { shareOf } from "./profile.ts";

const room = 256 * 2 ** 20;
const warmUpSeconds = 3;
const most = 0.05;
const pages: readonly (Pages & { readonly title: string })[] = [
  { title: "1 kB, Vary: …-Exists", path: "/unrelated-1k", count: 1 },
  { title: "20 kB, Vary: …-Exists", path: "/unrelated-20k", count: 1 },
  { title: "1 kB, Vary: GOVUK-Account-Session", path: "/one", count: 1 },
];

/** The measure. */
export const accountMeasure: Measure = {
  id: "account",
  title: "share of the account's translation in a hit",
  must: `≤ ${most * 100} %`,
  async run(plan, say) {
    if (!hasLoad()) {
      say(`account: left out, for ${withoutWrk}.`);
      return [];
    }
    const edge = await startMeasuredEdge(room, plan.cores?.servers ?? null);
    try {
      return await shares(edge, plan, say);
    } finally {
      await edge.stop();
    }
  },
};

async function shares(
  edge: MeasuredEdge,
  { rounds, seconds, cores }: MeasurePlan,
  say: (line: string) => void,
): Promise<Finding[]> {
  const core = cores?.load ?? null;
  const measured = pages.map((page) => ({ page, values: [] as number[] }));
  say("account: the pages are stored, and hits warmed up");
  for (const page of pages) await hit(edge.port, page, warmUpSeconds, core);
  for (let round = 1; round <= rounds; round += 1) {
    say(`account: round ${round} of ${rounds}`);
    for (const { page, values } of measured) {
      const profile = await edge.profiled(() => hit(edge.port, page, seconds, core));
      values.push(shareOf(profile, (url) => url.includes("/src/edge/account/")));
    }
  }
  return measured.map(({ page, values }) =>
    finding({
      measure: "account",
      what: `of a hit, ${page.title}`,
      values,
      text: (share) => `${(share * 100).toFixed(1)} %`,
      must: { atMost: most, of: "median" },
    }),
  );
}
