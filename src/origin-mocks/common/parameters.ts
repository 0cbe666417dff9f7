/**
 * Reading what a request brings.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";

/**
 * The fields of a JSON body; none when the body is empty or is not sent as JSON.
 *
 * @throws {HTTPException} 400 when it is not JSON
 */
export async function jsonFields(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const text = await c.req.text();
  if (text === "" || !c.req.header("Content-Type")?.includes("json")) return {};
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : {};
  } catch {
    throw new HTTPException(400);
  }
}

/** Parameters by name. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * All parameters, as Rails gives them to a controller: those of the body, JSON or a form, give way to those of
 * the query, and of a name that stands twice the last counts.
 *
 * @throws {HTTPException} 400 when a JSON body is not JSON
 */
export async function parametersOf(c: Context): Promise<Parameters> {
  return { ...(await bodyOf(c)), ...Object.fromEntries(new URL(c.req.url).searchParams) };
}

async function bodyOf(c: Context): Promise<Parameters> {
  const isForm = c.req.header("Content-Type")?.startsWith("application/x-www-form-urlencoded") ?? false;
  return isForm ? Object.fromEntries(new URLSearchParams(await c.req.text())) : jsonFields(c);
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether text is there and is more than blanks. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}
