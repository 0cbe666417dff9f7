import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { run } from "./support.ts";

const scripts = new Map<string, Promise<string>>();

function script(shell: string): Promise<string> {
  const made = scripts.get(shell) ?? run(["completion", shell]).then(({ stdout }) => stdout);
  scripts.set(shell, made);
  return made;
}

/** What a real bash offers for the last of these words. */
async function offered(...words: readonly string[]): Promise<string[]> {
  const asked = `
COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_govuk_edge
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)("bash", ["--norc", "-c", `${await script("bash")}\n${asked}`]);
  return stdout.split("\n").filter((line) => line !== "");
}

test("bash offers commands, and those that begin as what was typed", async () => {
  expect(await offered("govuk-edge", "")).toEqual(
    expect.arrayContaining(["serve", "check", "purge", "--version"]),
  );
  expect(await offered("govuk-edge", "co")).toEqual(["config", "completion"]);
  expect(await offered("govuk-edge", "config", "p")).toEqual(["print"]);
});

test("bash offers the options of the command, however deep it is", async () => {
  expect(await offered("govuk-edge", "serve", "--orig")).toEqual(["--origin", "--origin-host"]);
  expect(await offered("govuk-edge", "config", "print", "--default")).toEqual(["--default-ttl"]);
  expect(await offered("govuk-edge", "check", "a.yaml", "--url", "http://127.0.0.1", "--wa")).toEqual([
    "--watch",
  ]);
  expect(await offered("govuk-edge", "world", "check", "--")).toEqual(["--help"]);
});

test("bash offers what an option or an argument may be, and where that is anything, files", async () => {
  expect(await offered("govuk-edge", "check", "--reporter", "j")).toEqual(["junit", "json"]);
  expect(await offered("govuk-edge", "completion", "")).toEqual(["bash", "zsh", "fish", "--help"]);
  expect(await offered("govuk-edge", "serve", "--cert", "")).toEqual([]);
  expect(await script("bash")).toContain("complete -o default");
});

test.each<[command: string, option: string, words: string[]]>([
  ["serve", "--profile", ["account", "rfc9111", "www"]],
  ["check", "--guard", ["off", "report", "enforce"]],
  ["serve", "--origin-host", ["preserve", "origin"]],
  ["dev", "--guard", ["off", "report", "enforce"]],
  ["audit", "--reporter", ["text", "json", "sarif", "html", "junit", "github"]],
  ["audit", "--fail-on", ["leak", "fragile", "waste"]],
  ["explain", "--profile", ["account", "rfc9111", "www"]],
])("bash offers what %s %s may be, and each of them is understood", async (command, option, words) => {
  expect(await offered("govuk-edge", command, option, "")).toEqual(words);
  const { stderr } = await run([command, option, "nothing-like-it"]);
  expect(stderr).toMatch(new RegExp(words.join("(, | or )")));
});

test.each(["zsh", "fish"])(
  "the script for %s has every command and option, with what it means",
  async (shell) => {
    const text = await script(shell);
    expect(text).toMatch(/check.*test how pages are cached, by plays in files/);
    expect(text).toMatch(
      shell === "zsh"
        ? /'--soft:make it stale/
        : /" purge'".* -l soft -d 'make it stale|' purge'" -l soft -d/,
    );
    expect(text).toContain("people junit tap github json");
    expect(text).toContain("' config print'".slice(1, -1));
  },
);

test("a shell that is not known is refused with those that are", async () => {
  const { code, stderr } = await run(["completion", "tcsh"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("Allowed choices are bash, zsh, fish.")]);
});
