/**
 * What the two services of emails can be told when each is started alone. The defaults are where
 * `govuk-edge dev` has the others.
 *
 * @module
 */
import { z } from "zod";
import { isOrigin } from "../edge/options.ts";
import { port } from "./serve-schema.ts";
import type { Setting } from "./settings.ts";

/** A setting that is text. */
export const text = (key: string, argument: string, description: string): Setting => ({
  ...{ key, kind: "text", argument, description },
});

const common: readonly Setting[] = [
  {
    key: "port",
    kind: "number",
    argument: "n",
    description:
      "port to listen on; 0 takes a free one (default: 3088 for email-alert-api, 3099 for the other)",
  },
  text("hostname", "address", "address to listen on (default: 127.0.0.1)"),
  text("websiteRoot", "url", "where people see the website (default: http://localhost:9080)"),
  text("accountApiUrl", "url", "where account-api is (default: http://127.0.0.1:9082)"),
  text("authTokenSecret", "text", "for the tokens in links: the same for both services"),
  {
    key: "world",
    kind: "path",
    argument: "file",
    description: "JSON file with the callers, pages, lists and subscribers",
  },
  {
    key: "state",
    kind: "path",
    argument: "file",
    description: "file to remember everything in from one start to the next (default: in memory)",
  },
];

/** What `govuk-edge email-alert-api` can be told. */
export const emailAlertApiSettings: readonly Setting[] = [
  ...common,
  text("signonUrl", "url", "where Signon is (default: http://127.0.0.1:9083)"),
  text("auth", "mode", "signon, mock (takes every caller) or mock-invalid (takes none) (default: signon)"),
];

/** What `govuk-edge email-alert-frontend` can be told. */
export const emailAlertFrontendSettings: readonly Setting[] = [
  ...common,
  text("emailAlertApiUrl", "url", "where email-alert-api is (default: http://127.0.0.1:9085)"),
  text("contentStoreUrl", "url", "a content store to ask for pages (default: the pages of the world)"),
  { key: "checkForms", kind: "switch", description: "take forms only with their token (default: on)" },
];

const expectedOrigin = "http:// or https:// with a host, such as http://127.0.0.1:3000";
/** Where a service is. */
export const origin = z.string({ error: expectedOrigin }).refine(isOrigin, { error: expectedOrigin });
/** Some text. */
export const words = z.string({ error: "text" }).min(1, { error: "text that is not empty" });

const commonSchema = z.object({
  hostname: words.default("127.0.0.1"),
  websiteRoot: origin.default("http://localhost:9080"),
  accountApiUrl: origin.default("http://127.0.0.1:9082"),
  authTokenSecret: words.default("a secret for development"),
  world: z.string().optional(),
  state: z.string().optional(),
});

/** The settings of email-alert-api, with their defaults. */
export const emailAlertApiSchema = commonSchema.extend({
  port: port(65_535).unwrap().default(3088),
  signonUrl: origin.default("http://127.0.0.1:9083"),
  auth: z
    .enum(["signon", "mock", "mock-invalid"], { error: "signon, mock or mock-invalid" })
    .default("signon"),
});

/** The settings of email-alert-frontend, with their defaults. */
export const emailAlertFrontendSchema = commonSchema.extend({
  port: port(65_535).unwrap().default(3099),
  emailAlertApiUrl: origin.default("http://127.0.0.1:9085"),
  contentStoreUrl: origin.optional(),
  checkForms: z.boolean({ error: "true or false" }).default(true),
});
