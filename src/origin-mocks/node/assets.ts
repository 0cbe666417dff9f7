/**
 * The style sheet and fonts of the pages, where npm has put them. Node only.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReadAsset } from "../common/page.ts";

const govukFrontend = join(
  dirname(fileURLToPath(import.meta.resolve("govuk-frontend/package.json"))),
  "dist/govuk",
);

/** Reads one of them; undefined when there is none of that name. */
export const readAsset: ReadAsset = async (path) => {
  try {
    return new Uint8Array(await readFile(join(govukFrontend, path)));
  } catch {
    return undefined;
  }
};
