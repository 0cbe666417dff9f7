import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { readSamples } from "./readme-samples.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const packages = fileURLToPath(new URL("..", import.meta.resolve("typescript/package.json")));
const within = (path: string) => join(root, path);

/** As an app would have them, in a folder of its own where our sources stand for the package. */
async function errorsOf(samples: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "readme-types-"));
  try {
    await symlink(packages, join(folder, "node_modules"));
    const config = {
      extends: within("tsconfig.json"),
      compilerOptions: {
        paths: {
          "govuk-edge/personalisation": [within("src/personalisation/index.ts")],
          "govuk-edge/personalisation/testing": [within("src/personalisation/testing.ts")],
        },
      },
      include: ["*.ts"],
    };
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    await Promise.all(samples.map((code, index) => writeFile(join(folder, `sample-${index}.ts`), code)));
    const tsc = join(packages, "typescript/bin/tsc");
    const run = promisify(execFile)(process.execPath, [tsc, "--project", folder, "--pretty", "false"]);
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    return stdout + stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
}

it("every sample of the library's README has the types it uses", async () => {
  const samples = await readSamples();
  expect(samples.length).toBeGreaterThan(5);
  expect(await errorsOf(samples.map(({ code }) => code))).toBe("");
});

it("a sample that had not would be found", async () => {
  const code = 'import { createAccount } from "govuk-edge/personalisation";\ncreateAccount(1);\n';
  expect(await errorsOf([code])).toContain("sample-0.ts(2,15): error TS2345");
});
