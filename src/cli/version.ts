/**
 * The version of the package.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { z } from "zod";

/** As package.json has it. */
export function version(): string {
  // The same two folders up from src/cli and from dist/cli.
  const file = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}
