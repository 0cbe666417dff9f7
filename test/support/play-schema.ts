/**
 * The form of a play: what a client asks, what the app answers, and what must come of it.
 * `vcl-fixtures/case.schema.json` is made from these schemas, for editors.
 *
 * @module
 */
import { z } from "zod";

const repetition = z.strictObject({ repeat: z.string().min(1), times: z.int().min(1) });

/** Text, or pieces of text one after another, so that 8,192 characters fit on one line. */
const text = z
  .union([z.string(), z.array(z.union([z.string(), repetition])).min(1)])
  .transform((written) =>
    typeof written === "string"
      ? written
      : written
          .map((piece) => (typeof piece === "string" ? piece : piece.repeat.repeat(piece.times)))
          .join(""),
  )
  .meta({ description: "Text, or pieces that are joined; { repeat, times } repeats one." });

export const headers = z.array(z.tuple([z.string().min(1), text]));

/** null: the header is absent. "": it is there and empty. */
const headerValue = z
  .union([text, z.null(), z.strictObject({ anyOf: z.array(z.string().nullable()).min(2) })])
  .meta({ description: "null: absent. Empty text: present and empty. anyOf: each of these is right." });

const stateName = z.enum(["HIT", "MISS", "PASS", "SYNTHETIC", "RESTART"]);
const state = z.union([stateName, z.strictObject({ anyOf: z.array(stateName).min(2) })]);

/** A request as the app gets it. */
export const originSees = z.strictObject({
  method: z.string().min(1),
  url: z.string().regex(/^\//),
  session: headerValue.optional(),
  exists: headerValue.optional(),
  flash: headerValue.optional(),
  cookie: headerValue.optional(),
  headers: z
    .record(z.string(), headerValue)
    .optional()
    .meta({ description: "Other headers; those that are not written are not compared." }),
});

const stored = z
  .union([z.string().regex(/^[0-9]+ s$/), z.enum(["hit-for-pass", "no"])])
  .meta({ description: "For how long the answer is stored; hit-for-pass: only that it must not be." });

/** Everything that comes of one request. What is not written must be absent. */
export const outcomeSchema = z.strictObject({
  originSees: originSees.nullable().meta({ description: "null: the app is not asked." }),
  state,
  status: z
    .union([z.int().min(100).max(599), z.literal("mirror")])
    .meta({ description: "mirror: the app's answer is dropped and a mirror asked." }),
  cacheControl: headerValue.optional(),
  vary: headerValue.optional(),
  setCookie: z.array(text).optional(),
  location: headerValue.optional(),
  serverTiming: headerValue.optional(),
  otherHeaders: z.record(z.string(), headerValue).optional(),
  cacheStatus: text.optional().meta({ description: "The whole Cache-Status, but for its key." }),
  body: text.optional().meta({ description: "The body, where it is no step's." }),
  page: z.literal(true).optional().meta({ description: "The body is a page of the edge's own." }),
  broken: z.literal(true).optional().meta({ description: "The client sees the body break off." }),
  servedFrom: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "For a hit: the number of the step whose answer is served." }),
  stored: stored.optional(),
  varyKey: z
    .array(z.tuple([z.string(), headerValue]))
    .optional()
    .meta({ description: "The request headers that select the stored answer, and their values." }),
});

const difference = z.enum(["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D12"]);

/** What a client asks. */
export const clientSchema = z.strictObject({
  method: z.string().min(1).default("GET"),
  url: z.string().regex(/^\//),
  host: z.string().min(1).default("www.gov.uk"),
  headers,
  tls: z.boolean(),
});

/** What the app answers. */
export const originSchema = z.strictObject({
  status: z.int().min(200).max(599),
  headers,
  body: text.optional(),
});

const stepSchema = z.strictObject({
  client: clientSchema,
  origin: originSchema,
  production: outcomeSchema.optional(),
  edge: outcomeSchema
    .extend({ originSees: originSees.partial().nullable() })
    .partial()
    .optional()
    .meta({ description: "Only what differs from production; all of it where there is no production." }),
  unstoredInAccount: z.string().min(1).optional().meta({
    description: "Why the profile account keeps nothing where www does, which has cut the cookies off.",
  }),
  differs: z.union([difference, z.array(difference).min(2)]).optional(),
  because: z.string().min(1).optional(),
});

const profile = z.enum(["account", "www", "rfc9111"]);

const playSchema = z.strictObject({
  id: z.string().regex(/^[ABCN][0-9]{2}(-[a-z]+)?$/),
  title: z.string().min(1),
  confidence: z.enum(["sure", "unsure", "derived", "decided"]),
  doubt: z.string().min(1).optional(),
  profiles: z.array(profile).min(1),
  guard: z.enum(["report", "enforce"]).default("report"),
  refusedByNode: z
    .boolean()
    .default(false)
    .meta({ description: "Node's HTTP parser refuses the request, so only plays without a socket have it." }),
  steps: z.array(stepSchema).min(1),
});

/** One file of `vcl-fixtures/cases`. */
export const caseFileSchema = z.strictObject({
  $schema: z.literal("../case.schema.json"),
  about: z.string().min(1),
  cases: z.array(playSchema).min(1),
});

/** A play as it is performed: defaults filled in, repetitions written out. */
export type Play = z.infer<typeof playSchema>;
/** One request of a play. */
export type Step = z.infer<typeof stepSchema>;
/** What must come of one request. */
export type Outcome = z.infer<typeof outcomeSchema>;
/** The set of rules an edge follows. */
export type Profile = z.infer<typeof profile>;
/** How the edge came by its answer. */
export type State = z.infer<typeof stateName>;
/** A header's value; null when absent; several where each is right. */
export type HeaderValue = z.infer<typeof headerValue>;

/** The JSON Schema that editors check files of a kind with. */
export function jsonSchemaOf(fileSchema: z.ZodType): object {
  return z.toJSONSchema(fileSchema, { io: "input", reused: "ref" });
}
