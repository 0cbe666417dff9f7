/**
 * What the edge has changed of a message's header fields, and by which rule.
 *
 * @module
 */
import { namedByConnection } from "../fields/hop-by-hop.ts";
import type { Lines } from "../observe/story.ts";
import { type Change, type Rule, ruleOf304, ruleOfAnswer, ruleOfRequest } from "./rules.ts";

/** One field, and what became of it. */
export interface FieldStory {
  readonly name: string;
  /** As it is afterwards; for a removed one, as it was. */
  readonly value: string;
  readonly what: Change | "same";
  /** As it was, when that is another value. */
  readonly before: string | null;
  readonly rule: Rule | null;
}

/** What became of the client's fields on their way to the app. */
export function towardsApp(received: Lines, sent: Lines): FieldStory[] {
  return differences(received, sent, ruleOfRequest);
}

/** What became of the app's fields on their way to the client. */
export function towardsClient(received: Lines, delivered: Lines, status: number): FieldStory[] {
  return differences(received, delivered, status === 304 ? ruleOf304 : ruleOfAnswer);
}

function differences(before: Lines, after: Lines, ruleFor: typeof ruleOfRequest): FieldStory[] {
  const [had, has] = [byName(before), byName(after)];
  const ofConnection = namedByConnection(had.get("connection")?.value ?? null);
  const ruleOf = (name: string, what: Change) => ruleFor(name, what, ofConnection);
  const kept = Array.from(has, ([key, { name, value }]): FieldStory => {
    const was = had.get(key)?.value ?? null;
    if (was === value) return { name, value, what: "same", before: null, rule: null };
    const what = was === null ? "added" : "changed";
    return { name, value, what, before: was, rule: ruleOf(name, what) };
  });
  const removed = Array.from(had).flatMap(([key, { name, value }]): FieldStory[] =>
    has.has(key) ? [] : [{ name, value, what: "removed", before: null, rule: ruleOf(name, "removed") }],
  );
  return [...kept, ...removed];
}

/** Several lines of a name count as one. */
function byName(lines: Lines): Map<string, { name: string; value: string }> {
  const fields = new Map<string, { name: string; value: string }>();
  for (const [name, value] of lines) {
    const known = fields.get(name.toLowerCase());
    if (known) known.value += `, ${value}`;
    else fields.set(name.toLowerCase(), { name, value });
  }
  return fields;
}
