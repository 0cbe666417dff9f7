/**
 * Where to report a weakness: one security.txt for all of government (VCL: recv, rule 12).
 *
 * @module
 */
import * as z from "zod";
import type { OwnAnswer } from "./own-answer.ts";

/** Where security.txt is, over http or https; null leaves its paths to the app. */
export const securityTxtSchema = z
  // As URL spells it, which is in ASCII: it becomes a header.
  .url({
    protocol: /^https?$/,
    normalize: true,
    error: "expected a URL such as https://example.gov.uk/security.txt",
  })
  .nullable()
  .default("https://vdp.cabinetoffice.gov.uk/.well-known/security.txt");

// Older readers spell the folder of RFC 8615 with an underscore.
const paths: ReadonlySet<string> = new Set([
  "/security.txt",
  "/.well-known/security.txt",
  "/.well_known/security.txt",
]);

/** Whether a path is that of security.txt, in any letter case. */
export function isSecurityTxt(path: string): boolean {
  return path.length < 32 && paths.has(path.toLowerCase());
}

/** The redirect to it. */
export function toSecurityTxt(location: string): OwnAnswer {
  return { status: 302, fields: [["Location", location]], page: null };
}
