/**
 * Files that are compressed already are asked for without any coding.
 *
 * @module
 */
import * as z from "zod";

/** Suffixes of such files, without the dot (VCL: recv, rule 8). */
export const compressedFilesSchema = z
  .array(z.string().regex(/^[A-Za-z0-9]+$/, "expected a suffix without its dot"))
  .default("jpeg jpg png gif gz tgz bz2 tbz zip flv pdf mp3 ogg".split(" "));

/**
 * Whether a URL ends in one of the suffixes, in this letter case. It is the whole URL that must end so:
 * a query defeats the rule, and one that ends in `.png` triggers it, as in production.
 *
 * @param target path and query as received
 */
export function isCompressedFile(target: string, suffixes: ReadonlySet<string>): boolean {
  return suffixes.has(target.slice(target.lastIndexOf(".") + 1)) && target.includes(".");
}
