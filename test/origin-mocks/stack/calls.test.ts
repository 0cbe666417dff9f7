import { expect, test } from "vitest";
import type { Call } from "../../../src/origin-mocks/calls.ts";
import { createBrowser, sessionOf, signIn, siteOf, useStack, world } from "./support.ts";

const running = useStack();

const said = ({ from, to, method, path }: Call) => `${from} to ${to}: ${method} ${path.replace(/\?.*/, "")}`;

async function calls(query = ""): Promise<Call[]> {
  return (await world(running(), "GET", `/calls${query}`)).body.calls;
}

/** The first steps of the diagram of signing in, then those of the callback. */
test("a sign-in reads as the sequence of calls that it is", async () => {
  await signIn(siteOf(running()));
  expect((await calls()).map(said)).toEqual([
    "browser to frontend: GET /account",
    "frontend to account-api: GET /api/oauth2/sign-in",
    "account-api to signon: GET /user.json",
    "account-api to one-login: GET /.well-known/openid-configuration",
    "browser to one-login: GET /authorize",
    "browser to one-login: POST /sign-in",
    "browser to frontend: GET /sign-in/callback",
    "frontend to account-api: POST /api/oauth2/callback",
    "account-api to one-login: POST /token",
    "account-api to one-login: GET /.well-known/jwks.json",
    "account-api to one-login: GET /userinfo",
  ]);
});

test("signing in to manage emails, and what is asked once one is back", async () => {
  const stack = running();
  const session = await sessionOf(siteOf(stack));
  stack.calls.clear();
  await fetch(`${stack.router.url}/email/manage?from=your-services`, { redirect: "manual" });
  await fetch(`${stack.router.url}/email/manage`, { headers: { "GOVUK-Account-Session": session } });
  expect((await calls()).map(said)).toEqual([
    "browser to email-alert-frontend: GET /email/manage",
    "email-alert-frontend to account-api: GET /api/oauth2/sign-in",
    "account-api to signon: GET /user.json",
    "browser to email-alert-frontend: GET /email/manage",
    "email-alert-frontend to email-alert-api: POST /subscribers/govuk-account/link",
    "email-alert-api to signon: GET /user.json",
    "email-alert-api to account-api: GET /api/user",
    "account-api to signon: GET /user.json",
    "email-alert-frontend to email-alert-api: GET /subscribers/3/subscriptions",
  ]);
});

test("all that one request leads to has its id, also where nobody passes it on", async () => {
  const headers = { Referer: "http://localhost:9080/", "GOVUK-Request-Id": "request-one" };
  await fetch(`${running().router.url}/account`, { headers, redirect: "manual" });
  await signIn(siteOf(running()));
  const one = await calls("?request-id=request-one");
  expect(one.map(said)).toEqual([
    "browser to frontend: GET /account",
    "frontend to account-api: GET /api/oauth2/sign-in",
    "account-api to signon: GET /user.json",
    "account-api to one-login: GET /.well-known/openid-configuration",
  ]);
  const callback = (await calls()).find(({ path }) => path.startsWith("/sign-in/callback"));
  expect(callback?.requestId).not.toBe("request-one");
  expect(await calls(`?request-id=${callback?.requestId}`)).toHaveLength(5);
});

test("signing out ends at account-api, which is told from behind", async () => {
  const stack = running();
  const browser = createBrowser();
  await signIn(siteOf(stack), "amina", browser);
  stack.calls.clear();
  const answer = await browser.ask(`${stack.router.url}/sign-out`);
  await browser.ask(answer.headers.get("Location") ?? "");
  await expect
    .poll(async () => (await calls()).map((call) => `${said(call)} ${call.status}`))
    .toEqual([
      "browser to frontend: GET /sign-out 302",
      "frontend to account-api: GET /api/oauth2/end-session 200",
      "browser to one-login: GET /logout 302",
      "one-login to account-api: POST /api/oidc_events/backchannel_logout 200",
      "account-api to one-login: GET /.well-known/jwks.json 200",
    ]);
});

test("who is suspended at Signon: the applications they had tokens for are told", async () => {
  const stack = running();
  const uid = stack.world.apiUsers.find(({ name }) => name === "Email Alert Frontend")?.uid ?? "";
  await fetch(`${stack.signon.url}/__mock/suspend`, { method: "POST", body: JSON.stringify({ uid }) });
  const told = async () => {
    const pushes = (await calls()).filter(({ from }) => from === "signon");
    return pushes.map((call) => `${said(call)} ${call.status}`).sort();
  };
  await expect
    .poll(told)
    .toEqual([
      `signon to account-api: POST /auth/gds/api/users/${uid}/reauth 200`,
      `signon to account-api: PUT /auth/gds/api/users/${uid} 200`,
      `signon to email-alert-api: POST /auth/gds/api/users/${uid}/reauth 200`,
      `signon to email-alert-api: PUT /auth/gds/api/users/${uid} 200`,
    ]);
});

test("no secret and nobody's address is in it, nor what was sent in bodies", async () => {
  const stack = running();
  const session = await sessionOf(siteOf(stack), "bryn");
  await fetch(`${stack.router.url}/email/manage?token=a-secret-token&from=your-services`, {
    headers: { "GOVUK-Account-Session": session },
  });
  const bearer = { Authorization: "Bearer mock-token-frontend-to-account-api" };
  await fetch(`${stack.accountApi.url}/api/user/match-by-email?email=bryn@example.com`, { headers: bearer });
  const text = JSON.stringify(await calls());
  for (const secret of [session, "a-secret-token", "bryn@", "bryn%40", "mock-token-"]) {
    expect(text).not.toContain(secret);
  }
  expect(text).toContain(`${session.slice(0, 6)}… (${session.length} characters)`);
  expect(text).toContain("/email/manage?token=a-secr… (14 characters)&from=your-services");
  const matched = (await calls()).find(({ path }) => path.startsWith("/api/user/match-by-email"));
  expect(matched).toMatchObject({ from: "client", to: "account-api", session: null });
});

test("they are listed from one on, and can be cleared", async () => {
  const stack = running();
  await fetch(`${stack.router.url}/demo/nothing`);
  await fetch(`${stack.router.url}/demo/exists`);
  const [first, second] = await calls();
  expect(await calls(`?since=${first?.id}`)).toEqual([second]);
  expect(await calls(`?since=${new Date(stack.clock.now() + 60_000).toISOString()}`)).toEqual([]);
  expect((await world(stack, "GET", "/calls?since=yesterday")).status).toBe(400);
  expect((await world(stack, "DELETE", "/calls")).status).toBe(204);
  expect(await calls()).toEqual([]);
});
