/**
 * All services made and wired to each other, wherever each of them will listen.
 *
 * @module
 */
import type { Hono } from "hono";
import { exportSPKI, importJWK } from "jose";
import { createAccountApi } from "./account-api/index.ts";
import type { MovableClock } from "./common/clock.ts";
import type { ReadAsset } from "./common/page.ts";
import type { Saving } from "./common/saved.ts";
import { applicationId, tokenOf } from "./credentials.ts";
import { createEmailServices } from "./email-services.ts";
import { createFrontend } from "./frontend/index.ts";
import { createOneLogin } from "./one-login/index.ts";
import type { Secrets } from "./secrets.ts";
import { plainApplication } from "./signon/data.ts";
import { createSignon, loadSignonData, type SignonData } from "./signon/index.ts";
import type { World } from "./world.ts";

/** In the order of their ports. */
export const serviceNames = [
  "one-login",
  "account-api",
  "signon",
  "frontend",
  "email-alert-api",
  "email-alert-frontend",
] as const;

/** One of the services. */
export type ServiceName = (typeof serviceNames)[number];

/** What every service can do. */
export interface Service extends Saving {
  readonly app: Hono;
  reset(): void;
}

/** What the services are made of. */
export interface WiringOptions {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Where browsers reach the website. */
  readonly websiteRoot: string;
  readonly world: World;
  readonly secrets: Secrets;
  readonly readAsset: ReadAsset;
  readonly clock: MovableClock;
  /** What a service calls others with. */
  fetchOf(service: ServiceName): typeof fetch;
}

const clientId = "govuk-account-api";

/** @throws {Error} when the world has not the applications and tokens that the services need */
export async function wireServices(options: WiringOptions): Promise<Readonly<Record<ServiceName, Service>>> {
  const { urls, websiteRoot, world, secrets, readAsset, clock, fetchOf } = options;
  const { emailAlertApi, emailAlertFrontend } = createEmailServices(options);
  const common = { readAsset, clock };
  return {
    "one-login": await wireOneLogin(options),
    "account-api": createAccountApi({
      websiteRoot,
      signon: { url: urls.signon, clientId: applicationId(world, "account-api") },
      provider: {
        issuer: `${urls["one-login"]}/`,
        clientId,
        privateKey: await rsaKey(secrets.relyingParty),
      },
      emailAlertApi: {
        url: urls["email-alert-api"],
        bearerToken: tokenOf(world, "Account API", "email-alert-api"),
      },
      sessionSecret: secrets.accountSession,
      clock,
      fetch: fetchOf("account-api"),
    }),
    signon: createSignon({
      ...common,
      world,
      data: tellingServices(world.signon ?? loadSignonData(), options),
      fetch: fetchOf("signon"),
    }),
    frontend: createFrontend({
      ...common,
      websiteRoot,
      accountApi: { url: urls["account-api"], bearerToken: tokenOf(world, "Frontend", "account-api") },
      pages: world.pages,
      oneLoginYourServicesUrl: `${urls["one-login"]}/your-services`,
      fetch: fetchOf("frontend"),
    }),
    "email-alert-api": emailAlertApi,
    "email-alert-frontend": emailAlertFrontend,
  };
}

async function wireOneLogin({ urls, websiteRoot, world, secrets, readAsset, clock, fetchOf }: WiringOptions) {
  const { kty, n, e } = secrets.relyingParty;
  return createOneLogin({
    baseUrl: urls["one-login"],
    people: world.people,
    clients: [
      {
        ClientID: clientId,
        ClientName: "GOV.UK",
        RedirectUrls: [`${websiteRoot}/sign-in/callback`],
        PostLogoutRedirectUrls: [`${websiteRoot}/`],
        Scopes: ["openid", "email", "govuk-account"],
        PublicKey: await exportSPKI(await rsaKey({ kty, n, e })),
        PublicKeySource: "STATIC",
        TokenAuthMethod: "private_key_jwt",
        BackChannelLogoutUri: `${urls["account-api"]}/api/oidc_events/backchannel_logout`,
      },
      ...world.clients,
    ],
    accountApi: {
      ...{ url: urls["account-api"], clientId },
      bearerToken: tokenOf(world, "One Login", "account-api"),
    },
    readAsset,
    defaultLogoutUrl: `${websiteRoot}/`,
    keys: { imported: secrets.oneLogin },
    clock,
    fetch: fetchOf("one-login"),
  });
}

async function rsaKey(jwk: Readonly<Record<string, unknown>>): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk, kty: "RSA" }, "RS512");
  if (key instanceof Uint8Array) throw new Error("The key of account-api is no RSA key.");
  return key;
}

/** Where Signon tells the two APIs of users that change: nobody signs in there, but the address is that one. */
function tellingServices(data: SignonData, { urls, world }: WiringOptions): SignonData {
  const described = new Map(data.applications.map((application) => [application.name, application]));
  const told = (["account-api", "email-alert-api"] as const).flatMap((name) => {
    const application = described.get(name) ?? plainApplication({ name, uid: applicationId(world, name) });
    return { ...application, redirectUri: application.redirectUri ?? `${urls[name]}/auth/gds/callback` };
  });
  const others = data.applications.filter(({ name }) => !told.some((each) => each.name === name));
  return { ...data, applications: [...told, ...others] };
}
