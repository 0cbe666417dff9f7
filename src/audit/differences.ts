/**
 * The lines in which two answers differ, as a report may show them.
 *
 * @module
 */
import { diffArrays } from "diff";
import type { Answer } from "./ask.ts";
import type { Seen } from "./copies.ts";
import { comparedFields, wordsIn } from "./features.ts";
import type { Mask } from "./secrets.ts";

/** What one got, and what the other got in its place. */
export interface DifferingLines {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

const mostLines = 5;
const longestLine = 160;
/** Beyond it, two answers have little in common, and finding what would take long. */
const mostEdits = 4000;

/** The lines that differ for more than a moment: those with the words that tell the two apart. */
export function differingLines(from: Seen, answer: Answer, to: Seen, mask: Mask): DifferingLines {
  const other = to.evidence.answers.at(-1);
  const own = linesOf(answer);
  const others = other ? linesOf(other) : [];
  const changes = diffArrays(own, others, { maxEditLength: mostEdits });
  const parts = changes ?? [
    { removed: true, added: false, value: own },
    { removed: false, added: true, value: others },
  ];
  const removed = parts.flatMap((part) => (part.removed ? part.value : []));
  const added = parts.flatMap((part) => (part.added ? part.value : []));
  const shared = wordsIn(parts.flatMap((part) => (part.removed || part.added ? [] : part.value)));
  const telling = (one: Seen, another: Seen) => wordsIn(one.evidence.tells(another.evidence));
  return {
    from: shown(removed, telling(from, to), shared, mask),
    to: shown(added, telling(to, from), shared, mask),
  };
}

/** Status and fields first; a tag begins a line, for many pages are one long one. */
function linesOf({ status, fields, text }: Answer): string[] {
  const head = comparedFields(fields).map(([name, value]) => `${name}: ${value}`);
  const body = text.replace(/>\s*</g, ">\n<").split(/\r?\n/);
  return [`status ${status}`, ...head, ...body.map((line) => line.trim())].filter((line) => line !== "");
}

/** @param shared words of the lines that do not differ: the tag around what tells is around a counter, too */
function shown(
  lines: readonly string[],
  words: ReadonlySet<string>,
  shared: ReadonlySet<string>,
  mask: Mask,
): string[] {
  const withAny = (tells: (word: string) => boolean) =>
    lines.filter((line) => [...wordsIn([line])].some(tells));
  const own = withAny((word) => words.has(word) && !shared.has(word));
  const chosen = [own, withAny((word) => words.has(word)), lines].find(({ length }) => length > 0);
  return (chosen ?? []).slice(0, mostLines).map((line) => shortened(mask(line), words));
}

/** What stands around the first word that tells: data in one line may differ far from its beginning. */
function shortened(line: string, words: ReadonlySet<string>): string {
  if (line.length <= longestLine) return line;
  const first = [...wordsIn([line])].find((word) => words.has(word));
  const at = first === undefined ? 0 : line.indexOf(first);
  const start = at < longestLine - 20 ? 0 : at - 20;
  const end = start + longestLine;
  return `${start > 0 ? "…" : ""}${line.slice(start, end)}${end < line.length ? "…" : ""}`;
}
