/**
 * The world the mocks share: the people who can sign in, the callers Signon knows, and the pages of
 * the demonstration site. It is data (world.json), validated when it is loaded, and can be reset.
 *
 * @module
 */
import { z } from "zod";
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

const worldSchema = z.strictObject({
  people: z.array(person).min(1),
  /** Applications registered with Signon; `uid` is the OAuth client id. */
  applications: z.array(z.strictObject({ name: z.string().min(1), uid: z.string().min(1) })),
  apiUsers: z.array(apiUser),
  pages: z.array(page),
  /** What people can subscribe to; pages get a list of their own when somebody does. */
  subscriberLists: z.array(subscriberList).default([]),
  subscribers: z.array(subscriber).default([]),
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
