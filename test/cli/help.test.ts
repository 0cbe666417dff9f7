import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { run } from "./support.ts";

test.concurrent.each([
  [["--help"]],
  [["serve", "--help"]],
  [["dev", "--help"]],
  [["config", "print", "--help"]],
  [["help", "serve"]],
  [["check", "--help"]],
  [["purge", "--help"]],
  [["completion", "--help"]],
  [["one-login", "--help"]],
  [["explain", "--help"]],
])("the help of %j has examples and says what next", async (args) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/Examples:\n {2}\$ .*govuk-edge/);
  expect(stdout).toContain("What next:");
});

test.concurrent("--version is that of the package", async () => {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  expect(await run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test.concurrent("without a command the help is shown, as an error", async () => {
  const { code, stdout, stderr } = await run([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Usage: govuk-edge");
});

test.concurrent("a mistyped command is refused with the one that was meant", async () => {
  const { code, stderr } = await run(["srve"]);
  expect(code).toBe(2);
  expect(stderr).toContain("Did you mean serve?");
});

test.concurrent("there is no colour where nobody looks, and none with NO_COLOR", async () => {
  const colour = "\u001b[";
  const plain = await run(["serve"]);
  expect(plain.stderr).not.toContain(colour);
  const forced = await run(["serve"], { variables: { FORCE_COLOR: "1" } });
  expect(forced.stderr).toContain(colour);
  const refused = await run(["serve"], { variables: { NO_COLOR: "1" } });
  expect(refused.stderr).not.toContain(colour);
});
