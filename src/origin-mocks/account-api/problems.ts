/**
 * The problem details of the attribute rules.
 *
 * @module
 */
import type { Context } from "hono";
import { JSON_TYPE } from "../common/rails.ts";

/** Something the rules for attributes forbid. */
export type Problem = "mfa_required" | "unknown_attribute_names" | "unwritable_attributes";

const problems = {
  mfa_required: {
    status: 403,
    anchor: "mfa-required",
    title: "MFA required",
    detail: (names: string) => `Attributes ${names} require MFA, which the user has not authenticated with.`,
  },
  unknown_attribute_names: {
    status: 422,
    anchor: "unknown-attribute-names",
    title: "Unknown attribute names",
    detail: (names: string) =>
      `Attribute names ${names} are unknown, have they been added to config/user_attributes.yml?`,
  },
  unwritable_attributes: {
    status: 403,
    anchor: "unwritable-attributes",
    title: "Unwritable attributes",
    detail: (names: string) => `Attributes ${names} cannot be updated through the account-api.`,
  },
} as const;

/** A problem detail in the manner of RFC 9457, though not under its media type. */
export function problem(c: Context, name: Problem, attributes: readonly string[]): Response {
  const { status, anchor, title, detail } = problems[name];
  const type = `https://github.com/alphagov/account-api/blob/main/docs/api.md#${anchor}`;
  return c.json({ type, title, detail: detail(attributes.join(", ")), attributes }, status, JSON_TYPE);
}
