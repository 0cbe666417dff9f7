/**
 * Answers as the framework of the real service words them, and the problem details of the attribute rules.
 *
 * @module
 */
import type { Context } from "hono";

const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };

const reasonPhrases = {
  400: "Bad Request",
  404: "Not Found",
  422: "Unprocessable Content",
  500: "Internal Server Error",
} as const;

/** A status that the framework gives to errors nobody caught. */
export type RailsStatus = keyof typeof reasonPhrases;

/** 200 with JSON, and the framework's Cache-Control. */
export function ok(c: Context, body: Record<string, unknown>): Response {
  return c.json(body, 200, { ...JSON_TYPE, "Cache-Control": "max-age=0, private, must-revalidate" });
}

/** Rails' own answer to an error: JSON for those who accept it, nothing for others. */
export function railsError(c: Context, status: RailsStatus): Response {
  if (!c.req.header("Accept")?.includes("application/json")) return c.body(null, status);
  return c.json({ status, error: reasonPhrases[status] }, status, JSON_TYPE);
}

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
