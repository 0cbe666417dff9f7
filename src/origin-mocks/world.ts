/**
 * The world the mocks share: who can sign in where, who may call whom, who gets which emails, and the pages of
 * the demonstration site. It is data (world.json), validated when it is loaded. docs/world.md explains it.
 *
 * @module
 */
import { z } from "zod";
import type { ClientRegistration } from "./one-login/clients.ts";
import { loadSignonData, signonDataSchema } from "./signon/data.ts";
import defaultWorld from "./world.json" with { type: "json" };

const person = z.strictObject({
  /** What One Login calls the internal subject identifier; never leaves One Login. */
  id: z.string().min(1),
  name: z.string().min(1),
  email: z.email(),
  emailVerified: z.boolean().default(true),
  /** E.164, without spaces; null when the second factor is an authenticator app. */
  phone: z
    .string()
    .regex(/^\+[0-9]{8,15}$/, "expected a phone number such as +447700900123")
    .nullable()
    .default(null),
  /** Which of One Login's published examples they prove themselves to be; One Login checks the names. */
  example: z
    .strictObject({
      name: z.string(),
      addresses: z.string().optional(),
      passport: z.string().optional(),
      drivingPermit: z.string().optional(),
      returnCode: z.string().optional(),
    })
    .optional(),
});

const token = z.strictObject({
  /** The name of the application that accepts the token. */
  application: z.string().min(1),
  token: z.string().min(8),
  permissions: z.array(z.string()),
});

const apiUser = z.strictObject({
  uid: z.uuid(),
  name: z.string().min(1),
  email: z.email(),
  suspended: z.boolean().default(false),
  tokens: z.array(token),
});

const page = z.strictObject({
  path: z.string().startsWith("/"),
  title: z.string().min(1),
  /** How the page varies: the request headers it names in Vary, or what it forgets to name. */
  varies: z.enum(["nothing", "exists", "exists-and-flash", "session", "forgets"]),
  /** Seconds a shared cache may keep it. */
  maxAge: z.int().min(0),
  /** A kind of content whose pages have a button for emails, and show what became of it. */
  documentType: z
    .enum(["call_for_evidence", "consultation", "detailed_guide", "document_collection", "publication"])
    .optional(),
  summary: z.string().min(1),
});

const subscriberList = z.strictObject({
  title: z.string().min(1),
  /** The page the list is about; null when it is about no one page. */
  url: z.string().startsWith("/").nullable().default(null),
  description: z.string().nullable().default(null),
  contentId: z.uuid().nullable().default(null),
  tags: z.record(z.string(), z.unknown()).default({}),
});

const subscriber = z.strictObject({
  /** Belongs to an account only once its owner has used emails while signed in. */
  address: z.email(),
  subscriptions: z.array(
    z.strictObject({
      /** The title of a list. */
      list: z.string().min(1),
      frequency: z.enum(["immediately", "daily", "weekly"]),
    }),
  ),
});

/** A client is checked further by One Login itself: that takes its key, and a while. */
const client = z.custom<ClientRegistration>(
  (value) =>
    typeof value === "object" && value !== null && typeof Reflect.get(value, "ClientID") === "string",
  { error: "expected a client with its ClientID" },
);

/** The schema of a world. */
export const worldSchema = z.strictObject({
  /** By this an editor finds the file's JSON schema. */
  $schema: z.string().exactOptional(),
  people: z.array(person).min(1),
  /** Services that sign people in with One Login, besides GOV.UK itself. */
  clients: z.array(client).default([]),
  /** Applications registered with Signon; `uid` is the OAuth client id. */
  applications: z.array(z.strictObject({ name: z.string().min(1), uid: z.string().min(1) })),
  apiUsers: z.array(apiUser),
  pages: z.array(page),
  /** What people can subscribe to; pages get a list of their own when somebody does. */
  subscriberLists: z.array(subscriberList).default([]),
  subscribers: z.array(subscriber).default([]),
  /** People, organisations and more of Signon's; those that come with the package by default. */
  signon: signonDataSchema.exactOptional(),
});

/** Everything the mocks know when they start. */
export type World = z.infer<typeof worldSchema>;
/** Somebody who can sign in at One Login. */
export type Person = World["people"][number];
/** A page of the demonstration site. */
export type DemonstrationPage = World["pages"][number];

/**
 * Validates a world, for instance the contents of a JSON file.
 *
 * @param data parsed JSON; without it, the world that comes with the package
 * @throws {Error} naming each field that is wrong and what was expected
 * @example
 * const world = loadWorld(JSON.parse(await readFile("people.json", "utf8")));
 */
export function loadWorld(data: unknown = defaultWorld): World {
  const result = worldSchema.safeParse(data);
  if (result.success) return result.data;
  throw new Error(`The world of the mocks is not valid:\n${z.prettifyError(result.error)}`);
}

/** The world that comes with the package, with everything written out: a start for one of your own. */
export function wholeWorld(): World {
  return { ...loadWorld(), signon: loadSignonData() };
}
