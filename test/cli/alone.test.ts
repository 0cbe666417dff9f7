import { afterAll, beforeAll, expect, test } from "vitest";
import { createBrowser } from "../origin-mocks/stack/support.ts";
import { endLeftovers, folderWith, run, start } from "./support.ts";

let folder: Awaited<ReturnType<typeof folderWith>>;
beforeAll(async () => {
  folder = await folderWith({});
});
afterAll(async () => {
  endLeftovers();
  await folder.remove();
});

/** Four processes take a while to start. */
const patient = { timeout: 60_000 };

/** A service in a process of its own, on a free port. */
async function startAlone(name: string, ...args: string[]) {
  const running = start([name, "--port", "0", ...args], { folder: folder.path });
  const [, url = ""] = await running.printed(/(?:listens (?:on|at)|Signon) +(http:\/\/\S+)[\s\S]*Ctrl-C/);
  return { ...running, url };
}

const post = (url: string, body: unknown) => fetch(url, { method: "POST", body: JSON.stringify(body) });

test(
  "each in a process of its own, given where the others are, they call each other with Signon's tokens",
  patient,
  async () => {
    const [oneLogin, signon] = await Promise.all([startAlone("one-login"), startAlone("signon")]);
    const api = await startAlone("email-alert-api", "--signon-url", signon.url);
    const frontend = await startAlone("email-alert-frontend", "--email-alert-api-url", api.url);
    const discovery = await (await fetch(`${oneLogin.url}/.well-known/openid-configuration`)).json();
    expect(discovery).toMatchObject({ issuer: `${oneLogin.url}/` });
    const page = `${frontend.url}/email/subscriptions/new?topic_id=fishing-in-rivers-and-lakes`;
    expect(await (await fetch(page)).text()).toContain("How often do you want");
    // Once Signon has revoked the token, and the five minutes are over, the same call is refused.
    await post(`${signon.url}/__mock/revoke`, {
      token: "mock-token-email-alert-frontend-to-email-alert-api",
    });
    await post(`${api.url}/__mock/clock`, { advance: 300 });
    expect((await fetch(page)).status).toBe(400);
    const ended = await Promise.all([frontend, api, signon, oneLogin].map((each) => each.stop()));
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(Array(4).fill([0, ""]));
  },
);

test(
  "one that is started again goes on with its --state, and takes no other service's",
  patient,
  async () => {
    const browser = createBrowser();
    const oneLogin = () => startAlone("one-login", "--sign-in", "page", "--state", "one-login.db");
    const keys = async ({ url }: { url: string }) => (await fetch(`${url}/.well-known/jwks.json`)).text();
    const first = await oneLogin();
    const before = await keys(first);
    await fetch(`${first.url}/__mock/people/kim`, {
      method: "PUT",
      body: JSON.stringify({ name: "Kim New", email: "kim@example.com" }),
    });
    await first.stop();
    const second = await oneLogin();
    expect(JSON.parse(await keys(second)).keys[0]).toEqual(JSON.parse(before).keys[0]);
    expect(await (await browser.ask(`${second.url}/control`)).text()).toContain("Kim New");
    expect((await second.stop()).code).toBe(0);
    const wrong = await run(["signon", "--port", "0", "--state", "one-login.db"], { folder: folder.path });
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("one-login.db is that of one-login, not of Signon. Delete it to begin anew"),
    ]);
  },
);

test("Signon, and the emails, remember as well", patient, async () => {
  const start = async () => {
    const signon = await startAlone("signon", "--state", "signon.db");
    const api = await startAlone("email-alert-api", "--auth", "mock", "--state", "emails.db");
    return { signon, api };
  };
  const first = await start();
  await post(`${first.signon.url}/__mock/suspend`, { uid: "0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d01" });
  await fetch(`${first.api.url}/subscribers/1`, { method: "DELETE" });
  await Promise.all([first.signon.stop(), first.api.stop()]);
  const second = await start();
  const state = await (await fetch(`${second.signon.url}/__mock`)).json();
  expect(state).toMatchObject({
    users: expect.arrayContaining([expect.objectContaining({ name: "Frontend", suspended: true })]),
  });
  const left = await (await fetch(`${second.api.url}/subscribers/1/subscriptions`)).json();
  expect(left).toMatchObject({ subscriptions: [] });
  await Promise.all([second.signon.stop(), second.api.stop()]);
});
