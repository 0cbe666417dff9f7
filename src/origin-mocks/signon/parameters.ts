/**
 * Parameters of a request, wherever they stand: in the query, in a form, or in JSON.
 *
 * @module
 */
import type { Context } from "hono";

/** All parameters; what stands in the body goes before what stands in the query. */
export async function parametersOf(c: Context): Promise<URLSearchParams> {
  const all = new URL(c.req.url).searchParams;
  const body = await bodyParameters(c);
  for (const name of new Set(body.keys())) all.delete(name);
  for (const [name, value] of body) all.append(name, value);
  return all;
}

async function bodyParameters(c: Context): Promise<URLSearchParams> {
  const type = (c.req.header("Content-Type") ?? "").split(";", 1).join("").trim().toLowerCase();
  if (type !== "application/json" && type !== "application/x-www-form-urlencoded")
    return new URLSearchParams();
  const text = await c.req.text();
  return type === "application/json" ? fromJson(text) : new URLSearchParams(text);
}

function fromJson(text: string): URLSearchParams {
  const found = new URLSearchParams();
  const value = jsonOf(text);
  if (typeof value !== "object" || value === null) return found;
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === "string" || typeof member === "number") found.set(name, String(member));
  }
  return found;
}

/** Parsed JSON, or undefined, which JSON cannot say. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
