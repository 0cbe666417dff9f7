import { describe, expect, test } from "vitest";
import { addList, subscribe, useEmailAlertApi } from "./support.ts";

const api = useEmailAlertApi();
const authenticate = "/subscribers/govuk-account";
const link = "/subscribers/govuk-account/link";
const amina = { email: "amina@example.com" };
const withSession = (govuk_account_session: unknown) => ({ govuk_account_session });

async function answer(method: string, path: string, body?: unknown) {
  const response = await api().send(method, path, body);
  return [response.status, await response.text()];
}

describe.each([authenticate, link])("POST %s", (path) => {
  test("needs the session in the body, and asks account-api only if there is one", async () => {
    expect(await answer("POST", path, {})).toEqual([400, '{"status":400,"error":"Bad Request"}']);
    expect(await answer("POST", path, withSession(null))).toEqual([422, ""]);
    expect(api().accountApi.asked).toEqual([]);
    expect(await answer("POST", path, withSession(""))).toEqual([401, ""]);
    expect(await answer("POST", path, withSession("é\n"))).toEqual([401, ""]);
  });

  test("passes the session on as a header, as its own caller", async () => {
    api().accountApi.know("s1", amina);
    await api().send("POST", path, withSession("s1"), { "Govuk-Request-Id": "request-1" });
    const [asked, ...others] = api().accountApi.asked;
    expect([asked?.call, others]).toEqual(["GET /api/user", []]);
    expect(Object.fromEntries(asked?.headers ?? [])).toMatchObject({
      "govuk-account-session": "s1",
      authorization: "Bearer token-for-account-api",
      "govuk-request-id": "request-1",
      accept: "application/json",
      "user-agent": "gds-api-adapters/103.3.1 (email-alert-api)",
    });
  });

  test.each([
    ["not verified", { ...amina, email_verified: false }],
    ["perhaps verified", { ...amina, email_verified: null }],
    ["not known", { email: null }],
  ])("refuses an address that is %s, and gives the new session all the same", async (_, user) => {
    api().accountApi.know("s1", user);
    expect(await answer("POST", path, withSession("s1"))).toEqual([
      403,
      '{"govuk_account_session":"new s1"}',
    ]);
  });

  test("leaves the session out when account-api gave none", async () => {
    api().accountApi.know("s1", { ...amina, govuk_account_session: undefined });
    expect(await api().json("POST", path, withSession("s1"))).toEqual({ subscriber: expect.anything() });
    api().accountApi.know("s2", { email: null, govuk_account_session: undefined });
    expect(await answer("POST", path, withSession("s2"))).toEqual([403, "{}"]);
  });

  test("finds the subscriber by address in any case, whoever it belonged to, or makes one", async () => {
    const list = await addList(api(), "Fish");
    const { subscriber } = await subscribe(api(), "Amina@Example.com", list.id);
    api().accountApi.know("s1", { email: "amina@example.COM" });
    expect(await api().json("POST", path, withSession("s1"))).toMatchObject({
      govuk_account_session: "new s1",
      subscriber: { id: subscriber.id, address: "Amina@Example.com" },
    });
    api().accountApi.know("s2", { email: "new@example.com" });
    expect(await api().json("POST", path, withSession("s2"))).toMatchObject({
      subscriber: { id: subscriber.id + 1, address: "new@example.com" },
    });
  });

  test.each([403, 404, 500, 503])("is 500 when account-api answers %i", async (status) => {
    api().accountApi.fail(status);
    expect((await api().send("POST", path, withSession("s1"))).status).toBe(500);
  });
});

describe("linking", () => {
  const linkAs = async (user: Record<string, unknown>) => {
    api().accountApi.know("s1", user);
    return (await api().json("POST", link, withSession("s1"))).subscriber;
  };

  test("writes account-api's own id, replacing any other; authenticating writes none", async () => {
    api().accountApi.know("s1", amina);
    const { subscriber } = await api().json("POST", authenticate, withSession("s1"));
    expect(subscriber.govuk_account_id).toBeNull();
    expect((await linkAs({ ...amina, id: "42" })).govuk_account_id).toBe("42");
    expect((await linkAs({ ...amina, id: "43" })).govuk_account_id).toBe("43");
    expect((await api().send("GET", "/subscribers/govuk-account/42")).status).toBe(404);
    expect(await answer("GET", "/subscribers/govuk-account/urn:fdc:gov.uk:2022:abc")).toEqual([404, ""]);
  });

  test("lets two subscribers hold one account, of which the first is found", async () => {
    const first = await linkAs(amina);
    await linkAs({ email: "other@example.com" });
    const found = await api().json("GET", "/subscribers/govuk-account/42");
    expect(found).toEqual({ subscriber: { ...first, updated_at: expect.any(String) } });
  });

  test("tells by email, once, somebody who has active subscriptions", async () => {
    await linkAs({ email: "nothing@example.com" });
    expect(await api().emails()).toEqual([]);
    const list = await addList(api(), "Fish & chips");
    await subscribe(api(), "amina@example.com", list.id);
    await linkAs(amina);
    await linkAs(amina);
    await linkAs({ ...amina, id: "43" });
    const [email, ...others] = await api().emails();
    expect(others).toEqual([]);
    expect(email).toMatchObject({
      address: "amina@example.com",
      subject: "Use your GOV.UK account to manage your GOV.UK email subscriptions in one place",
      paragraphs: expect.arrayContaining(["Fish & chips"]),
      links: [{ href: "https://www.gov.uk/account" }],
    });
  });
});
