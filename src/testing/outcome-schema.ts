/**
 * What must come of one request, to the last header: the form of an outcome.
 *
 * @module
 */
import { z } from "zod";

const repetition = z.strictObject({ repeat: z.string().min(1), times: z.int().min(1) });

/** Text, or pieces of text one after another, so that 8,192 characters fit on one line. */
export const text = z
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

/** A header's value. null: the header is absent. "": it is there and empty. */
export const headerValue = z
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

export const otherBackend = z.enum(["staticAssetsS3", "mirrorS3", "mirrorS3Replica", "mirrorGCS"]);
const backend = z.enum(["origin", ...otherBackend.options]);

const asked = z.array(z.union([backend, originSees.partial({ method: true }).extend({ backend })])).meta({
  description:
    "Which backends were asked, in order: by name, or with what they saw. Left out: the app, if it sees anything.",
});

/** For how long an answer is stored. */
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

/** What must come of one request. */
export type Outcome = z.infer<typeof outcomeSchema>;
/** A backend other than the app. */
export type OtherBackend = z.infer<typeof otherBackend>;
/** How the edge came by its answer. */
export type State = z.infer<typeof stateName>;
/** A header's value; null when absent; several where each is right. */
export type HeaderValue = z.infer<typeof headerValue>;
