/**
 * The methods that www.gov.uk knows, and where each of them leads.
 *
 * @module
 */
import * as z from "zod";
import type { OwnAnswer } from "./own-answer.ts";

/** Which methods are answered at all (VCL: recv, rule 10). */
export const requestMethodsSchema = z.strictObject({
  /** Any other method is 501. */
  known: z
    .array(z.string().regex(/^[A-Z]+$/, "expected a method in capitals"))
    .default(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PURGE", "FASTLYPURGE"]),
  /**
   * `prefix` is what production does, whose expression has no end: `GETX` and `POSTAL` slip through to
   * the app. `whole` compares whole names.
   */
  compare: z.enum(["whole", "prefix"]).default("prefix"),
});

type RequestMethods = z.output<typeof requestMethodsSchema>;

/** Whether a method is known. Methods are case-sensitive (RFC 9110 §9.1). */
export function isKnownMethod(method: string, { known, compare }: RequestMethods): boolean {
  if (known.includes(method)) return true;
  return compare === "prefix" && known.some((name) => method.startsWith(name));
}

/** Where a request goes: to the cache, by it to the app, or to the purge of its URL. */
export type Way = "lookup" | "pass" | "purge";

/** The way of a known method (VCL: recv, rule 29). At Fastly a PURGE arrives as FASTLYPURGE. */
export function wayOf(method: string): Way {
  if (method === "GET" || method === "HEAD") return "lookup";
  return method === "PURGE" || method === "FASTLYPURGE" ? "purge" : "pass";
}

/** The answer to a method that is not known. */
export const notImplemented: OwnAnswer = {
  status: 501,
  fields: [["Fastly-Backend-Name", "force_not_implemented"]],
  page: "notImplemented",
};
