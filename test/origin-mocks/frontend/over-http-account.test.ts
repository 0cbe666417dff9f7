import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, root, startReal, yourServices } from "./over-http.ts";
import { bearerToken } from "./support.ts";

type Real = Awaited<ReturnType<typeof startReal>>;
let site: Real;
beforeAll(async () => {
  site = await startReal();
});
beforeEach(() => {
  site.stack.reset();
  site.called();
});
afterAll(() => site.close());

const said = ({ body: _body, ...answer }: Answer) => answer;
const redirect = { status: 302, session: null, ended: null, vary: "GOVUK-Account-Session" };
const notStored = { ...redirect, cacheControl: "no-store" };
const signIn = (path: string) => `GET /api/oauth2/sign-in?redirect_path=${path}&mfa=false`;
const lines = () => site.called().map(({ line }) => line);
const starts = ["/account", "/account/", "/account.html", "/sign-in/redirect"];

describe.each(starts)("GET %s", (start) => {
  test.each([
    ["https://www.gov.uk/foo?a=1&b[]=2#frag", "%2Ffoo%3Fa%3D1%26b%5B%5D%3D2%23frag"],
    ["https://www.gov.uk/", "%2F"],
    ["https://www.gov.uk", ""],
    ["", ""],
    ["   ", ""],
    ["/rel", "%2Frel"],
    ["https://www.gov.uk/account", "%2Faccount"],
    ["https://www.gov.uk/sign-out", "%2Fsign-out"],
    ["https://www.gov.uk/\\evil.com", "%2F%5Cevil.com"],
  ])("from %j asks account-api for a sign-in that comes back there", async (Referer, path) => {
    const answer = await site.get(start, { Referer });
    expect(said(answer)).toEqual({
      ...notStored,
      location: expect.stringMatching(/\/authorize\?client_id=/),
    });
    expect(lines()).toEqual([signIn(path)]);
  });

  test.each([
    undefined,
    "https://www.gov.uk//evil.com",
    "//x",
    "https://www.gov.uk.evil.com/x",
    "https://www.gov.uk@evil/x",
    "http://www.gov.uk/p",
    "HTTPS://WWW.GOV.UK/p",
    "https://example.com/p",
  ])("from %j leads to One Login's home, and account-api is not asked", async (Referer) => {
    const answer = await site.get(start, Referer === undefined ? {} : { Referer });
    expect(said(answer)).toEqual({ ...notStored, location: yourServices });
    expect(lines()).toEqual([]);
  });
});

describe("analytics", () => {
  test.each([
    ["/account?_ga=ga123", `${yourServices}?_ga=ga123`],
    ["/account?cookie_consent=accept&_ga=", `${yourServices}?_ga=&cookie_consent=accept`],
    ["/account?_ga[]=1&cookie_consent[a]=b", yourServices],
    ["/account?_ga=a%26prompt%3Dlogin%20x", `${yourServices}?_ga=a&prompt=login x`],
    ["/account/home?cookie_consent=reject&_ga=1&x=2", `${yourServices}?_ga=1&cookie_consent=reject`],
  ])("of %s are appended as they are", async (path, location) => {
    expect((await site.get(path)).location).toBe(location);
  });

  test("come after everything that account-api has put into the address, and there without encoding too", async () => {
    const { location } = await site.get("/account?_ga=a%26prompt%3Dlogin", { Referer: "/p" });
    expect(location).toMatch(/&vtr=[^&]+&_ga=a&prompt=login$/);
  });
});

