import { expect, test } from "vitest";
import { type ProgressTerminal, progressBar } from "../../src/cli/audit-progress.ts";

function terminal(properties: Partial<ProgressTerminal>) {
  const written: string[] = [];
  return { written, ...properties, write: (text: string) => written.push(text) };
}

test("on a terminal one line is written over, and is gone at the end", () => {
  const out = terminal({ isTTY: true, columns: 50 });
  const { show, clear } = progressBar(out);
  show({ done: 0, known: 2, url: "/first" });
  show({ done: 1, known: 2, url: `/${"long".repeat(20)}` });
  clear();
  expect(out.written.every((text) => text.startsWith("\r\u001b[K") && !text.includes("\n"))).toBe(true);
  expect(out.written.map((text) => text.slice(4))).toEqual([
    `${"░".repeat(24)} 0 of 2  /first`,
    `${"█".repeat(12)}${"░".repeat(12)} 1 of 2  /longlonglonglon`,
    "",
  ]);
});

test("where nobody looks nothing is written", () => {
  const out = terminal({});
  const { show, clear } = progressBar(out);
  show({ done: 0, known: 2, url: "/first" });
  clear();
  expect(out.written).toEqual([]);
});
