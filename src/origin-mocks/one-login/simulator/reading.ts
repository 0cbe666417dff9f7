/**
 * Reading what somebody wrote down.
 *
 * @module
 */
import { z } from "zod";

/** @throws {Error} that begins with `wrong` and names each field that is not as it should be */
export function readOr<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  wrong: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${wrong}:\n${z.prettifyError(result.error)}`);
}
