/**
 * What Signon knows besides the API users of the world: people, organisations and what applications
 * register. It is data (signon.json), validated when it is loaded.
 *
 * @module
 */
import { z } from "zod";
import type { World } from "../world.ts";
import { roles } from "./roles.ts";
import defaultData from "./signon.json" with { type: "json" };

const permission = z.strictObject({
  name: z.string().min(1),
  /** Whether a publishing manager may give it, too. */
  delegated: z.boolean().default(false),
  /** Whether a person may give it at all, on a page. */
  grantableFromUi: z.boolean().default(true),
  /** Whether new people have it at once. */
  default: z.boolean().default(false),
});

const application = z.strictObject({
  name: z.string().min(1),
  /** The OAuth client id. */
  uid: z.string().min(1),
  /** The OAuth client secret; without one nobody signs in to the application. */
  secret: z.string().min(8).nullable().default(null),
  description: z.string().default(""),
  /** Where a sign-in comes back to; pushes go to the same host. Without one there are none. */
  redirectUri: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  homeUri: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  supportsPushUpdates: z.boolean().default(true),
  retired: z.boolean().default(false),
  apiOnly: z.boolean().default(false),
  /** Besides `signin`, which every application has. */
  permissions: z.array(permission).default([]),
});

const slug = z.string().regex(/^[a-z0-9-]+$/, "expected lower-case letters, digits and hyphens");

const organisation = z.strictObject({
  slug,
  contentId: z.uuid(),
  name: z.string().min(1),
  abbreviation: z.string().nullable().default(null),
  type: z.string().default("Other"),
  closed: z.boolean().default(false),
  requireTwoStep: z.boolean().default(false),
  /** The slug of its one parent. */
  parent: slug.nullable().default(null),
});

/** An organisation as the public organisations API lists it. */
const listedOrganisation = organisation
  .omit({ requireTwoStep: true, parent: true })
  .extend({ children: z.array(slug).default([]) });

const user = z.strictObject({
  uid: z.uuid(),
  name: z.string().min(1),
  email: z.email().toLowerCase(),
  role: z.enum(roles).default("normal"),
  organisation: slug.nullable().default(null),
  password: z.string().min(10).max(128),
  /** Shared with the authenticator app, in base 32; null when 2-step verification is not set up. */
  otpSecret: z
    .string()
    .regex(/^[A-Z2-7]{16,}$/, "expected base 32")
    .nullable()
    .default(null),
  requireTwoStep: z.boolean().default(false),
  suspended: z.boolean().default(false),
  /** Names of permissions, by the name of the application. */
  permissions: z.record(z.string(), z.array(z.string())).default({}),
});

/** The schema of all of it. */
export const signonDataSchema = z.strictObject({
  applications: z.array(application).default([]),
  organisations: z.array(organisation).default([]),
  users: z.array(user).default([]),
  /** What the nightly import reads; its order decides which of several parents stays. */
  organisationsFeed: z.array(listedOrganisation).default([]),
  /** Parents that stay, by the slug of the child: applied after each import. */
  parentFixes: z.record(slug, slug).default({}),
});

/** Everything of Signon's that is not in the world. */
export type SignonData = z.infer<typeof signonDataSchema>;
/** An application with all that it registers. */
export type RegisteredApplication = SignonData["applications"][number];

/** The part of the world that Signon is about. */
export type SignonWorld = Pick<World, "applications" | "apiUsers">;

/**
 * Validates what stands in a file.
 *
 * @param data parsed JSON; without it, the data that come with the package
 * @throws {Error} naming each field that is wrong and what was expected
 * @example
 * const data = loadSignonData(JSON.parse(await readFile("signon.json", "utf8")));
 */
export function loadSignonData(data: unknown = defaultData): SignonData {
  const result = signonDataSchema.safeParse(data);
  if (result.success) return result.data;
  throw new Error(`The data of Signon are not valid:\n${z.prettifyError(result.error)}`);
}

/** An application of which only name and uid are known. */
export function plainApplication({ name, uid }: { name: string; uid: string }): RegisteredApplication {
  return application.parse({ name, uid });
}
