/**
 * The form of plays for editors, as JSON Schema.
 *
 * @module
 */
import { z } from "zod";

/** The JSON Schema that editors check files of a kind with. */
export function jsonSchemaOf(fileSchema: z.ZodType): object {
  return z.toJSONSchema(fileSchema, { io: "input", reused: "ref" });
}
