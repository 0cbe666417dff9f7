import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { record, startStack } from "./support.ts";

const stack = await startStack({ environment: "test" });
const production = await startStack();
const { users } = stack.service.stores;
beforeEach(() => {
  stack.reset();
  production.reset();
});
afterAll(() => Promise.all([stack.close(), production.close()]));

const DOCS = "https://github.com/alphagov/account-api/blob/main/docs/api.md";

async function session(mfa = false): Promise<string> {
  const user = users.find("sub") ?? users.create("sub");
  users.update(user, { email: "a@example.com", emailVerified: false });
  return stack.service.sessions.encode({ userId: "sub", mfa, idToken: null });
}

function query(...names: string[]): string {
  return `?${names.map((name) => `attributes[]=${name}`).join("&")}`;
}

const get = (search: string, value: string) =>
  stack.request(`/api/attributes${search}`, stack.withSession(value));
const patch = (body: unknown, value: string) =>
  stack.request("/api/attributes", {
    method: "PATCH",
    body: JSON.stringify(body),
    headers: { "GOVUK-Account-Session": value, "Content-Type": "application/json" },
  });

async function shown(response: Response) {
  expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
  return { status: response.status, body: record(await response.json()) };
}

const mfaRequired = {
  status: 403,
  body: {
    type: `${DOCS}#mfa-required`,
    title: "MFA required",
    detail: "Attributes test_mfa_attribute require MFA, which the user has not authenticated with.",
    attributes: ["test_mfa_attribute"],
  },
};
const unknownNames = {
  status: 422,
  body: {
    type: `${DOCS}#unknown-attribute-names`,
    title: "Unknown attribute names",
    detail: "Attribute names bad1, bad2 are unknown, have they been added to config/user_attributes.yml?",
    attributes: ["bad1", "bad2"],
  },
};
const unwritable = {
  status: 403,
  body: {
    type: `${DOCS}#unwritable-attributes`,
    title: "Unwritable attributes",
    detail: "Attributes email, email_verified cannot be updated through the account-api.",
    attributes: ["email", "email_verified"],
  },
};

describe("GET /api/attributes", () => {
  test.each([query("email"), "?attributes%5B%5D=email", query("email", "email")])(
    "gives the values asked for, and the session anew: %s",
    async (search) => {
      const value = await session();
      const { status, body } = await shown(await get(search, value));
      expect(status).toBe(200);
      expect(body).toEqual({ values: { email: "a@example.com" }, govuk_account_session: expect.any(String) });
      expect(body.govuk_account_session).not.toBe(value);
    },
  );

  test("keeps false, and leaves out a local attribute that is null", async () => {
    const { body } = await shown(await get(query("email_verified", "local_attribute"), await session()));
    expect(body.values).toEqual({ email_verified: false });
  });

  test("names the unknown ones, before all other rules", async () => {
    const search = query("bad1", "test_mfa_attribute", "bad2", "email");
    expect(await shown(await get(search, await session()))).toEqual(unknownNames);
  });

  test("demands MFA before it looks for missing values", async () => {
    const value = await stack.service.sessions.encode({ userId: "nobody", mfa: false, idToken: null });
    expect(await shown(await get(query("test_mfa_attribute", "email"), value))).toEqual(mfaRequired);
    expect((await get(query("email"), value)).status).toBe(401);
    expect((await get(query("local_attribute"), value)).status).toBe(200);
  });

  test.each(["", "?attributes=email", "?other[]=email"])("answers 400 to %j", async (search) => {
    const { status, body } = await shown(await get(search, await session()));
    expect([status, body]).toEqual([400, { status: 400, error: "Bad Request" }]);
  });

  test("reports a missing session before a missing parameter", async () => {
    expect((await get("", "garbage")).status).toBe(401);
  });

  test("knows the attribute that needs MFA in the test environment only", async () => {
    const value = await production.service.sessions.encode({ userId: "sub", mfa: true, idToken: null });
    const path = `/api/attributes${query("test_mfa_attribute")}`;
    expect((await production.request(path, production.withSession(value))).status).toBe(422);
  });
});

describe("PATCH /api/attributes", () => {
  test.each([
    ["a boolean", true, true],
    ["false", false, false],
    ["text", "false", false],
    ["a number", 0, false],
  ])("writes %s, which can then be read", async (_, given, read) => {
    const value = await session();
    const { status, body } = await shown(await patch({ attributes: { local_attribute: given } }, value));
    expect([status, Object.keys(body)]).toEqual([200, ["govuk_account_session"]]);
    const answer = await shown(await get(query("local_attribute"), String(body.govuk_account_session)));
    expect(answer.body.values).toEqual({ local_attribute: read });
  });

  test.each([null, ""])("clears a value with %j", async (given) => {
    const value = await session();
    await patch({ attributes: { local_attribute: true } }, value);
    expect((await patch({ attributes: { local_attribute: given } }, value)).status).toBe(200);
    expect((await shown(await get(query("local_attribute"), value))).body.values).toEqual({});
  });

  test("names the unknown ones before those that cannot be written", async () => {
    const attributes = { bad1: 1, email: "x@example.com", bad2: 2 };
    expect(await shown(await patch({ attributes }, await session()))).toEqual(unknownNames);
  });

  test("names those that cannot be written before it demands MFA, and writes none of them", async () => {
    const attributes = { local_attribute: true, email: "x", email_verified: true, test_mfa_attribute: true };
    expect(await shown(await patch({ attributes }, await session()))).toEqual(unwritable);
    expect(users.find("sub")).toMatchObject({ email: "a@example.com", localAttribute: null });
  });

  test("demands MFA, and is content with a session that has it", async () => {
    const attributes = { test_mfa_attribute: true };
    expect(await shown(await patch({ attributes }, await session()))).toEqual(mfaRequired);
    const value = await session(true);
    expect((await patch({ attributes }, value)).status).toBe(200);
    const { body } = await shown(await get(query("test_mfa_attribute"), value));
    expect(body.values).toEqual(attributes);
  });

  test.each([
    {},
    { attributes: null },
    { attributes: {} },
    { attributes: "email" },
    { attributes: ["email"] },
    [],
  ])("answers 400 to %j", async (body) => {
    expect((await patch(body, await session())).status).toBe(400);
  });

  test("is not misled by names that every object has", async () => {
    const body = JSON.parse('{"attributes":{"__proto__":1,"constructor":2}}');
    const { status } = await shown(await patch(body, await session()));
    expect(status).toBe(422);
  });
});
