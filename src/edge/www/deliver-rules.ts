/**
 * What every answer gets on its way to the client.
 *
 * @module
 */
import * as z from "zod";
import { type Fields, withField } from "../fields/fields.ts";
import { withMember } from "../fields/list-fields.ts";
import type { FastlyState } from "./fastly-fields.ts";
import { withoutSurrogateFields } from "./surrogate.ts";

/** What can be said of delivery. */
export const deliverRulesSchema = z.strictObject({
  /**
   * The value of Strict-Transport-Security, in place of whatever an app says (VCL: deliver, rule 1); null
   * leaves the app's. Production does not include subdomains.
   */
  strictTransportSecurity: z
    .string()
    .regex(
      /^max-age=[0-9]+(?:; (?:includeSubDomains|preload))*$/,
      "expected a value such as max-age=31536000",
    )
    .nullable()
    .default("max-age=31536000; preload"),
});

/** The settings in force. */
export type DeliverRules = z.output<typeof deliverRulesSchema>;

/**
 * The fields that are the same for all who get a stored answer: they may be worked out once, when it is
 * stored. What is for the CDN alone ends here.
 */
export function deliveredFields(fields: Fields, { strictTransportSecurity }: DeliverRules): Fields {
  const visible = withoutSurrogateFields(fields);
  if (strictTransportSecurity === null) return visible;
  return withField(visible, "Strict-Transport-Security", strictTransportSecurity);
}

/** The name before the parameters of a Server-Timing member. */
const nameOf = (member: string): string => (member.split(";", 1)[0] ?? "").trim().toLowerCase();

/**
 * The fields with what Server-Timing says of the cache, after what the app says there (VCL: deliver,
 * rule 2). Nothing is said of a pass, nor of an error.
 *
 * @example
 * withServerTiming([["Server-Timing", "db;dur=53"]], "HIT"); // [["Server-Timing", "db;dur=53, cacheHit"]]
 */
export function withServerTiming(fields: Fields, state: FastlyState): Fields {
  const member = timingOf(state);
  return member === null ? fields : withMember(fields, "Server-Timing", member, nameOf);
}

function timingOf(state: FastlyState): "cacheHit" | "cacheMiss" | null {
  if (state.startsWith("HIT")) return "cacheHit";
  return state === "MISS" ? "cacheMiss" : null;
}
