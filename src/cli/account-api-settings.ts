/**
 * What account-api can be told when it is started alone. The defaults are where `govuk-edge dev` has the others.
 *
 * @module
 */
import { z } from "zod";
import { isOrigin } from "../edge/options.ts";
import { port } from "./serve-schema.ts";
import type { Setting } from "./settings.ts";

const text = (key: string, argument: string, description: string): Setting => ({
  ...{ key, kind: "text", argument, description },
});
const file = (key: string, description: string): Setting => ({
  ...{ key, kind: "path", argument: "file", description },
});

/** What `govuk-edge account-api` can be told. */
export const accountApiSettings: readonly Setting[] = [
  {
    key: "port",
    kind: "number",
    argument: "n",
    description: "port to listen on; 0 takes a free one (default: 3001)",
  },
  text("hostname", "address", "address to listen on (default: 127.0.0.1)"),
  text("websiteRoot", "url", "where people come back to (default: http://localhost:9080)"),
  text(
    "providerUrl",
    "url",
    "the OpenID provider's issuer (default: none, and whoever comes back is let in)",
  ),
  text("clientId", "id", "what the provider calls this service (default: govuk-account-api)"),
  file("privateKey", "PEM file (PKCS #8) with the RSA key that signs for the provider"),
  text("clientSecret", "text", "for a provider that knows a secret instead of a key"),
  text("scope", "names", "what the provider is asked for (default: openid email govuk-account)"),
  text("signonUrl", "url", "where Signon is (default: http://127.0.0.1:9083)"),
  text("emailAlertApiUrl", "url", "where email-alert-api is (default: http://127.0.0.1:9085)"),
  text("auth", "mode", "signon, mock (takes every caller) or mock-invalid (takes none) (default: signon)"),
  text("mode", "mode", "faithful (with the known faults of the real one) or corrected (default: faithful)"),
  text("sessionSecret", "text", "under which sessions are sealed (default: secret)"),
  file("world", "JSON file with the callers and their tokens"),
];

const expectedOrigin = "http:// or https:// with a host, such as http://127.0.0.1:3000";
const origin = z.string({ error: expectedOrigin }).refine(isOrigin, { error: expectedOrigin });
const issuer = z.url({ protocol: /^https?$/, error: "the issuer's URL, such as http://localhost:3000/" });
const words = z.string({ error: "text" }).min(1, { error: "text that is not empty" });

/** The settings with their defaults. */
export const accountApiSchema = z.object({
  port: port(65_535).unwrap().default(3001),
  hostname: words.default("127.0.0.1"),
  websiteRoot: origin.default("http://localhost:9080"),
  providerUrl: issuer.optional(),
  clientId: words.default("govuk-account-api"),
  privateKey: words.optional(),
  clientSecret: words.optional(),
  scope: words.optional(),
  signonUrl: origin.default("http://127.0.0.1:9083"),
  emailAlertApiUrl: origin.default("http://127.0.0.1:9085"),
  auth: z
    .enum(["signon", "mock", "mock-invalid"], { error: "signon, mock or mock-invalid" })
    .default("signon"),
  mode: z.enum(["faithful", "corrected"], { error: "faithful or corrected" }).default("faithful"),
  sessionSecret: words.default("secret"),
  world: z.string().optional(),
});

/** The settings, checked. */
export type AccountApiSettings = z.output<typeof accountApiSchema>;
