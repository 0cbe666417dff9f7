import { describe, expect, test } from "vitest";
import { PLAIN_TOKEN, PUSH_TOKEN, startEmailAlertApi, TOKEN, useEmailAlertApi } from "./support.ts";

const api = useEmailAlertApi();
const path = "/subscribers/govuk-account/42";
const noToken = [401, 'Bearer error="invalid_request"', { message: "No bearer token was provided" }];
const badToken = [
  401,
  'Bearer error="invalid_token"',
  { message: "Bearer token does not appear to be valid" },
];
const forbidden = [
  403,
  null,
  { message: "Sorry, you don't seem to have the internal_app permission for this app." },
];

async function ask(url: string, authorization?: string) {
  const response = await fetch(url + path, { headers: authorization ? { authorization } : {} });
  const body: unknown = await response.json().catch(() => undefined);
  return [response.status, response.headers.get("WWW-Authenticate"), body];
}

describe("a caller", () => {
  test.each([
    ["without a token", undefined, noToken],
    ["with bearer in lower case", `bearer ${TOKEN}`, noToken],
    ["with an unknown token", "Bearer nobody-has-this", badToken],
    ["without internal_app", `Bearer ${PLAIN_TOKEN}`, forbidden],
    ["with internal_app", `Bearer ${TOKEN}`, [404, null, undefined]],
  ])("%s is answered so", async (_, authorization, expected) => {
    expect(await ask(api().url, authorization)).toEqual(expected);
  });

  test("is known for five minutes after its token was revoked", async () => {
    await ask(api().url, `Bearer ${TOKEN}`);
    const body = JSON.stringify({ token: TOKEN });
    await fetch(`${api().signonUrl}/__mock/revoke`, { method: "POST", body });
    api().clock.advance(299);
    expect(await ask(api().url, `Bearer ${TOKEN}`)).toEqual([404, null, undefined]);
    api().clock.advance(1);
    expect(await ask(api().url, `Bearer ${TOKEN}`)).toEqual(badToken);
  });

  test("is asked about under this application's name and client id", async () => {
    const asked: string[] = [];
    const other = await startEmailAlertApi({
      fetch: async (input, init) => {
        asked.push(`${input} ${new Headers(init?.headers).get("User-Agent")}`);
        return new Response(null, { status: 401 });
      },
    });
    await ask(other.url, `Bearer ${TOKEN}`);
    await other.close();
    expect(asked).toEqual([
      expect.stringMatching(
        /\/user\.json\?client_id=email-alert-api-uid gds-sso\/22\.3\.0 \(email-alert-api\)$/,
      ),
    ]);
  });
});

test("mock mode takes anybody, with a token or without; mock-invalid nobody", async () => {
  const mock = await startEmailAlertApi({ auth: "mock" });
  expect(await ask(mock.url)).toEqual([404, null, undefined]);
  expect(await ask(mock.url, "Bearer x")).toEqual([404, null, undefined]);
  await mock.close();
  const invalid = await startEmailAlertApi({ auth: "mock-invalid" });
  expect(await ask(invalid.url)).toEqual(noToken);
  expect(await ask(invalid.url, `Bearer ${TOKEN}`)).toEqual(badToken);
  await invalid.close();
});

test("a 401 about a session can be made to look like one about the token, as that layer does", async () => {
  const warden = await startEmailAlertApi({ unauthorizedBody: "warden" });
  const body = { govuk_account_session: "not good" };
  const response = await warden.send("POST", "/subscribers/govuk-account", body);
  expect([response.status, await response.json()]).toEqual([401, badToken[2]]);
  await warden.close();
});

test("Signon may push users, with a permission for that alone, and it changes nothing", async () => {
  const users = `${api().url}/auth/gds/api/users/0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d01`;
  const push = async (method: string, url: string, token: string) => {
    const response = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
    return [response.status, response.headers.get("Content-Type"), await response.text()];
  };
  await ask(api().url, `Bearer ${TOKEN}`);
  expect(await push("PUT", users, PUSH_TOKEN)).toEqual([200, "text/plain", ""]);
  expect(await push("POST", `${users}/reauth`, PUSH_TOKEN)).toEqual([200, "text/plain", ""]);
  expect(await ask(api().url, `Bearer ${TOKEN}`)).toEqual([404, null, undefined]);
  const [status, , text] = await push("PUT", users, TOKEN);
  expect([status, text]).toEqual([403, expect.stringContaining("user_update_permission")]);
});

test("what is no route is 404, and health checks ask for no token", async () => {
  const response = await api().send("GET", "/nothing-here");
  expect([response.status, await response.json()]).toEqual([404, { status: 404, error: "Not Found" }]);
  expect(await (await fetch(`${api().url}/healthcheck/live`)).text()).toBe("OK");
  expect((await fetch(`${api().url}/healthcheck/ready`)).status).toBe(200);
});
