import { describe, expect, it } from "vitest";
import { accountHeaders, frontendAt, notStored, startAccountApi, useAccountApi } from "./support.ts";

const callback = "/sign-in/callback?code=c&state=st";
const accountApi = useAccountApi({ govuk_account_session: "new-session", redirect_path: null });

function get(path: string, headers: Record<string, string> = {}) {
  return frontendAt(accountApi.url).app.request(path, { headers });
}

describe("a callback that account-api accepts", () => {
  it("starts a session and leads to the account", async () => {
    const response = await get(callback);
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe("https://www.gov.uk/account/home");
    expect(accountHeaders(response)).toEqual({ ...notStored, session: "new-session" });
  });

  it("was given code and state as they came", async () => {
    await get("/sign-in/callback?code=a%2Bb&state=s%3A1");
    expect(accountApi.asked).toHaveLength(1);
    expect(accountApi.asked[0]).toMatchObject({ method: "POST", target: "/api/oauth2/callback" });
    expect(JSON.parse(accountApi.asked[0]?.body ?? "")).toEqual({ code: "a+b", state: "s:1" });
  });

  const longPath = "/transition-check/results?c[]=import-wombats&c[]=practice-wizardry";
  it.each([
    [null, "", "/account/home"],
    [undefined, "", "/account/home"],
    ["", "", "/account/home"],
    ["  ", "", "/account/home"],
    ["/bank-holiday", "", "/bank-holiday"],
    [longPath, "", longPath],
    [null, "&cookie_consent=accept", "/account/home?cookie_consent=accept"],
    [null, "&_ga=1.2", "/account/home?_ga=1.2"],
    ["/p?x=1", "&_ga=1&cookie_consent=reject", "/p?x=1&_ga=1&cookie_consent=reject"],
    ["", "&_ga=&cookie_consent=", "/account/home?cookie_consent="],
    ["/p#frag", "&cookie_consent=accept", "/p#frag?cookie_consent=accept"],
    ["/\\evil.com", "", "/\\evil.com"],
    ["//evil.com", "", "//evil.com"],
    ["/é\ud800", "", "/%C3%A9%EF%BF%BD"],
  ])("for the path %j with %j leads to %s", async (redirect_path, query, path) => {
    accountApi.answer({ govuk_account_session: "new-session", redirect_path });
    const response = await get(`${callback}${query}`);
    expect(response.headers.get("Location")).toBe(`https://www.gov.uk${path}`);
    expect(response.headers.get("GOVUK-Account-Session")).toBe("new-session");
  });

  it("works with the fields of older answers", async () => {
    const legacy = { cookie_consent: null, feedback_consent: null, ga_client_id: "x" };
    accountApi.answer({ govuk_account_session: "new-session", redirect_path: "/p", ...legacy });
    const response = await get(callback);
    expect(response.headers.get("Location")).toBe("https://www.gov.uk/p");
  });

  it("drops the messages of the session before", async () => {
    const response = await get(callback, { "GOVUK-Account-Session": "old$$message" });
    expect(response.headers.get("GOVUK-Account-Session")).toBe("new-session");
  });
});

describe("a callback without what it needs", () => {
  it.each([
    "/sign-in/callback",
    "/sign-in/callback?state=st",
    "/sign-in/callback?code=c",
    "/sign-in/callback?code=&_ga=1",
    "/sign-in/callback?error=access_denied&state=st",
  ])("%s leads to the website root, without asking account-api", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe("https://www.gov.uk");
    expect(accountHeaders(response)).toEqual(notStored);
    expect(accountApi.asked).toEqual([]);
  });

  it.each(["code=&state=st", "code=c&state=", "code=&state="])(
    "%s is refused by the framework",
    async (query) => {
      const response = await get(`/sign-in/callback?${query}`);
      expect(response.status).toBe(400);
      expect(await response.text()).toBe("");
      expect(accountHeaders(response)).toEqual({
        session: null,
        ended: null,
        cacheControl: null,
        vary: null,
      });
      expect(accountApi.asked).toEqual([]);
    },
  );
});

describe("a callback that account-api does not accept", () => {
  it.each([
    [401, 400],
    [403, 403],
    [404, 404],
    [410, 410],
    [400, 503],
    [418, 503],
    [422, 503],
    [500, 503],
    [502, 503],
    [503, 503],
    [504, 503],
  ])("with %i becomes an empty %i", async (status, expected) => {
    accountApi.answer({}, status);
    const response = await get(callback);
    expect(response.status).toBe(expected);
    expect(await response.text()).toBe("");
    expect(accountHeaders(response)).toEqual(notStored);
  });

  it.each([
    {},
    { govuk_account_session: "a\r\nX: y", redirect_path: "/" },
    { govuk_account_session: "", redirect_path: "/" },
    { govuk_account_session: "abc", redirect_path: "@evil.com" },
    { govuk_account_session: "abc", redirect_path: ".evil.com/" },
    { govuk_account_session: "abc", redirect_path: "/p\r\nSet-Cookie: x" },
  ])("because the answer %j is unusable becomes 503, without a session", async (answer) => {
    accountApi.answer(answer);
    const response = await get(callback);
    expect(response.status).toBe(503);
    expect(accountHeaders(response)).toEqual(notStored);
  });

  it("because it cannot be reached becomes 503", async () => {
    const gone = await startAccountApi();
    await gone.close();
    const response = await frontendAt(gone.url).app.request(callback);
    expect(response.status).toBe(503);
    expect(accountHeaders(response)).toEqual(notStored);
  });

  it("because it takes too long becomes 503", async () => {
    const tooLong = async () => Promise.reject(new DOMException("too long", "TimeoutError"));
    const response = await frontendAt(accountApi.url, { fetch: tooLong }).app.request(callback);
    expect(response.status).toBe(503);
  });

  it("because its name does not resolve is an error of frontend", async () => {
    const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    const noName = async () => Promise.reject(new TypeError("fetch failed", { cause }));
    const response = await frontendAt(accountApi.url, { fetch: noName }).app.request(callback);
    expect(response.status).toBe(500);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });
});
