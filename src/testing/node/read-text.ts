/**
 * Reading a file. Node only.
 *
 * @module
 */
import { readFile } from "node:fs/promises";

/** The text in a file. */
export function readText(file: string): Promise<string> {
  return readFile(file, "utf8");
}
