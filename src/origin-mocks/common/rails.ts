/**
 * Answers as the framework of the real services, Rails, words them.
 *
 * @module
 */
import type { Context } from "hono";

/** The media type of every JSON answer. */
export const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };

const reasonPhrases = {
  400: "Bad Request",
  404: "Not Found",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  503: "Service Unavailable",
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
