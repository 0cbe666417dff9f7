/**
 * Processes that serve on one socket, of which whoever asks for health or metrics reaches one: it speaks for
 * all of them.
 *
 * @module
 */
import type { Format } from "./exposition.ts";
import type { Condition } from "./readiness.ts";

/** What one process says of itself. */
export interface SelfReport {
  /** Which one it is, as the label `worker` says it. */
  readonly name: string;
  /** Its metrics as text. */
  readonly metrics: string;
  readonly condition: Condition;
}

/** What the others have said. */
export interface OthersReports {
  readonly reports: readonly SelfReport[];
  /** How many have not answered in time. */
  readonly silent: number;
}

/** The way to the others. */
export interface Siblings {
  /** Which one this is. */
  readonly name: string;
  /** Asks all others. It never rejects, and takes a second or two at the most. */
  ask(format: Format): Promise<OthersReports>;
  /** How this one answers from now on. */
  answer(make: (format: Format) => Omit<SelfReport, "name">): void;
}

/**
 * The metrics of all, each series with the process it is of. They are not added up: the sum would fall when a
 * process ends, and a scraper takes a count that falls for one that began anew.
 *
 * @param own of the process that was asked
 */
export function metricsOfAll(own: SelfReport, { reports, silent }: OthersReports, format: Format): string {
  const families = new Map<string, { readonly head: string[]; readonly samples: string[] }>();
  for (const { name, metrics } of [own, ...reports]) {
    let family = { head: [""], samples: [""] };
    for (const line of metrics.trimEnd().split("\n")) {
      if (line.startsWith("# HELP ")) {
        const title = line.split(" ", 3).join(" ");
        family = families.get(title) ?? { head: [], samples: [] };
        families.set(title, family);
      }
      if (line.startsWith("#")) addOnce(family.head, line);
      else family.samples.push(labelled(line, name));
    }
  }
  const lines = [...families.values()].flatMap(({ head, samples }) => [...head.filter(isKept), ...samples]);
  const answered = reports.length + 1;
  lines.push(
    "# HELP govuk_edge_workers Processes that serve on this socket, by whether they are in this answer.",
    "# TYPE govuk_edge_workers gauge",
    `govuk_edge_workers{answered="yes"} ${answered}`,
    `govuk_edge_workers{answered="no"} ${silent}`,
  );
  if (format === "openmetrics") lines.push("# EOF");
  return `${lines.join("\n")}\n`;
}

function isKept(line: string): boolean {
  return line !== "# EOF";
}

function addOnce(lines: string[], line: string): void {
  if (!lines.includes(line)) lines.push(line);
}

function labelled(sample: string, worker: string): string {
  const [, name = "", labels = "", value = ""] = /^([^{ ]+)(?:\{(.*)\})? ([^ ]+)$/.exec(sample) ?? [];
  return `${name}{${labels === "" ? "" : `${labels},`}worker="${worker}"} ${value}`;
}

/** How all are together: what is not well with one, it says of itself. */
export function conditionOfAll(own: SelfReport, { reports, silent }: OthersReports): Condition {
  const all = [own, ...reports];
  const reasons = all.flatMap(({ name, condition }) =>
    condition.reasons.map((reason) => `worker ${name}: ${reason}`),
  );
  if (silent > 0) reasons.push(`${silent} of ${all.length + silent} workers did not answer`);
  if (own.condition.status === "stopping") return { status: "stopping", reasons };
  return { status: reasons.length > 0 ? "degraded" : "ready", reasons };
}
