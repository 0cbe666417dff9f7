/**
 * The form of a play: what a client asks, what the app answers, and what must come of it.
 * `vcl-fixtures/case.schema.json` is made from these schemas, for editors.
 *
 * @module
 */
import { z } from "zod";
import { purgeAccessSchema } from "../../src/edge/purge-requests.ts";
import { wwwSchema } from "../../src/edge/www-config.ts";

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

const stateName = z.enum(["HIT", "STALE", "MISS", "PASS", "SYNTHETIC", "RESTART"]);
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

const otherBackend = z.enum(["staticAssetsS3", "mirrorS3", "mirrorS3Replica", "mirrorGCS"]);
const backend = z.enum(["origin", ...otherBackend.options]);

const asked = z.array(z.union([backend, originSees.partial({ method: true }).extend({ backend })])).meta({
  description:
    "Which backends were asked, in order: by name, or with what they saw. Left out: the app, if it sees anything.",
});

const stored = z
  .union([z.string().regex(/^[0-9]+ s$/), z.enum(["hit-for-pass", "no"])])
  .meta({ description: "For how long the answer is stored; hit-for-pass: only that it must not be." });

/** Everything that comes of one request. What is not written must be absent. */
export const outcomeSchema = z.strictObject({
  originSees: originSees.nullable().meta({ description: "null: the app is not asked." }),
  asked: asked.optional(),
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
  page: z
    .union([z.literal(true), z.string().min(1)])
    .optional()
    .meta({ description: "The body is a page of the edge's own; a text is its heading." }),
  broken: z.literal(true).optional().meta({ description: "The client sees the body break off." }),
  servedFrom: z
    .int()
    .min(1)
    .optional()
    .meta({ description: "For what was stored: the number of the step whose answer is served." }),
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
  headers: headers.default([]),
  tls: z.boolean().default(true),
});

const playClient = clientSchema.extend({
  address: z.union([z.ipv4(), z.ipv6()]).optional().meta({ description: "Where the client is." }),
  ja3: z.string().optional().meta({ description: "The fingerprint of its TLS." }),
  body: text.optional(),
});

/** What the app, or another backend, answers. */
export const answerSchema = z.strictObject({
  status: z.int().min(200).max(599).default(200),
  headers: headers.default([]),
  body: text.optional(),
  fault: z
    .enum(["no connection", "no answer", "broken body"])
    .optional()
    .meta({ description: "How the origin fails; broken body: after half of it." }),
});

/** Seconds that go by before a step. */
export const after = z.int().min(1).optional().meta({ description: "Seconds that go by before the step." });

const stepSchema = z.strictObject({
  after,
  random: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .meta({ description: "What chance gives when a variant of an A/B test is drawn." }),
  client: playClient,
  origin: answerSchema.prefault({}),
  backends: z.partialRecord(otherBackend, answerSchema).default({}).meta({
    description: "What others than the app answer. Those that no step of a play names are not there.",
  }),
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
  id: z.string().regex(/^[ABCEFLNPTZ][0-9]{2}(-[a-z]+)?$/),
  title: z.string().min(1),
  confidence: z.enum(["sure", "unsure", "derived", "decided"]),
  doubt: z.string().min(1).optional(),
  profiles: z.array(profile).min(1),
  guard: z.enum(["report", "enforce"]).default("report"),
  refusedByNode: z
    .boolean()
    .default(false)
    .meta({ description: "Node's HTTP parser refuses the request, so only plays without a socket have it." }),
  unusualMethod: z
    .boolean()
    .default(false)
    .meta({ description: "Not every runtime makes a Web Request with this method." }),
  needsBrotli: z
    .boolean()
    .default(false)
    .meta({ description: "Something is compressed by brotli, which not every runtime can do." }),
  settings: wwwSchema.omit({ backends: true }).optional().meta({
    description: "What is configured otherwise than by default; the backends follow from the steps.",
  }),
  purge: purgeAccessSchema.unwrap().optional().meta({ description: "Who may purge." }),
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
/** A backend other than the app. */
export type OtherBackend = z.infer<typeof otherBackend>;
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
