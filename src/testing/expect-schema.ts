/**
 * What is expected of one request to an app: only what is written is compared.
 *
 * @module
 */
import { z } from "zod";
import { headerValue, originSees, text } from "./outcome-schema.ts";

/** In which way the cache came by an answer, as `expect` names it. */
export const cacheWords = ["hit", "stale", "miss", "pass", "synthetic"] as const;
const cacheWord = z.enum(cacheWords);

const step = z.int().min(1);
const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const header = z.union([
  headerValue,
  z.strictObject({ contains: z.string().min(1) }).meta({ description: "The value has this in it." }),
]);

/** Everything that `expect` may say. */
export const expectSchema = z.strictObject({
  status: z.int().min(100).max(599).optional().meta({ description: "The status of the answer." }),
  cache: z
    .union([cacheWord, z.array(cacheWord).min(1)])
    .optional()
    .meta({
      description:
        "hit: from the cache, and fresh. stale: from the cache, and past its lifetime. miss: from the app, to be " +
        "looked up next time. pass: from the app, as every time. synthetic: of the edge's own. Of a list each is right.",
    }),
  stored: z
    .union([z.boolean(), z.string().regex(/^[0-9]+ s$/)])
    .optional()
    .meta({ description: 'Whether the answer is stored; "60 s": for how long.' }),
  headers: z.record(z.string().min(1), header).optional().meta({
    description:
      "Headers of the answer. null: absent. anyOf: each of these is right. contains: the value has this in it.",
  }),
  body: z
    .union([text, z.strictObject({ contains: texts.optional(), lacks: texts.optional() })])
    .optional()
    .meta({ description: "The whole body; or texts that it must contain, and texts that it must lack." }),
  sameBodyAs: step.optional().meta({ description: "The step, from 1, whose body came again." }),
  differentBodyFrom: z
    .union([step, z.array(step).min(1)])
    .optional()
    .meta({ description: "The step or steps, from 1, whose body must not come again." }),
  originSees: originSees.partial().nullable().optional().meta({
    description: "What the app was asked; null: it must not be asked. {}: it must be, whatever it sees.",
  }),
});

/** What is expected of one request. */
export type Expectation = z.infer<typeof expectSchema>;
/** A header as `expect` has it. */
export type ExpectedHeader = z.infer<typeof header>;
