/** Reads metrics as strictly as a scraper would, and throws at what is neither of the two formats. */

export interface MetricsText {
  /** The samples by name and labels, as written: `name{a="b"}`. */
  readonly samples: Map<string, number>;
  /** Each family with its type. */
  readonly types: Map<string, string>;
}

const sampleLine = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*"(?:,(?!\})|(?=\})))+\})? (\S+)$/;
const suffixes: Readonly<Record<string, readonly string[]>> = {
  counter: ["", "_total"],
  gauge: [""],
  histogram: ["_bucket", "_sum", "_count"],
};

/** @throws {Error} naming the line that is not right */
export function metricsText(text: string): MetricsText {
  const read: MetricsText = { samples: new Map(), types: new Map() };
  if (!text.endsWith("\n")) throw new Error("The last line has no end.");
  let family = "";
  for (const line of text.slice(0, -1).split("\n")) {
    if (line === "# EOF") break;
    const [, kind, name = "", type = ""] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? [];
    if (kind === "HELP") family = name;
    else if (kind === "TYPE") readType(read, name === family ? name : null, type, line);
    else readSample(read, family, line);
  }
  return read;
}

function readType({ types }: MetricsText, name: string | null, type: string, line: string): void {
  if (name === null || types.has(name)) throw new Error(`out of place: ${line}`);
  types.set(name, type);
}

function readSample({ samples, types }: MetricsText, family: string, line: string): void {
  const [, name = "", labels = "", value = ""] = sampleLine.exec(line) ?? [];
  const ends = suffixes[types.get(family) ?? ""] ?? [];
  if (!ends.some((end) => name === family + end)) throw new Error(`of no family: ${line}`);
  const number = Number(value);
  if (value === "" || Number.isNaN(number)) throw new Error(`no number: ${line}`);
  if (samples.has(name + labels)) throw new Error(`twice: ${line}`);
  samples.set(name + labels, number);
}
