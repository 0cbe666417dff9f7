/**
 * The form of a play of `vcl-fixtures/cases`: a play that says more of itself, by a numbered id.
 * `vcl-fixtures/case.schema.json` is made from it, for editors.
 *
 * @module
 */
import { z } from "zod";
import { playFileSchema, playSchema } from "../../src/testing/play-schema.ts";

const fixtureSchema = playSchema.extend({
  id: z.string().regex(/^[ABCEFLNPTZ][0-9]{2}(-[a-z]+)?$/),
  confidence: z.enum(["sure", "unsure", "derived", "decided"]),
  profiles: playSchema.shape.profiles.unwrap(),
});

/** One file of `vcl-fixtures/cases`. */
export const caseFileSchema = playFileSchema.omit({ people: true }).extend({
  $schema: z.literal("../case.schema.json"),
  about: z.string().min(1),
  cases: z.array(fixtureSchema).min(1),
});

/** A play of the fixtures, as it is performed. */
export type Play = z.infer<typeof fixtureSchema>;
