/**
 * Figures as a picture: for each workload the servers' speed as a ratio of the limit's, with whiskers from the
 * lowest to the highest round. It says in words what it draws.
 *
 * @module
 */
import { html } from "hono/html";
import { z } from "zod";
import { edgeName } from "./peers.ts";

const spread = z.object({ median: z.number(), lowest: z.number(), highest: z.number() });

/** The figures that the picture is made of, as `--json` writes them. */
export const figuresSchema = z.object({
  node: z.string(),
  date: z.string(),
  summaries: z.array(
    z.object({
      workload: z.string(),
      title: z.string(),
      peer: z.string(),
      toLimit: spread.nullable(),
    }),
  ),
});

export type Figures = z.output<typeof figuresSchema>;
type Html = ReturnType<typeof html>;

/** The servers of one workload. */
interface Group {
  readonly title: string;
  /** The name of the limit. */
  readonly limit: string;
  readonly bars: readonly Bar[];
}

interface Bar {
  readonly peer: string;
  readonly ratio: z.output<typeof spread>;
}

const left = 190;
const plot = 480;
const right = 150;
const top = 70;
const rowHeight = 20;
const titleHeight = 34;
/** A ratio above this is drawn to the edge of the picture. */
const furthest = 1.6;
const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6];

/** The picture as a file's text. */
export function chart(figures: Figures): string {
  const groups = groupsOf(figures);
  const heights = groups.map(({ bars }) => titleHeight + bars.length * rowHeight);
  const bottom = top + heights.reduce((sum, height) => sum + height, 0);
  const [width, height] = [left + plot + right, bottom + 40];
  const offsets = heights.map((_own, nth) => top + heights.slice(0, nth).reduce((sum, one) => sum + one, 0));
  const drawn = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="arial, sans-serif" font-size="13" fill="#0b0c0c" role="img" aria-labelledby="title desc">
<title id="title">Speed of each server as a ratio of the limit</title>
<desc id="desc">${inWords(groups)}</desc>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="16" y="28" font-size="18" font-weight="700">Requests a second as a ratio of the limit’s in the same round</text>
<text x="16" y="48">Node ${figures.node}, ${figures.date.slice(0, 10)}. Bars: median; whiskers: lowest to highest round.</text>
${ticks.map((tick) => tickLine(tick, bottom))}
${groups.map((group, nth) => groupAt(group, offsets[nth] ?? top))}
</svg>
`;
  return String(drawn);
}

function tickLine(tick: number, bottom: number): Html {
  const isLimit = tick === 1;
  return html`<line x1="${x(tick)}" y1="${top - 8}" x2="${x(tick)}" y2="${bottom + 6}" stroke="${isLimit ? "#0b0c0c" : "#cecece"}"/><text x="${x(tick)}" y="${bottom + 22}" text-anchor="middle">${isLimit ? "1 (limit)" : tick}</text>
`;
}

function groupAt({ title, limit, bars }: Group, y: number): Html {
  return html`<g><rect x="10" y="${y + 6}" width="${left + plot + right - 20}" height="22" fill="#ffffff"/><text x="16" y="${y + 22}"><tspan font-weight="700">${title}</tspan> (limit: ${limit})</text>
${bars.map((bar, nth) => barAt(bar, y + titleHeight + nth * rowHeight))}</g>
`;
}

function barAt({ peer, ratio: { median, lowest, highest } }: Bar, y: number): Html {
  const middle = y + rowHeight / 2 - 2;
  const isEdge = peer === edgeName;
  const whisker = `M${x(lowest)} ${middle}H${x(highest)}M${x(lowest)} ${middle - 4}v8M${x(highest)} ${middle - 4}v8`;
  return html`<text x="${left - 8}" y="${middle + 4}" text-anchor="end" font-weight="${isEdge ? 700 : 400}">${peer}</text><rect x="${left}" y="${y + 1}" width="${round(x(median) - left)}" height="${rowHeight - 6}" fill="${isEdge ? "#1d70b8" : "#b1b4b6"}"/><path d="${whisker}" stroke="#0b0c0c" fill="none"/><text x="${left + plot + 10}" y="${middle + 4}">${inFigures({ median, lowest, highest })}</text>
`;
}

function x(ratio: number): number {
  return round(left + (Math.min(ratio, furthest) / furthest) * plot);
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}

function groupsOf({ summaries }: Figures): Group[] {
  return [...Map.groupBy(summaries, ({ workload }) => workload).values()].flatMap((own) => {
    const [first] = own;
    const bars = own.flatMap(({ peer, toLimit }) => (toLimit === null ? [] : [{ peer, ratio: toLimit }]));
    const limit = own.find(({ toLimit }) => toLimit === null);
    return first && limit && bars.length > 0 ? [{ title: first.title, limit: limit.peer, bars }] : [];
  });
}

function inWords(groups: readonly Group[]): string {
  return groups
    .map(({ title, limit, bars }) => {
      const each = bars.map(({ peer, ratio }) => `${peer} ${inFigures(ratio)}`);
      return `${title}, of ${limit}: ${each.join("; ")}.`;
    })
    .join(" ");
}

function inFigures({ median, lowest, highest }: Bar["ratio"]): string {
  return `${median.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
}
