import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("../../scripts/varnish.ts", import.meta.url));

/** Runs the command where no program is on the PATH. */
async function run(...argv: string[]): Promise<{ code: unknown; said: string }> {
  const env = { ...process.env, PATH: "/nonexistent" };
  return promisify(execFile)(process.execPath, [script, ...argv], { env }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: unknown; stderr: string }) => ({ code: error.code, said: error.stderr }),
  );
}

test("without Varnish the command says how to get it, and exits with 2", async () => {
  const missing =
    "varnishd is not on the PATH.\nOn Debian and Ubuntu: apt-get install varnish varnish-modules, then run this again.\n";
  expect(await run()).toEqual({ code: 2, said: missing });
  expect(await run("fuzz", "--seconds", "1")).toEqual({ code: 2, said: missing });
});

test("the help tells of the fuzzer, the exit status and where Varnish comes from", async () => {
  const { code, said } = await run("--help");
  expect(code).toBe(0);
  for (const part of ["fuzz", "--profile", "Exit status: 0", "apt-get install varnish"])
    expect(said).toContain(part);
});

test("a seed that is no number is refused", async () => {
  expect(await run("fuzz", "--seed", "seven")).toMatchObject({
    code: 1,
    said: expect.stringContaining("Expected a whole number."),
  });
});
