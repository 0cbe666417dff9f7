/**
 * The form of a play: what a client asks, what the app answers, and what must come of it.
 * `docs/plays.schema.json` and `vcl-fixtures/case.schema.json` are made from these schemas, for editors.
 *
 * @module
 */
import { z } from "zod";
import { purgeAccessSchema } from "../edge/purge-requests.ts";
import { wwwSchema } from "../edge/www-config.ts";
import { expectSchema } from "./expect-schema.ts";
import { headers, originSees, otherBackend, outcomeSchema, text } from "./outcome-schema.ts";

const difference = z.enum(["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D11", "D12"]);

const path = z.string().regex(/^\//, { error: "expected a path that starts with /" });

/** What a client asks. */
export const clientSchema = z.strictObject({
  method: z.string().min(1).default("GET"),
  url: path,
  host: z.string().min(1).default("www.gov.uk"),
  headers: headers.default([]),
  tls: z.boolean().default(true),
});

const fieldsByName = z
  .record(z.string().min(1), text)
  .transform((record) => Object.entries(record).map((pair): [string, string] => [...pair]));

const playClient = clientSchema.extend({
  host: z.string().min(1).optional().meta({ description: "www.gov.uk when left out, or the host of --url." }),
  tls: z.boolean().optional().meta({ description: "true when left out, or as --url has it." }),
  headers: z
    .union([headers, fieldsByName])
    .default([])
    .meta({ description: "By name; or a list of pairs, where a name comes twice." }),
  address: z.union([z.ipv4(), z.ipv6()]).optional().meta({ description: "Where the client is." }),
  ja3: z.string().optional().meta({ description: "The fingerprint of its TLS." }),
  body: text.optional(),
});

const client = z
  .union([path.transform((url) => playClient.parse({ url })), playClient])
  .meta({ description: "What is asked: a path, or more about the request." });

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

const origin = z
  .union([z.literal("down"), answerSchema])
  .optional()
  .meta({
    description:
      "down: the app cannot be reached in this step. Else what it answers, where a play is the app.",
  });

/** Seconds that go by before a step. */
export const after = z.int().min(1).optional().meta({ description: "Seconds that go by before the step." });

const messages = z.union([
  z
    .string()
    .min(1)
    .transform((one) => [one]),
  z.array(z.string().min(1)).min(1),
]);

/** Who asks. */
interface Who {
  readonly person: string;
  readonly flash: readonly string[];
  /** The person's session, where it is not the name. */
  readonly session?: string;
}

const who = z
  .union([
    z
      .string()
      .min(1)
      .transform((person): Who => ({ person, flash: [] })),
    z
      .strictObject({
        person: z.string().min(1),
        flash: messages.default([]).meta({ description: "Messages that the page before has left." }),
      })
      .transform((found): Who => found),
  ])
  .optional()
  .meta({
    description: "Who asks: anonymous, or a person: a name in `people`, or without those the session itself.",
  });

const stepSchema = z
  .strictObject({
    after,
    as: who,
    random: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .meta({ description: "What chance gives when a variant of an A/B test is drawn." }),
    client,
    origin,
    backends: z.partialRecord(otherBackend, answerSchema).default({}).meta({
      description: "What others than the app answer. Those that no step of a play names are not there.",
    }),
    expect: expectSchema.optional().meta({ description: "What must come of it; only this is compared." }),
    production: outcomeSchema.optional().meta({ description: "All that comes of it in production." }),
    edge: outcomeSchema.extend({ originSees: originSees.partial().nullable() }).partial().optional().meta({
      description: "Only what differs from production; all of it where there is no production.",
    }),
    unstoredInAccount: z.string().min(1).optional().meta({
      description: "Why the profile account keeps nothing where www does, which has cut the cookies off.",
    }),
    differs: z.union([difference, z.array(difference).min(2)]).optional(),
    because: z.string().min(1).optional(),
  })
  .transform(({ origin: told, ...step }) => ({
    ...step,
    origin: told === "down" ? { ...silent, fault: "no connection" as const } : (told ?? silent),
    /** Whether the play is the app in this step, and says what it answers. */
    isScripted: (told !== undefined && told !== "down") || Object.keys(step.backends).length > 0,
    isDown: told === "down",
  }));

const silent: z.infer<typeof answerSchema> = { status: 200, headers: [] };

const profile = z.enum(["account", "www", "rfc9111"]);

/** One play. */
export const playSchema = z.strictObject({
  id: z.string().min(1).optional(),
  title: z.string().min(1).meta({ description: "What must hold, as a sentence." }),
  confidence: z.enum(["sure", "unsure", "derived", "decided"]).optional(),
  doubt: z.string().min(1).optional(),
  profiles: z.array(profile).min(1).optional().meta({
    description: "The sets of rules that owe this. Left out: the one that is checked.",
  }),
  guard: z.enum(["report", "enforce"]).optional(),
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
  steps: z.array(stepSchema).min(1).meta({ description: "Requests, in order." }),
});

const person = z.union([z.string().min(1), z.strictObject({ env: z.string().min(1) })]);

/** One file of plays. */
export const playFileSchema = z.strictObject({
  $schema: z.string().optional().meta({ description: "Where this schema is." }),
  about: z.string().min(1).optional(),
  people: z.record(z.string().min(1), person).optional().meta({
    description: "Who there is: each person's session, or { env } for one that an environment variable has.",
  }),
  cases: z.array(playSchema).min(1).meta({ description: "The plays; each begins with an empty cache." }),
});

/** A file as it is written, with defaults filled in. */
export type PlayFile = z.infer<typeof playFileSchema>;
/** A play as it is performed: defaults filled in, repetitions written out. */
export type Play = z.infer<typeof playSchema>;
/** One request of a play. */
export type Step = z.infer<typeof stepSchema>;
/** The set of rules an edge follows. */
export type Profile = z.infer<typeof profile>;
