import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import {
  type Browser,
  createBrowser,
  PASSWORD,
  PUBLISHER,
  people,
  pkce,
  record,
  type Started,
  signInAs,
  startSignon,
} from "./support.ts";

let started: Started;
beforeAll(async () => {
  started = await startSignon();
});
beforeEach(() => started.reset());
afterAll(() => started.close());

const { verifier, challenge } = pkce();
const STATE = "0123456789abcdef0123456789abcdef0123456789abcdef";

function authorizePath(changes: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: PUBLISHER.id,
    code_challenge: challenge,
    code_challenge_method: "S256",
    redirect_uri: started.callback,
    response_type: "code",
    state: STATE,
    ...changes,
  });
  return `/oauth/authorize?${query}`;
}

async function newCode(browser?: Browser): Promise<string> {
  const response = await (browser ?? (await signInAs(started, "superadmin"))).get(authorizePath());
  return new URL(response.headers.get("Location") ?? "").searchParams.get("code") ?? "";
}

interface Exchange {
  readonly fields?: Record<string, string | undefined>;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

async function exchange(
  code: string,
  { fields = {}, headers = {}, path = "/oauth/access_token" }: Exchange = {},
) {
  const all = {
    grant_type: "authorization_code",
    code,
    // As the real client sends it: with the query of the callback.
    redirect_uri: `${started.callback}?code=${code}&state=${STATE}`,
    code_verifier: verifier,
    client_id: PUBLISHER.id,
    client_secret: PUBLISHER.secret,
    ...fields,
  };
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) body.set(name, value);
  return fetch(`${started.url}${path}`, { method: "POST", headers, body });
}

describe("GET /oauth/authorize", () => {
  test("sends whoever is signed in and may, back with a code, asking nothing", async () => {
    const response = await (await signInAs(started, "superadmin")).get(authorizePath());
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get("Location") ?? "");
    expect(location.origin + location.pathname).toBe(started.callback);
    expect(location.searchParams.get("state")).toBe(STATE);
    expect(location.searchParams.get("code")).toMatch(/^[\w-]{43}$/);
  });

  test("sends others to sign in first, and brings them back after it", async () => {
    const browser = createBrowser(started.url);
    expect((await browser.get(authorizePath())).headers.get("Location")).toBe("/users/sign_in");
    const fields = { "user[email]": people.superadmin, "user[password]": PASSWORD };
    const signedIn = await browser.post("/users/sign_in", fields);
    expect(signedIn.headers.get("Location")).toBe(authorizePath());
  });

  test("asks for the second factor before it looks at anything else", async () => {
    const browser = createBrowser(started.url);
    await browser.post("/users/sign_in", { "user[email]": people.normal, "user[password]": PASSWORD });
    const response = await browser.get(authorizePath({ client_id: "x" }));
    expect(response.headers.get("Location")).toBe("/users/two_step_verification_session/new");
  });

  test.each([
    ["an unknown client", { client_id: "unknown" }],
    ["an address of another host", { redirect_uri: "https://evil.example/auth/gds/callback" }],
    ["an address with a fragment", { redirect_uri: "#x" }],
    ["another response type", { response_type: "token" }],
    ["a challenge that is neither plain nor S256", { code_challenge_method: "S512" }],
  ])("shows a page and sends nobody anywhere for %s", async (_, changes) => {
    const response = await (await signInAs(started, "superadmin")).get(authorizePath(changes));
    expect([response.status, response.headers.get("Location")]).toEqual([200, null]);
    expect(await response.text()).toContain("An error has occurred");
  });

  test("is no OAuth error for somebody without access: they see which application it was, once", async () => {
    const data = loadSignonData();
    const users = data.users.map((user) => ({ ...user, permissions: {} }));
    const other = await startSignon({ data: { ...data, users } });
    const outsider = await signInAs(other, "superadmin");
    const response = await outsider.get(
      authorizePath({ redirect_uri: "http://localhost:3000/auth/gds/callback" }),
    );
    expect([response.status, response.headers.get("Location")]).toEqual([302, "/signin-required"]);
    expect(await outsider.text("/signin-required")).toContain("Example publisher");
    expect(await outsider.text("/signin-required")).not.toContain("Example publisher");
    await other.close();
  });

  test.each(["POST", "DELETE"])("%s is not found, in text", async (method) => {
    const response = await fetch(`${started.url}/oauth/authorize`, { method });
    expect([response.status, await response.text()]).toEqual([404, "Not found"]);
  });
});

