import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { PROVIDER_TOKEN, startStack } from "./support.ts";

const stack = await startStack();
const corrected = await startStack({ mode: "corrected" });
const { users, tombstones, logoutNotices } = stack.service.stores;
beforeEach(() => {
  stack.reset();
  corrected.reset();
});
afterAll(() => Promise.all([stack.close(), corrected.close()]));

const PATH = "/api/user/match-by-email";
const address = "a+b@example.com";

async function ask(query: string, session?: string, on = stack) {
  const response = await on.request(`${PATH}${query}`, session === undefined ? {} : on.withSession(session));
  return { status: response.status, text: await response.text(), headers: response.headers };
}
const withAddress = (on = stack, email = address) =>
  on.service.stores.users.update(on.service.stores.users.create("sub"), { email });
const sessionOf = (userId: string) => stack.service.sessions.encode({ userId, mfa: false, idToken: null });
const query = `?email=${encodeURIComponent(address)}`;
const own = '{"match":true}';
const somebody = '{"match":false}';

describe("GET /api/user/match-by-email", () => {
  test("says whether the address is that of the session, and nothing of the session", async () => {
    withAddress();
    const { status, text, headers } = await ask(query, await sessionOf("sub"));
    expect([status, text]).toEqual([200, own]);
    expect(headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    expect(headers.get("Cache-Control")).toBe("max-age=0, private, must-revalidate");
    for (const name of ["Vary", "GOVUK-Account-Session", "Set-Cookie"]) expect(headers.get(name)).toBeNull();
  });

  test.each(["not-a-base64-string", "", "$$flash", undefined])(
    "takes the session %j for none: somebody has the address",
    async (session) => {
      withAddress();
      expect(await ask(query, session)).toMatchObject({ status: 200, text: somebody });
    },
  );

  test("says that somebody else has it", async () => {
    withAddress();
    expect(await ask(query, await sessionOf("other"))).toMatchObject({ status: 200, text: somebody });
  });

  test("answers 404 with an empty body when nobody has it", async () => {
    expect(await ask(query, await sessionOf("sub"))).toMatchObject({ status: 404, text: "" });
  });

  test("makes a row for the unknown subject of a session, though it is a GET", async () => {
    await ask(query, await sessionOf("unknown"));
    expect(users.list()).toMatchObject([{ sub: "unknown", email: null }]);
  });

  test("does not look at logout notices, but at tombstones", async () => {
    withAddress();
    const session = await sessionOf("sub");
    logoutNotices.add("sub");
    expect((await ask(query, session)).text).toBe(own);
    tombstones.add("sub");
    expect((await ask(query, session)).text).toBe(somebody);
  });

  test("puts what it is asked for in lower case, and not what is stored", async () => {
    withAddress();
    expect((await ask(query.toUpperCase().replace("EMAIL", "email"))).text).toBe(somebody);
    users.clear();
    withAddress(stack, "A+b@example.com");
    expect((await ask("?email=A%2Bb%40example.com")).status).toBe(404);
  });

  test("corrected, it finds an address that is stored in mixed case", async () => {
    withAddress(corrected, "A+b@example.com");
    expect((await ask("?email=A%2Bb%40example.com", undefined, corrected)).text).toBe(somebody);
  });

  test("of an address that is given twice, the last counts", async () => {
    withAddress();
    expect((await ask(`?email=x%40example.com&${query.slice(1)}`)).status).toBe(200);
  });

  test.each(["", "?email=", "?email=%20"])("answers 400 to %j", async (search) => {
    const { status, text } = await ask(search, await sessionOf("sub"));
    expect([status, JSON.parse(text)]).toEqual([400, { status: 400, error: "Bad Request" }]);
  });

  test("breaks on a list, which corrected is 400", async () => {
    expect((await ask("?email[]=x")).status).toBe(500);
    expect((await ask("?email[]=x", undefined, corrected)).status).toBe(400);
  });

  test("is for those with internal_app", async () => {
    const headers = { Authorization: `Bearer ${PROVIDER_TOKEN}` };
    expect((await stack.request(`${PATH}${query}`, { headers })).status).toBe(403);
    expect((await stack.app.request(`${PATH}${query}`)).status).toBe(401);
  });
});
