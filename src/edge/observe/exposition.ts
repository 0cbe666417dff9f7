/**
 * Metrics as text: the Prometheus text format 0.0.4, and OpenMetrics 1.0 for who asks for it.
 *
 * @module
 */
import type { Histogram, Series } from "./instruments.ts";

/** One metric, ready to be written. */
export type Metric = {
  readonly name: string;
  readonly help: string;
} & (
  | { readonly type: "counter" | "gauge"; readonly series: readonly Series[] }
  | { readonly type: "histogram"; readonly histograms: readonly LabelledHistogram[] }
);

/** A histogram, and what its labels say. */
export interface LabelledHistogram {
  readonly labels: Series["labels"];
  readonly histogram: Histogram;
}

/** The formats. */
export type Format = "prometheus" | "openmetrics";

/** The media type of each format. */
export const contentTypes: Readonly<Record<Format, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** The format for who accepts this: OpenMetrics where it is named, as Prometheus itself does. */
export function formatFor(accept: string | null): Format {
  const named = (accept ?? "")
    .split(",")
    .some((member) => /^\s*application\/openmetrics-text\s*(?:;|$)/i.test(member) && !refused.test(member));
  return named ? "openmetrics" : "prometheus";
}

const refused = /;\s*q=0(?:\.0*)?\s*(?:;|$)/i;

/** Writes metrics. */
export function exposition(metrics: readonly Metric[], format: Format): string {
  const lines = metrics.flatMap((metric) => linesOf(metric, format));
  if (format === "openmetrics") lines.push("# EOF");
  return `${lines.join("\n")}\n`;
}

function linesOf(metric: Metric, format: Format): string[] {
  const { name, help, type } = metric;
  // OpenMetrics names the family, of which the sample's `_total` is no part.
  const family = format === "openmetrics" && type === "counter" ? name.replace(/_total$/, "") : name;
  const samples =
    metric.type === "histogram"
      ? metric.histograms.flatMap((one) => histogramLines(name, one, format))
      : metric.series.map(({ labels, value }) => sample(name, labels, numberText(value)));
  return [`# HELP ${family} ${escapedHelp(help, format)}`, `# TYPE ${family} ${type}`, ...samples];
}

function histogramLines(name: string, { labels, histogram }: LabelledHistogram, format: Format): string[] {
  const { buckets, sum } = histogram;
  const total = buckets.at(-1)?.[1] ?? 0;
  return [
    ...buckets.map(([bound, count]) =>
      sample(`${name}_bucket`, [...labels, ["le", boundText(bound, format)]], numberText(count)),
    ),
    sample(`${name}_sum`, labels, numberText(sum)),
    sample(`${name}_count`, labels, numberText(total)),
  ];
}

function sample(name: string, labels: Series["labels"], value: string): string {
  if (labels.length === 0) return `${name} ${value}`;
  return `${name}{${labels.map(([label, word]) => `${label}="${escapedWord(word)}"`).join(",")}} ${value}`;
}

/** OpenMetrics wants bounds as floating-point numbers. */
function boundText(bound: number, format: Format): string {
  return format === "openmetrics" && Number.isInteger(bound) ? `${bound}.0` : numberText(bound);
}

function numberText(value: number): string {
  return value === Infinity ? "+Inf" : String(value);
}

function escapedWord(word: string): string {
  return word.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function escapedHelp(help: string, format: Format): string {
  const text = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return format === "openmetrics" ? text.replaceAll('"', '\\"') : text;
}