describe("a sign-in", () => {
  /** From /account, by One Login, to the callback. */
  async function comeBack(Referer: string, query = "", headers: Record<string, string> = {}) {
    const { location } = await site.get("/account", { Referer });
    const back = await site.signIn(location ?? "");
    const path = `/sign-in/callback?${back}${query}`;
    site.called();
    return { back, path, answer: await site.get(path, headers) };
  }

  test.each([
    ["/", "", "/"],
    ["", "", "/account/home"],
    ["", "&cookie_consent=accept", "/account/home?cookie_consent=accept"],
    ["", "&_ga=&cookie_consent=", "/account/home?cookie_consent="],
    ["/p?x=1", "&_ga=1&cookie_consent=reject", "/p?x=1&_ga=1&cookie_consent=reject"],
    ["/p#frag", "&cookie_consent=accept", "/p#frag?cookie_consent=accept"],
    ["/\\evil.com", "", "/\\evil.com"],
    ["/sign-out", "", "/sign-out"],
  ])("from %j with %j gives a session and leads to %s", async (path, query, location) => {
    const { answer, back } = await comeBack(`${root}${path}`, query);
    const session = expect.stringMatching(/^[\w=-]{300,}$/);
    expect(said(answer)).toEqual({ ...notStored, location: root + location, session });
    const [call, ...others] = site.called();
    expect([call?.line, others]).toEqual(["POST /api/oauth2/callback", []]);
    expect(JSON.parse(call?.body ?? "")).toEqual({ code: back.get("code"), state: back.get("state") });
  });

  test("drops a message of the session before", async () => {
    const { answer } = await comeBack("/p", "", { "GOVUK-Account-Session": "old$$message" });
    expect(answer.session).not.toContain("$$");
  });

  test("does not work a second time: the state is used up, which is 400 and no body", async () => {
    const { path } = await comeBack("/p");
    const again = { ...notStored, status: 400, location: null };
    expect(await site.get(path)).toEqual({ ...again, body: "" });
    expect(await site.get("/sign-in/callback?code=x&state=y:1")).toEqual({ ...again, body: "" });
  });

  test("works in another browser than it began in: nothing binds the state to the browser", async () => {
    const { answer } = await comeBack("/p", "", { Cookie: "of=another browser" });
    expect(answer.session).not.toBeNull();
  });

  test.each(["", "?state=s", "?code=c", "?error=access_denied&state=s&_ga=1"])(
    "that comes back with %j leads to the website, without analytics, and account-api is not asked",
    async (query) => {
      expect(said(await site.get(`/sign-in/callback${query}`))).toEqual({ ...notStored, location: root });
      expect(lines()).toEqual([]);
    },
  );

  test("that One Login has refused uses nothing up: the same state still works", async () => {
    const { location } = await site.get("/account", { Referer: "/p" });
    const back = await site.signIn(location ?? "");
    const refused = `/sign-in/callback?error=access_denied&state=${encodeURIComponent(back.get("state") ?? "")}`;
    expect((await site.get(refused)).location).toBe(root);
    expect((await site.get(`/sign-in/callback?${back}`)).location).toBe(`${root}/p`);
  });

  const byFramework = {
    location: null,
    session: null,
    ended: null,
    cacheControl: null,
    vary: null,
    body: "",
  };
  test.each(["?code=&state=s", "?code=c&state=", "?code=%20&state=s"])(
    "that comes back with %j is refused by the framework",
    async (query) => {
      expect(await site.get(`/sign-in/callback${query}`)).toEqual({ ...byFramework, status: 400 });
      expect(lines()).toEqual([]);
    },
  );

  test.each(["/account", "/account/home", "/sign-out", "/sign-in/callback", "/sign-in/redirect"])(
    "has no other format than html at %s, and no other method than GET and HEAD",
    async (path) => {
      for (const other of [`${path}.json`, `${path}?format=json`, `${path}?format=html&format=xml`])
        expect(await site.get(other)).toEqual({ ...byFramework, status: 406 });
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
        expect((await site.get(path, {}, method)).status).toBe(404);
      const { body: _body, ...head } = await site.get(path, {}, "HEAD");
      expect(head).toEqual(said(await site.get(path)));
    },
  );
});

test("a token of frontend's that Signon knows no more looks like a bad code: the callback answers 400", async () => {
  const body = JSON.stringify({ token: bearerToken });
  await fetch(`${site.stack.signon.url}/__mock/revoke`, { method: "POST", body });
  const statuses = [];
  for (const path of ["/sign-in/callback?code=c&state=s", "/account", "/sign-out"])
    statuses.push((await site.get(path, { Referer: "/p" })).status);
  expect(statuses).toEqual([400, 503, 503]);
});

describe("GET /sign-out", () => {
  test.each([undefined, "abc", "abc$$message"])("with the session %j", async (session) => {
    const headers = session === undefined ? {} : { "GOVUK-Account-Session": session };
    const answer = await site.get("/sign-out?_ga=1", headers);
    const sentBack = session?.includes("$$") ? "abc" : null;
    const location = `${site.stack.oneLogin.url}/logout?_ga=1`;
    expect(said(answer)).toEqual({ ...notStored, location, ended: "1", session: sentBack });
    const [call, ...others] = site.called();
    expect([call?.line, others]).toEqual(["GET /api/oauth2/end-session", []]);
    expect(call?.headers.has("GOVUK-Account-Session")).toBe(false);
  });
});

test("GET /account/home is asked about each time, but may be kept", async () => {
  const answer = await site.get("/account/home");
  expect(said(answer)).toEqual({ ...redirect, cacheControl: "no-cache", location: yourServices });
});
