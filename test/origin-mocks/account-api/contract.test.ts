import { afterAll, beforeEach, expect, test } from "vitest";
import { interactions } from "./contract.ts";
import { listen } from "./listen.ts";
import { startEmailAlertApi } from "./scripted-emails.ts";
import { record, startStack } from "./support.ts";

// As the real one is verified: without tokens, since the contract's client sends none.
const emails = await startEmailAlertApi();
const stack = await startStack({ auth: "mock", emailAlertApi: emails.options });
const development = await startStack({ auth: "mock", provider: "development" });
const sockets = await Promise.all([listen(stack.app), listen(development.app)]);
const [{ url }, { url: developmentUrl }] = sockets;
beforeEach(() => {
  stack.reset();
  development.reset();
});
afterAll(() => Promise.all([stack, development, emails, ...sockets].map((each) => each.close())));

const setUp = (state: unknown, action = "setup", at = url) =>
  fetch(`${at}/_pact/state`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ consumer: "GDS API Adapters", state, action }),
  });

/** As the real client puts it on the wire. */
async function send({ request, session }: (typeof interactions)[number], at = url) {
  const [method, path, body] = request;
  const response = await fetch(at + path, {
    method,
    headers: {
      Accept: "application/json",
      ...(session && { "GOVUK-Account-Session": "logged-in-user-session" }),
      ...(body && { "Content-Type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, type: response.headers.get("Content-Type"), text: await response.text() };
}

test("the contract has 12 interactions", () => {
  expect(interactions).toHaveLength(12);
});

test.each(interactions)("given $given, $request is answered $status", async (interaction) => {
  for (const at of [url, developmentUrl]) {
    expect((await setUp(interaction.given, "setup", at)).status).toBe(200);
    const { status, type, text } = await send(interaction, at);
    expect([status, text]).toEqual([interaction.status, status === 204 ? "" : expect.any(String)]);
    if (interaction.body === undefined) continue;
    expect(type).toBe("application/json; charset=utf-8");
    expect(JSON.parse(text)).toMatchObject(record(interaction.body));
  }
});

test("in a state email-alert-api is not asked, and after a reset it is again", async () => {
  const remove = () => fetch(`${url}/api/oidc-users/the-subject-identifier`, { method: "DELETE" });
  await setUp("there is a user with subject identifier 'the-subject-identifier'");
  expect([(await remove()).status, emails.calls()]).toEqual([204, []]);
  stack.reset();
  stack.service.stores.users.create("the-subject-identifier");
  expect([(await remove()).status, emails.calls().length]).toEqual([204, 2]);
});

test("each state starts from nothing, and a teardown leaves nothing", async () => {
  const user = { request: ["GET", "/api/user"], session: true, given: null, status: 200 } as const;
  await setUp("there is a valid user session");
  expect(JSON.parse((await send(user)).text)).toMatchObject({ mfa: true, email: "user@example.com" });
  await setUp("there is a valid OAuth response");
  expect((await send(user)).status).toBe(401);
  await setUp("there is a valid user session");
  await setUp("there is a valid user session", "teardown");
  expect((await send(user)).status).toBe(401);
  expect(stack.service.stores.users.list()).toEqual([]);
});

test.each([
  "there is a state that nobody knows",
  "there is a valid OAuth response, with cookie consent 'true'",
  "there is a valid user session, with an attribute called 'other'",
  7,
])("the state %j is refused, and changes nothing", async (state) => {
  stack.service.stores.users.create("somebody");
  const response = await setUp(state);
  expect([response.status, record(await response.json()).error]).toEqual([400, expect.any(String)]);
  expect(stack.service.stores.users.list()).toHaveLength(1);
});

test.each([{ Origin: "https://evil.example" }, { Via: "1.1 edge" }])(
  "a page of another site, or whoever comes through an edge, sets no state: %j",
  async (headers) => {
    const body = JSON.stringify({ state: "there is a valid user session" });
    const response = await stack.app.request("/_pact/state", { method: "POST", body, headers });
    expect(response.status).toBe(404);
  },
);
