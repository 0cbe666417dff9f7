/**
 * What the edge must reach, and whether it did.
 *
 * @module
 */
import type { Finding } from "./measures/finding.ts";
import type { Measure } from "./measures/measure.ts";
import { edgeName, limit, nginxName, relayLimit, undiciCacheName, varnishName } from "./peers.ts";
import type { Spread, Summary } from "./summary.ts";
import { markdown, ratio } from "./table.ts";

/** One thing that it must reach. */
export interface Demand {
  readonly measure: string;
  readonly must: string;
  readonly got: string;
  /** `in part` where nothing that was measured falls short, and something was not measured. */
  readonly met: "yes" | "no" | "in part";
}

/** A ratio that it must reach. */
interface Part {
  /** Of what. */
  readonly of: string;
  readonly bound: "≥" | "≤";
  readonly value: number;
  /** Null where it was not measured. */
  read(summaries: readonly Summary[]): Spread | null;
}

const ratios: readonly { readonly measure: string; readonly parts: readonly Part[] }[] = [
  {
    measure: "hit, 20 kB, Vary: …-Exists, on one core",
    parts: [
      beside("exists-20k", limit, 0.85),
      beside("exists-20k", varnishName, 1.1),
      beside("exists-20k", nginxName, 1),
    ],
  },
  {
    measure: "hit, 1 kB, Vary: …-Exists",
    parts: [beside("exists-1k", limit, 0.85), beside("exists-1k", varnishName, 1)],
  },
  {
    measure: "hit among 10,000 session variants of one URL",
    parts: [
      besideOne("session-10000", 0.9),
      beside("session-10000", varnishName, 8),
      beside("session-10000", nginxName, 1.1),
    ],
  },
  {
    measure: "hit among 100,000 session variants of one URL",
    parts: [besideOne("session-100000", 0.85)],
  },
  {
    measure: "p99 of hits at half load",
    parts: [
      {
        of: varnishName,
        bound: "≤",
        value: 1,
        read: (summaries) => found(summaries, "latency-20k", edgeName)?.p99ToVarnish ?? null,
      },
    ],
  },
  {
    measure: "20 kB, passed through",
    parts: [
      {
        of: `${undiciCacheName}'s miss`,
        bound: "≥",
        value: 1.5,
        read: (summaries) => found(summaries, "pass-miss-20k", undiciCacheName)?.passToMiss ?? null,
      },
      beside("pass-20k", relayLimit, 0.8),
    ],
  },
];

/** What must be of all that was measured; a row for each, and none where nothing of it was. */
export function demands(
  summaries: readonly Summary[],
  findings: readonly Finding[],
  measures: readonly Pick<Measure, "id" | "title" | "must">[],
): Demand[] {
  return [
    ...ratios.flatMap(({ measure, parts }) => ofRatios(measure, parts, summaries)),
    ...measures.flatMap(({ id, title, must }) =>
      ofFindings(
        title,
        must,
        findings.filter(({ measure, verdict }) => measure === id && verdict !== ""),
      ),
    ),
  ];
}

/** The same as a table; null without a row. */
export function demandTable(rows: readonly Demand[]): string | null {
  if (rows.length === 0) return null;
  return markdown(
    ["measure", "must", "got", "met?"],
    rows.map(({ measure, must, got, met }) => [measure, must, got, met]),
  );
}

/** By the medians. */
function ofRatios(measure: string, parts: readonly Part[], summaries: readonly Summary[]): Demand[] {
  const read = parts.map((part) => ({ ...part, got: part.read(summaries) }));
  if (read.every(({ got }) => got === null)) return [];
  const isShort = read.some(
    ({ bound, value, got }) => got && (bound === "≥" ? got.median < value : got.median > value),
  );
  const isWhole = read.every(({ got }) => got !== null);
  return [
    {
      measure,
      must: read.map(({ of, bound, value }) => `${bound} ${value} of ${of}`).join("; "),
      got: read.map(({ of, got }) => (got ? `${ratio(got)} of ${of}` : `${of} not measured`)).join("; "),
      met: isShort ? "no" : isWhole ? "yes" : "in part",
    },
  ];
}

function ofFindings(measure: string, must: string, judged: readonly Finding[]): Demand[] {
  if (judged.length === 0) return [];
  const got = judged.map(({ what, figure }) => `${what}: ${figure}`).join("; ");
  return [{ measure, must, got, met: judged.every(({ verdict }) => verdict === "ok") ? "yes" : "no" }];
}

/** At least so much of another server's requests a second. */
function beside(workload: string, peer: string, value: number): Part {
  const read = (summaries: readonly Summary[]) => found(summaries, workload, peer)?.edgeToThis ?? null;
  return { of: peer, bound: "≥", value, read };
}

/** At least so much of the edge's own requests a second with one variant. */
function besideOne(workload: string, value: number): Part {
  const read = (summaries: readonly Summary[]) => found(summaries, workload, edgeName)?.toOne ?? null;
  return { of: "its own with 1", bound: "≥", value, read };
}

function found(summaries: readonly Summary[], workload: string, peer: string): Summary | undefined {
  return summaries.find((one) => one.workload === workload && one.peer === peer);
}
