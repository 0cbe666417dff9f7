/**
 * How account-api proves to the provider's token endpoint who it is (OpenID Connect Core section 9).
 *
 * @module
 */
import { type ClientAuth, modifyAssertion, PrivateKeyJwt } from "openid-client";
import { type Random, randomHex } from "../common/random.ts";

/** A client, and its key or its secret. */
export type ClientCredentials = { readonly clientId: string } & (
  | {
      /** An RSA key for RS512: `private_key_jwt`. */
      readonly privateKey: CryptoKey;
    }
  | {
      /** Without a key: `client_secret_basic`. */
      readonly clientSecret: string;
    }
);

/**
 * The client's authentication for one token request.
 *
 * @param now seconds since 1970
 */
export function clientAuthentication(
  client: ClientCredentials,
  tokenEndpoint: string,
  now: number,
  random: Random,
): ClientAuth {
  if (!("privateKey" in client)) return secretBasic(client.clientId, client.clientSecret);
  return PrivateKeyJwt(client.privateKey, {
    [modifyAssertion](header, payload) {
      header.typ = "JWT";
      // The provider looks for its token endpoint, where RFC 7523 would now have the issuer.
      payload.aud = tokenEndpoint;
      payload.jti = randomHex(random, 16);
      payload.iat = now;
      payload.exp = now + 300;
      delete payload.nbf;
    },
  });
}

/** Both parts form-encoded (RFC 6749 section 2.3.1), letters and `-._` as they are. */
function secretBasic(clientId: string, clientSecret: string): ClientAuth {
  const credentials = [clientId, clientSecret].map(formEncode).join(":");
  return (_server, _client, _body, headers) => {
    headers.set("authorization", `Basic ${btoa(credentials)}`);
  };
}

function formEncode(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
