/**
 * How far an audit is, in one line of a terminal that is written over.
 *
 * @module
 */
import type { Progress } from "../audit/audit.ts";

/** A line that shows progress; on what is no terminal, nothing is shown. */
export interface ProgressBar {
  readonly show: (progress: Progress) => void;
  readonly clear: () => void;
}

/** Where it is shown. */
export interface ProgressTerminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const width = 24;

/** A bar on a terminal. */
export function progressBar(out: ProgressTerminal): ProgressBar {
  if (!out.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (progress) => void out.write(`\r\u001b[K${lineFor(progress, out.columns ?? 80)}`),
    clear: () => void out.write("\r\u001b[K"),
  };
}

function lineFor({ done, known, url }: Progress, columns: number): string {
  const full = Math.round((done / Math.max(known, 1)) * width);
  const bar = `${"█".repeat(full)}${"░".repeat(width - full)}`;
  return `${bar} ${done} of ${known}  ${url}`.slice(0, Math.max(columns - 1, 1));
}