describe("the token endpoint", () => {
  const basic = (id: string, secret: string) => `Basic ${btoa(`${id}:${secret}`)}`;
  const inHeader = { client_id: undefined, client_secret: undefined };

  test.each([
    ["in the body", "/oauth/access_token", {}],
    ["in the body, at the other address", "/oauth/token", {}],
    [
      "in a Basic header",
      "/oauth/access_token",
      { fields: inHeader, headers: { Authorization: basic(PUBLISHER.id, PUBLISHER.secret) } },
    ],
  ])("gives a token for a code, with credentials %s", async (_, path, options) => {
    const response = await exchange(await newCode(), { ...options, path });
    expect([response.status, response.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    const body = record(await response.json());
    expect(Object.keys(body).sort()).toEqual(
      ["access_token", "created_at", "expires_in", "refresh_token", "token_type"].sort(),
    );
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 7200 });
    const user = await started.userJson(String(body.access_token), `?client_id=${PUBLISHER.id}`);
    expect(await user.json()).toMatchObject({
      user: {
        email: people.superadmin,
        permissions: ["managing_editor", "signin"],
        organisation_slug: "government-digital-service",
      },
    });
    started.clock.advance(7201);
    expect((await started.userJson(String(body.access_token))).status).toBe(401);
  });

  test.each([
    ["no grant type", { grant_type: undefined }, 400, "invalid_request"],
    ["no code", { code: undefined }, 400, "invalid_request"],
    ["no address", { redirect_uri: undefined }, 400, "invalid_request"],
    ["no verifier", { code_verifier: undefined }, 400, "invalid_request"],
    ["another grant type", { grant_type: "password" }, 400, "unsupported_grant_type"],
    ["an unknown client", { client_id: "unknown" }, 401, "invalid_client"],
    ["a wrong secret", { client_secret: "wrong" }, 401, "invalid_client"],
    [
      "a client without a secret",
      { client_id: "account-api-oauth-id", client_secret: "" },
      401,
      "invalid_client",
    ],
    ["no credentials", inHeader, 401, "invalid_client"],
    ["an unknown code", { code: "unknown" }, 400, "invalid_grant"],
    ["another address", { redirect_uri: "http://127.0.0.1:1/auth/gds/callback" }, 400, "invalid_grant"],
    ["a wrong verifier", { code_verifier: "wrong" }, 400, "invalid_grant"],
    ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "x" }, 400, "invalid_grant"],
    ["no refresh token", { grant_type: "refresh_token" }, 400, "invalid_request"],
  ])("refuses %s", async (_, fields, status, error) => {
    const response = await exchange(await newCode(), { fields });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error, error_description: expect.any(String) });
    expect(response.headers.get("WWW-Authenticate")).toContain(`Bearer realm="Doorkeeper", error="${error}"`);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  test("compares the path of the address, too", async () => {
    const response = await exchange(await newCode(), { fields: { redirect_uri: `${started.callback}/x` } });
    expect(response.status).toBe(400);
  });

  test("takes a code once, and for ten minutes", async () => {
    const browser = await signInAs(started, "superadmin");
    const [used, late] = [await newCode(browser), await newCode(browser)];
    expect((await exchange(used)).status).toBe(200);
    expect((await exchange(used)).status).toBe(400);
    started.clock.advance(601);
    expect((await exchange(late)).status).toBe(400);
  });

  test("gives only one of two that come with the same code at once a token", async () => {
    const code = await newCode();
    const answers = await Promise.all([exchange(code), exchange(code), exchange(code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  test("refreshes a token, which ends the one before", async () => {
    const first = record(await (await exchange(await newCode())).json());
    const fields = { grant_type: "refresh_token", refresh_token: String(first.refresh_token) };
    const second = record(await (await exchange("", { fields })).json());
    expect((await started.userJson(String(second.access_token))).status).toBe(200);
    expect((await started.userJson(String(first.access_token))).status).toBe(401);
    expect((await exchange("", { fields })).status).toBe(400);
  });

  test("tells an application of its own tokens, and ends them", async () => {
    const { access_token } = record(await (await exchange(await newCode())).json());
    const about = (path: string, fields: Record<string, string>) =>
      fetch(`${started.url}/oauth/${path}`, { method: "POST", body: new URLSearchParams(fields) });
    const own = { client_id: PUBLISHER.id, client_secret: PUBLISHER.secret, token: String(access_token) };
    expect(await (await about("introspect", own)).json()).toMatchObject({
      active: true,
      client_id: PUBLISHER.id,
    });
    expect(await (await about("introspect", { ...own, token: "x" })).json()).toEqual({ active: false });
    expect((await about("introspect", { token: own.token })).status).toBe(401);
    expect((await about("revoke", { token: own.token })).status).toBe(403);
    expect((await about("revoke", { ...own, token: "x" })).status).toBe(200);
    expect((await about("revoke", own)).status).toBe(200);
    expect(await (await about("introspect", own)).json()).toEqual({ active: false });
  });
});
