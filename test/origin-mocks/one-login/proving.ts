/** Somebody who proves an identity, for tests: from /authorize to what userinfo shows. */
import { decodeJwt } from "jose";
import { z } from "zod";
import type { OneLoginOptions } from "../../../src/origin-mocks/one-login/index.ts";
import { exchange, userinfo } from "./service.ts";
import { client, type Query, startOneLogin } from "./support.ts";

const vocabulary = "https://vocab.account.gov.uk/v1/" as const;
export const coreIdentity = `${vocabulary}coreIdentityJWT` as const;
const others = [
  `${vocabulary}address`,
  `${vocabulary}passport`,
  `${vocabulary}drivingPermit`,
  `${vocabulary}returnCode`,
] as const;
const allClaims = [coreIdentity, ...others];

export const identityClient = client({
  Claims: allClaims,
  IdentityVerificationSupported: true,
  ClientLoCs: ["P1", "P2"],
});

/** What a service asks for to have an identity proved. */
export function identityQuery(claims: readonly string[] = allClaims): Query {
  const userinfo = Object.fromEntries(claims.map((name) => [name, null]));
  return { vtr: '["Cl.Cm.P2"]', claims: JSON.stringify({ userinfo }) };
}

const coreClaims = z.looseObject({
  vc: z.object({
    credentialSubject: z.object({
      name: z.array(z.object({ nameParts: z.array(z.object({ value: z.string(), type: z.string() })) })),
      birthDate: z.array(z.object({ value: z.string() })).optional(),
    }),
  }),
});

/** Signs somebody in, who fills in the page of the identity check, and gives what the service is shown. */
export async function proveAs(form: Query, overrides: Partial<OneLoginOptions> = {}, id = "kenneth") {
  const oneLogin = await startOneLogin({ clients: [identityClient], ...overrides });
  const back = await oneLogin.browser.signIn(id, identityQuery(), form);
  const tokens = await exchange(oneLogin, back.searchParams.get("code") ?? "");
  const info = await userinfo(oneLogin, tokens.access_token);
  const core = info[coreIdentity];
  const claim = (name: string) => info[`${vocabulary}${name}`];
  const subject =
    typeof core === "string" ? coreClaims.parse(decodeJwt(core)).vc.credentialSubject : undefined;
  const parts = subject?.name[0]?.nameParts ?? [];
  return {
    given: parts.filter(({ type }) => type === "GivenName").map(({ value }) => value),
    family: parts.filter(({ type }) => type === "FamilyName").map(({ value }) => value),
    birthDate: subject?.birthDate?.[0]?.value,
    isProved: subject !== undefined,
    claim,
  };
}
