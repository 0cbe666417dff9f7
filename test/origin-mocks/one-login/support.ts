/** A relying party and a browser for the tests of One Login. */
import {
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  type JWTHeaderParameters,
  SignJWT,
} from "jose";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import {
  type ClientRegistration,
  createOneLogin,
  type OneLoginOptions,
} from "../../../src/origin-mocks/one-login/index.ts";
import { loadWorld, type Person } from "../../../src/origin-mocks/world.ts";

export const baseUrl = "http://one-login.test";
export const redirectUri = "https://www.rp.test/callback";
export const signedOutUri = "https://www.rp.test/signed-out";

const pair = await generateKeyPair("RS256", { extractable: true });
const privatePem = await exportPKCS8(pair.privateKey);
export const publicKey = await exportSPKI(pair.publicKey);
const strangerPem = await exportPKCS8((await generateKeyPair("RS256", { extractable: true })).privateKey);

export function client(overrides: Partial<ClientRegistration> = {}): ClientRegistration {
  return {
    ClientID: "rp",
    ClientName: "Check your bins",
    RedirectUrls: [redirectUri],
    PostLogoutRedirectUrls: [signedOutUri],
    Scopes: ["openid", "email", "phone", "govuk-account"],
    PublicKey: publicKey,
    ...overrides,
  };
}

/** What a mock is made of in the tests: a clock that stands still until it is moved. */
export function options(overrides: Partial<OneLoginOptions> = {}): OneLoginOptions {
  const start = Date.UTC(2026, 0, 1);
  return {
    baseUrl,
    people: loadWorld().people,
    clients: [client()],
    readAsset: async () => undefined,
    clock: movableClock(() => start),
    ...overrides,
  };
}

export function person(id: string): Person {
  const found = loadWorld().people.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`No such person: ${id}`);
  return found;
}

export async function startOneLogin(overrides: Partial<OneLoginOptions> = {}) {
  const oneLogin = await createOneLogin(options(overrides));
  return { ...oneLogin, browser: new Browser(oneLogin.app) };
}

/** Query parameters; undefined removes a default, an array repeats it. */
export type Query = Record<string, string | undefined>;

export function encode(query: Query): string {
  const entries = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return new URLSearchParams(entries).toString();
}

/** The path of a request to /authorize without a fault, but for what is overridden. */
export function authorizePath(overrides: Query = {}): string {
  const usual = {
    client_id: "rp",
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email",
    state: "state-1",
    nonce: "nonce-1",
  };
  return `/authorize?${encode({ ...usual, ...overrides })}`;
}

/** What a browser sends requests to: an app, or a socket. */
interface Site {
  request(path: string, init?: RequestInit): Response | Promise<Response>;
}

/** Keeps the cookies of a session, follows nothing. */
export class Browser {
  cookie: string | undefined;
  /** The cookie that ends when the browser is closed. */
  browserId: string | undefined;
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookies = [this.cookie && `gs=${this.cookie}`, this.browserId && `bsid=${this.browserId}`].filter(
      Boolean,
    );
    if (cookies.length > 0)
      headers.set("Cookie", [headers.get("Cookie"), ...cookies].filter(Boolean).join("; "));
    const response = await this.#site.request(path, { ...init, headers });
    const set = /(?:^|, )gs=([^;]*)/.exec(response.headers.get("Set-Cookie") ?? "");
    if (set) this.cookie = set[1] || undefined;
    this.browserId =
      /(?:^|, )bsid=([^;]*)/.exec(response.headers.get("Set-Cookie") ?? "")?.[1] ?? this.browserId;
    return response;
  }

  /** Sends a form, as a page would. */
  post(path: string, form: Query): Promise<Response> {
    return this.send(path, { method: "POST", body: new URLSearchParams(encode(form)) });
  }

  /** Opens /authorize, picks somebody, and gives the answer that leads back to the service. */
  async signIn(id = "amina", query: Query = {}, outcome: Query = { outcome: "proved" }): Promise<URL> {
    const first = await this.send(authorizePath(query));
    if (first.status !== 200) return new URL(first.headers.get("Location") ?? "about:blank");
    let response = await this.post("/sign-in", { request: pendingId(await first.text()), person: id });
    // On the way there may be the notice of 2022, and the question what comes of an identity check.
    while (response.status === 200) {
      const page = await response.text();
      const action = /action="([^"]*)"/.exec(page)?.[1] ?? "";
      response = await this.post(action, { request: pendingId(page), ...outcome });
    }
    return new URL(response.headers.get("Location") ?? "about:blank");
  }

  /** A fresh authorization code. */
  async code(id = "amina", query: Query = {}, outcome?: Query): Promise<string> {
    return (await this.signIn(id, query, outcome)).searchParams.get("code") ?? "";
  }
}

/** The id of the pending request in a sign-in page. */
export function pendingId(html: string): string {
  return /name="request" value="([^"]*)"/.exec(html)?.[1] ?? "";
}

/** What an assertion can deviate in. */
export interface AssertionOverrides {
  readonly claims?: Record<string, unknown>;
  readonly header?: JWTHeaderParameters;
  readonly signedByStranger?: boolean;
}

/** A client assertion as account-api sends it. */
export async function assertion(
  nowMilliseconds: number,
  overrides: AssertionOverrides = {},
): Promise<string> {
  const header = overrides.header ?? { alg: "RS512", typ: "JWT" };
  const now = Math.floor(nowMilliseconds / 1000);
  const claims = {
    iss: "rp",
    sub: "rp",
    aud: `${baseUrl}/token`,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 300,
    ...overrides.claims,
  };
  const pem = overrides.signedByStranger ? strangerPem : privatePem;
  return new SignJWT(claims).setProtectedHeader(header).sign(await importPKCS8(pem, header.alg));
}

export function signingKey(algorithm: string) {
  return importPKCS8(privatePem, algorithm);
}

export const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The form of a token request without a fault, but for what is overridden. */
export async function tokenForm(nowMilliseconds: number, overrides: Query): Promise<Query> {
  return {
    grant_type: "authorization_code",
    redirect_uri: redirectUri,
    client_id: "rp",
    client_assertion_type: assertionType,
    client_assertion: await assertion(nowMilliseconds),
    ...overrides,
  };
}
