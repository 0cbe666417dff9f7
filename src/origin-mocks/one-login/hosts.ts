/**
 * Under which names One Login is reached: one for browsers, which the issuer is made of, perhaps another
 * for services behind the scenes, and one that vouches for identities.
 *
 * @module
 */
import { z } from "zod";

/** The two environments that One Login has for services. */
export type Environment = "integration" | "production";
export const environmentNames = ["integration", "production"] as const satisfies readonly Environment[];

/** Where this mock is reached; each without a trailing slash. */
export interface Hosts {
  readonly baseUrl: string;
  readonly identityUrl?: string | undefined;
  readonly internalUrl?: string | undefined;
}

const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !text.endsWith("/"), "must not end with a slash");

/** @throws {Error} naming the option that is wrong */
export function validateHosts({ baseUrl, identityUrl, internalUrl }: Hosts): Hosts {
  const result = z
    .object({ baseUrl: url, identityUrl: url.optional(), internalUrl: url.optional() })
    .safeParse({ baseUrl, identityUrl, internalUrl });
  if (result.success) return result.data;
  const names = result.error.issues.map(({ path }) => path[0]).join(", ");
  throw new Error(`${names} is not valid:\n${z.prettifyError(result.error)}`);
}

/** Where the live pages are; without an environment those that the official simulator names. */
export function signInHost(environment: Environment | undefined): string {
  return environment === "integration"
    ? "https://signin.integration.account.gov.uk"
    : "https://signin.account.gov.uk";
}
