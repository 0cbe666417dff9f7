import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { type Speaking, speakWith } from "./said.ts";

const line = /holds ([0-9]+)\n/;
const running = (script: string): Speaking => speakWith(["--eval", script], tmpdir());

test("what a process says is heard, though it says more at once", async () => {
  const process = running(`console.log("first\\nholds 7\\nholds 8\\nlast"); process.stdin.resume()`);
  expect(await process.said(line)).toBe(7);
  expect(await process.said(/holds (8)\n/)).toBe(8);
  await process.end();
});

test.for([
  ["and says why", `console.error("The port is taken."); process.exit(1)`, "The port is taken."],
  ["and says nothing", "process.exit(0)", "ended without"],
  ["by a signal", `process.kill(process.pid, "SIGKILL")`, "ended without"],
] as const)("a process that ends too early %s is not waited for", async ([, script, words]) => {
  await expect(running(script).said(line)).rejects.toThrow(words);
});
