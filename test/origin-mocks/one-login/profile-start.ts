/** One Login at a date of its documentation, with clients that may do everything, for tests. */
import type { OneLoginOptions } from "../../../src/origin-mocks/one-login/index.ts";
import { coreIdentity } from "./proving.ts";
import { exchange, userinfo } from "./service.ts";
import { authorizePath, client, type Query, startOneLogin } from "./support.ts";

type ProfileName = NonNullable<OneLoginOptions["profile"]>;

const vocabulary = "https://vocab.account.gov.uk/v1/" as const;
export const address = `${vocabulary}address` as const;
export const returnCode = `${vocabulary}returnCode` as const;
export const security = `${vocabulary}socialSecurityRecord` as const;
const backChannel = "https://rp.test/back-channel";

const everything = client({
  Scopes: ["openid", "email", "phone", "offline_access", "wallet-subject-id"],
  Claims: [coreIdentity, address, returnCode, security],
  IdentityVerificationSupported: true,
  ClientLoCs: ["P2"],
  BackChannelLogoutUri: backChannel,
});
const secret = client({
  ClientID: "secret",
  TokenAuthMethod: "client_secret_post",
  ClientSecret: "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAA",
});
const clients = [
  everything,
  secret,
  client({ ClientID: "inactive", IsActive: false }),
  client({
    ClientID: "by-url",
    PublicKeySource: "JWKS",
    JwksUrl: "https://rp.test/jwks",
    PublicKey: undefined,
  }),
];

export async function startProfile(profile: ProfileName, overrides: Partial<OneLoginOptions> = {}) {
  const asked: { url: string; body: string }[] = [];
  const started = await startOneLogin({
    profile,
    clients,
    requireUserAgent: true,
    // The network may answer later than the test: what matters is who was asked, and what.
    fetch: async (url, init) => {
      asked.push({ url, body: String(init.body ?? "") });
      return new Response(null, { status: url === backChannel ? 200 : 404 });
    },
    ...overrides,
  });
  const redirect = async (query: Query) =>
    (await started.app.request(authorizePath({ scope: "openid", ...query }))).headers.get("Location") ??
    "page";
  const tokens = async (query: Query = {}) =>
    exchange(started, await started.browser.code("amina", { scope: "openid", ...query }), "rp", agent);
  const info = async (query: Query) => userinfo(started, (await tokens(query)).access_token, agent);
  return { ...started, asked, redirect, tokens, info };
}
export type Started = Awaited<ReturnType<typeof startProfile>>;
export const agent = { "User-Agent": "rp" };
