/**
 * What frontend can be told when it is started alone. The defaults are where `govuk-edge dev` has the others.
 *
 * @module
 */
import { z } from "zod";
import { origin, text, words } from "./email-alert-settings.ts";
import { port } from "./serve-schema.ts";
import type { Setting } from "./settings.ts";

/** What `govuk-edge frontend` can be told. */
export const frontendSettings: readonly Setting[] = [
  {
    key: "port",
    kind: "number",
    argument: "n",
    description: "port to listen on; 0 takes a free one (default: 3005)",
  },
  text("hostname", "address", "address to listen on (default: 127.0.0.1)"),
  text("websiteRoot", "url", "where people see the website (default: http://localhost:9080)"),
  text("accountApiUrl", "url", "where account-api is (default: http://127.0.0.1:9082)"),
  text(
    "accountApiToken",
    "token",
    "bearer token for account-api; better as GOVUK_EDGE_ACCOUNT_API_TOKEN, for others on this machine can read flags (default: that of the world)",
  ),
  text("yourServicesUrl", "url", "One Login's list of services (default: https://home.account.gov.uk)"),
  { key: "world", kind: "path", argument: "file", description: "JSON file with the pages and the callers" },
];

const expectedPage = "http:// or https:// with a host, such as https://home.account.gov.uk/your-services";

/** The settings of frontend, with their defaults. */
export const frontendSchema = z.object({
  port: port(65_535).unwrap().default(3005),
  hostname: words.default("127.0.0.1"),
  websiteRoot: origin.default("http://localhost:9080"),
  accountApiUrl: origin.default("http://127.0.0.1:9082"),
  accountApiToken: z
    .string()
    .regex(/^[\x21-\x7e]+$/, { error: "a token of visible characters" })
    .optional(),
  yourServicesUrl: z
    .string({ error: expectedPage })
    .regex(/^https?:\/\/[a-z0-9[][\x21-\x7e]*$/i, { error: expectedPage })
    .optional(),
  world: z.string().optional(),
});
