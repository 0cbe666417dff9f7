/**
 * The parameters of a request, as Rails gives them to a controller: path, body and query together.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isObject, type Parameters } from "../common/parameters.ts";
import { RecordNotFound } from "./validation.ts";

export { type Parameters, parametersOf } from "../common/parameters.ts";

/** A value that is text or can be taken as text; undefined for null, lists and objects. */
export function text(parameters: Parameters, name: string): string | undefined {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return ["string", "number", "boolean"].includes(typeof value) ? String(value) : undefined;
}

/** A value that must be there and not blank. @throws {HTTPException} 400 */
export function required(parameters: Parameters, name: string): string {
  const value = text(parameters, name);
  if (value === undefined || value.trim() === "") throw new HTTPException(400);
  return value;
}

/** A JSON object; an empty one for anything else. */
export function object(parameters: Parameters, name: string): Readonly<Record<string, unknown>> {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return isObject(value) ? value : {};
}

/** An id as a database column of integers takes it: "12abc" is 12. */
export function integer(value: string): number {
  const id = Number.parseInt(value, 10);
  return Number.isSafeInteger(id) ? id : 0;
}

/** A part of the path. */
export function pathPart(c: Context, name: string): string {
  return c.req.param(name) ?? "";
}

/** What was found. @throws {RecordNotFound} when nothing was */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new RecordNotFound("There is no such record.");
  return row;
}
