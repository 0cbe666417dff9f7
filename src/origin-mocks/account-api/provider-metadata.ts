/**
 * What the OpenID provider says about itself (OpenID Connect Discovery 1.0 section 4), asked for when it is
 * first needed and then kept for ever, as the real service does: a changed provider needs a reset.
 *
 * @module
 */
import { allowInsecureRequests, customFetch, discovery, None, type ServerMetadata } from "openid-client";
import { z } from "zod";
import { asCustomFetch } from "./custom-fetch.ts";

/** Gives the provider's metadata. */
export interface ProviderMetadata {
  /** @throws {Error} when discovery fails; the next call tries again */
  get(): Promise<ServerMetadata>;
  clear(): void;
}

const required = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  jwks_uri: z.string(),
  response_types_supported: z.array(z.string()),
  subject_types_supported: z.array(z.string()),
  id_token_signing_alg_values_supported: z.array(z.string()),
});

/**
 * Discovers the provider lazily.
 *
 * @param issuer must equal the discovered `issuer` character by character, a trailing slash included
 */
export function createProviderMetadata(
  issuer: string,
  clientId: string,
  fetcher: typeof fetch,
): ProviderMetadata {
  let known: Promise<ServerMetadata> | undefined;

  async function discover(): Promise<ServerMetadata> {
    const configuration = await discovery(new URL(issuer), clientId, undefined, None(), {
      execute: [allowInsecureRequests],
      [customFetch]: asCustomFetch(fetcher),
    });
    const metadata = configuration.serverMetadata();
    const checked = required.safeParse(metadata);
    if (!checked.success) throw new Error(`Discovery: ${z.prettifyError(checked.error)}`);
    if (metadata.issuer !== issuer)
      throw new Error(`Discovery: the issuer is ${metadata.issuer}, not ${issuer}`);
    return metadata;
  }

  return {
    get() {
      if (known) return known;
      const attempt = discover();
      known = attempt;
      attempt.catch(() => {
        if (known === attempt) known = undefined;
      });
      return attempt;
    },
    clear() {
      known = undefined;
    },
  };
}
