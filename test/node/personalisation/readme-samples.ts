/** The samples of the library's README: as they stand there, and in a form that can be run here. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const readme = new URL("../../../src/personalisation/README.md", import.meta.url);

/** What stands for the packages that a sample imports. */
const modules: Readonly<Record<string, string>> = {
  "govuk-edge/personalisation": new URL("../../../src/personalisation/index.ts", import.meta.url).href,
  "govuk-edge/personalisation/testing": new URL("../../../src/personalisation/testing.ts", import.meta.url)
    .href,
  hono: import.meta.resolve("hono"),
  express: import.meta.resolve("express"),
  vitest: new URL("readme-runner.ts", import.meta.url).href,
};

/** One sample, and the heading it stands under. */
export interface Sample {
  readonly heading: string;
  readonly code: string;
}

/** All samples, in their order. */
export async function readSamples(): Promise<Sample[]> {
  const text = await readFile(readme, "utf8");
  return text.split(/^## /m).flatMap((section) =>
    [...section.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => ({
      heading: section.slice(0, section.indexOf("\n")),
      code,
    })),
  );
}

/** Runs a sample, with our own sources in place of the package. @returns what it exports */
export async function runSample({ code }: Sample): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), "readme-"));
  try {
    const file = join(folder, "sample.ts");
    await writeFile(file, code.replace(/(?<=from ")[^"]+(?=")/g, standIn));
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function standIn(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  const found = modules[specifier];
  if (found === undefined) throw new Error(`a sample imports ${specifier}`);
  return found;
}
