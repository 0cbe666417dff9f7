/**
 * The form of a case: what must come of requests to a shared cache after RFC 9111, told like a play.
 * `test/http-cache-cases/case.schema.json` is made from these schemas, for editors.
 *
 * @module
 */
import { z } from "zod";
import { headers, originSees, outcomeSchema } from "../../src/testing/outcome-schema.ts";
import { after, answerSchema, clientSchema } from "../../src/testing/play-schema.ts";

const client = clientSchema.extend({ url: clientSchema.shape.url.default("/") }).prefault({});

const interim = z.strictObject({ status: z.int().min(100).max(199), headers: headers.default([]) });

const origin = answerSchema
  .extend({
    interim: z.array(interim).optional().meta({ description: "Interim responses that come before." }),
  })
  .prefault({});

const soft = z.literal(true).exactOptional();

const purge = z
  .union([
    z.strictObject({ url: z.url(), soft }),
    z.strictObject({ surrogateKey: z.string().min(1), soft }),
    z.strictObject({ everything: z.literal(true), soft }),
  ])
  .meta({ description: "What is purged before the request; soft: it is made stale." });

const askStep = z.strictObject({
  purge: purge.optional(),
  after,
  repeat: z
    .int()
    .min(2)
    .optional()
    .meta({ description: "So often in a row; {n} in any text is 1, then 2, and so on." }),
  client,
  origin,
  edge: outcomeSchema
    .omit({
      asked: true,
      cacheControl: true,
      vary: true,
      setCookie: true,
      location: true,
      serverTiming: true,
    })
    .partial()
    .extend({
      originSees: originSees.partial().nullable().optional(),
      state: outcomeSchema.shape.state,
      interim: z
        .array(interim)
        .default([])
        .meta({ description: "The interim responses that the client gets, with all their fields." }),
    })
    .meta({
      description: "Without originSees the origin is not asked for a HIT, and else sees the request.",
    }),
});

const group = z.strictObject({
  times: z.int().min(1).default(1),
  client,
  gets: z.enum(["one answer", "an answer each", "no body", "a page", "a broken answer", "nothing"]).meta({
    description: "one answer: the same for all of the group. nothing: they leave before there is an answer.",
  }),
  edge: outcomeSchema.pick({ status: true, state: true, cacheStatus: true }).partial().prefault({}),
});

const togetherStep = z.strictObject({
  after,
  together: z
    .array(group)
    .min(1)
    .meta({ description: "All ask before the origin answers, the first first." }),
  rounds: z
    .array(z.strictObject({ open: z.int().min(1), origin }))
    .min(1)
    .meta({
      description: "How many requests the origin has open at once, and what it answers each of them.",
    }),
  collapsed: z.int().min(0).default(0).meta({ description: "How many answers say that they are collapsed." }),
  interim: z
    .int()
    .min(0)
    .default(0)
    .meta({ description: "How many clients get interim responses; who is collapsed gets none." }),
});

const caseSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(1),
  kind: z.enum(["required", "optimal"]).meta({
    description:
      "required: the RFC demands it, or nothing else is safe. optimal: it allows it, and it is wanted.",
  }),
  spec: z.string().regex(/^RFC [0-9]{4} section [0-9]+(\.[0-9]+)*$/),
  because: z.string().min(1).optional().meta({ description: "Why, where the RFC leaves a choice." }),
  settings: z
    .strictObject({
      maxBodyBytes: z.int().min(1).exactOptional(),
      profile: z.literal("account").exactOptional(),
    })
    .optional(),
  stages: z
    .strictObject({ only: z.enum(["memory", "sockets"]), because: z.string().min(1) })
    .optional()
    .meta({ description: "The one kind of stage that can perform the case, and why the other cannot." }),
  steps: z.array(z.union([askStep, togetherStep])).min(1),
});

/** One file of `test/http-cache-cases`. */
export const cacheCaseFileSchema = z.strictObject({
  $schema: z.literal("./case.schema.json"),
  about: z.string().min(1),
  profile: z.literal("rfc9111"),
  cases: z.array(caseSchema).min(1),
});

/** A case as it is performed: defaults filled in. */
export type CacheCase = z.infer<typeof caseSchema>;
/** One request, or one request several times over. */
export type AskStep = z.infer<typeof askStep>;
/** Several requests at once. */
export type TogetherStep = z.infer<typeof togetherStep>;
/** Clients of a kind that ask together. */
export type Group = z.infer<typeof group>;
