/** One Login, account-api and email-alert-api as the stack wires them. */
import { afterAll, expect, test, vi } from "vitest";
import { tokenOf } from "../../src/origin-mocks/credentials.ts";
import { startStack } from "../../src/origin-mocks/node/stack.ts";
import { Browser, pendingId } from "./one-login/support.ts";

const stack = await startStack({ websiteRoot: "http://localhost:9080", firstPort: 0 });
afterAll(() => stack.close());

const json = async (url: string, init?: RequestInit) => JSON.parse(await (await fetch(url, init)).text());
const token = { Authorization: `Bearer ${tokenOf(stack.world, "Frontend", "account-api")}` };
const known = () => json(`${stack.accountApi.url}/__mock`);
const overSocket = {
  request: (path: string, init?: RequestInit) => fetch(path, { ...init, redirect: "manual" }),
};

test("what somebody does at One Login reaches account-api: signing in, another address, signing out, going", async () => {
  const { auth_uri, state } = await json(`${stack.accountApi.url}/api/oauth2/sign-in`, { headers: token });
  const browser = new Browser(overSocket);
  const html = await (await browser.send(auth_uri)).text();
  const form = { request: pendingId(html), person: "amina" };
  const back = await browser.post(`${stack.oneLogin.url}/sign-in`, form);
  const code = new URL(back.headers.get("Location") ?? "").searchParams.get("code");
  await fetch(`${stack.accountApi.url}/api/oauth2/callback`, {
    method: "POST",
    body: JSON.stringify({ code, state }),
    headers: { ...token, "Content-Type": "application/json" },
  });
  expect(await known()).toMatchObject({ users: [{ id: 1, email: "amina@example.com" }], logoutNotices: 0 });

  const person = `${stack.oneLogin.url}/__mock/people/amina`;
  await fetch(person, { method: "PUT", body: JSON.stringify({ email: "new@example.com" }) });
  expect(await known()).toMatchObject({ users: [{ id: 1, email: "new@example.com" }], lastFault: null });

  await browser.send(`${stack.oneLogin.url}/logout`);
  await vi.waitFor(async () => expect(await known()).toMatchObject({ logoutNotices: 1 }));

  await fetch(person, { method: "DELETE" });
  expect(await known()).toMatchObject({ users: [], logoutNotices: 0, lastFault: null });
  const { deliveries } = await json(`${stack.oneLogin.url}/__mock/deliveries`);
  expect(deliveries.map(({ isDone }: { isDone: boolean }) => isDone)).toEqual([true, true, true]);
});
