/**
 * What the OpenID provider says about itself (OpenID Connect Discovery 1.0 section 4), asked for when it is
 * first needed and then kept for ever, as the real service does: a changed provider needs a reset.
 *
 * @module
 */
import { allowInsecureRequests, customFetch, discovery, None, type ServerMetadata } from "openid-client";
import { z } from "zod";
import type { Clock } from "../common/clock.ts";
import { asCustomFetch } from "./custom-fetch.ts";
import type { Mode } from "./mode.ts";

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

/** How long the corrected mode believes what it found, in milliseconds. */
const BELIEVED = 3_600_000;

/**
 * Discovers the provider lazily.
 *
 * @param provider its `issuer` must equal the discovered one character by character, a trailing slash included
 */
export function createProviderMetadata(
  { issuer, clientId }: { readonly issuer: string; readonly clientId: string },
  clock: Clock,
  fetcher: typeof fetch,
  mode: Mode,
): ProviderMetadata {
  let known: Promise<ServerMetadata> | undefined;
  let since = 0;
  const isOld = () => mode === "corrected" && Math.abs(clock.now() - since) >= BELIEVED;

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
      if (known && !isOld()) return known;
      const attempt = discover();
      known = attempt;
      since = clock.now();
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
