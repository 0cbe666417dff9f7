/**
 * A picture of who is given which copy: askers on the left, copies on the right, drawn as SVG. It has an
 * alternative in words, and tells by letters and line style what it also tells by colour.
 *
 * @module
 */
import { html } from "hono/html";
import type { CopyGroup } from "../finding.ts";
import { listed } from "../words.ts";
import type { Html } from "./html-parts.ts";

const row = 30;
const width = 320;
const left = 174;
const right = 226;
/** What fits before the lines begin. */
const longestName = 20;

interface Row {
  readonly name: string;
  readonly page: number;
  readonly y: number;
}

interface Placed {
  readonly group: CopyGroup;
  readonly rows: readonly Row[];
  readonly y: number;
}

/** A letter for each page that the app makes. */
function letter(page: number): string {
  return String.fromCharCode(65 + (page % 26));
}

/**
 * The picture.
 *
 * @param id not used twice in a document
 */
export function copiesPicture(groups: readonly CopyGroup[], id: string): Html {
  const placed = placedGroups(groups);
  const rows = placed.reduce((count, { rows: own }) => count + own.length, 0);
  return html`<svg viewBox="0 0 ${width} ${rows * row + 8}" role="img" aria-labelledby="${id}" class="picture">
<title id="${id}">${pictureInWords(groups)}</title>
${placed.map(drawnGroup)}
</svg>`;
}

/** The same in words. */
export function pictureInWords(groups: readonly CopyGroup[]): string {
  return groups.map(groupInWords).join(" ");
}

function groupInWords({ askers, stored, pages }: CopyGroup): string {
  const [made = 0] = pages;
  if (!stored) return `For ${listed(askers)} the app makes page ${letter(made)} each time.`;
  const wrong = askers.filter((_name, nth) => pages[nth] !== made);
  const harm = wrong.length === 0 ? "" : ` For ${listed(wrong)} the app makes another.`;
  return `One copy of page ${letter(made)} for ${listed(askers)}.${harm}`;
}

function placedGroups(groups: readonly CopyGroup[]): Placed[] {
  let next = 0;
  return groups.map((group) => {
    const rows = group.askers.map((name, nth): Row => {
      next += 1;
      return { name, page: group.pages[nth] ?? 0, y: (next - 0.5) * row + 4 };
    });
    const [first, last] = [rows[0]?.y ?? 0, rows.at(-1)?.y ?? 0];
    return { group, rows, y: (first + last) / 2 };
  });
}

function drawnGroup({ group: { stored, pages }, rows, y }: Placed): Html {
  const [made = 0] = pages;
  const label = stored ? `copy of ${letter(made)}` : "no copy";
  return html`${rows.map((one) => drawnRow(one, y, stored && one.page !== made))}
<rect x="${right}" y="${y - 12}" width="${width - right - 2}" height="24" class="${stored ? "copy" : "none"}"/>
<text x="${(right + width) / 2}" y="${y + 4}" text-anchor="middle">${label}</text>`;
}

function drawnRow({ name, page, y }: Row, to: number, isWrong: boolean): Html {
  const short = name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  return html`<text x="0" y="${y + 4}">${short}</text>
<circle cx="${left - 12}" cy="${y}" r="9" class="page"/><text x="${left - 12}" y="${y + 4}" text-anchor="middle" class="letter">${letter(page)}</text>
<line x1="${left}" y1="${y}" x2="${right}" y2="${to}" class="${isWrong ? "wrong" : "right"}"/>`;
}
