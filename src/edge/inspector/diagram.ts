/**
 * Calls as a sequence diagram, drawn as SVG.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "./layout.ts";

/** One arrow: who asked whom for what. */
export interface Step {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly requestId: string;
  /** What else is to be told of it, as pairs of a name and a value. */
  readonly details: readonly (readonly [name: string, value: string])[];
}

const between = 170;
const margin = 90;
const top = 50;
const rowHeight = 34;

/** The diagram; the list of steps under it says the same in words. */
export function sequenceDiagram(steps: readonly Step[]): Html {
  const names = participantsOf(steps);
  const x = (name: string) => margin + names.indexOf(name) * between;
  const width = margin * 2 + (names.length - 1) * between;
  const height = top + steps.length * rowHeight + 20;
  return html`<svg xmlns="http://www.w3.org/2000/svg" font-family="arial, sans-serif" class="sequence" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Who called whom, in ${steps.length} steps; the list below says the same">
<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="#0b0c0c"/></marker></defs>
${names.map((name) => html`<text x="${x(name)}" y="20" text-anchor="middle" font-weight="700" font-size="15">${name}</text><line x1="${x(name)}" y1="30" x2="${x(name)}" y2="${height}" stroke="#b1b4b6"/>`)}
${steps.map((step, nth) => arrow(step, nth, x))}
</svg>`;
}

function arrow({ from, to, method, path, status }: Step, nth: number, x: (name: string) => number): Html {
  const y = top + nth * rowHeight + 14;
  const [start, end] = [x(from), x(to)];
  const words = `${nth + 1}. ${method} ${shortened(path)} ${status ?? "…"}`;
  const isFailure = status === null || status >= 500;
  return html`<g><text x="${(start + end) / 2}" y="${y - 5}" text-anchor="middle" font-size="13" fill="${isFailure ? "#ca3535" : "#0b0c0c"}">${words}</text><line x1="${start}" y1="${y}" x2="${end}" y2="${y}" stroke="#0b0c0c" marker-end="url(#arrow)"/></g>`;
}

function shortened(path: string): string {
  const [bare = ""] = path.split("?", 1);
  return bare.length > 24 ? `${bare.slice(0, 23)}…` : bare;
}

/** The browser and the edge stand first, the others as they come. */
function participantsOf(steps: readonly Step[]): string[] {
  return [...new Set(["browser", "edge", ...steps.flatMap(({ from, to }) => [from, to])])];
}
