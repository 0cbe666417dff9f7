import { describe, expect, it } from "vitest";
import { accountHeaders, frontendAt, notStored, useAccountApi } from "./support.ts";

const authUri = "http://auth/provider?client_id=c&vtr=x";
const yourServices = "https://home.account.gov.uk";
const accountApi = useAccountApi({ auth_uri: authUri, state: "state" });

function get(path: string, headers: Record<string, string> = {}) {
  return frontendAt(accountApi.url).app.request(path, { headers });
}

describe("GET /account from a page of the website asks account-api to come back to it", () => {
  it.each([
    ["https://www.gov.uk/foo?a=1&b[]=2#frag", "%2Ffoo%3Fa%3D1%26b%5B%5D%3D2%23frag"],
    ["https://www.gov.uk/", "%2F"],
    ["https://www.gov.uk", ""],
    ["", ""],
    ["   ", ""],
    ["/rel", "%2Frel"],
    ["https://www.gov.uk/account", "%2Faccount"],
    ["https://www.gov.uk/\\evil.com", "%2F%5Cevil.com"],
    ["https://www.gov.uk/a b", "%2Fa+b"],
  ])("Referer %j", async (referer, encoded) => {
    const response = await get("/account", { Referer: referer });
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(authUri);
    expect(accountHeaders(response)).toEqual(notStored);
    expect(accountApi.asked.map(({ target }) => target)).toEqual([
      `/api/oauth2/sign-in?redirect_path=${encoded}&mfa=false`,
    ]);
  });
});

describe("GET /account from elsewhere leads to One Login's home, without asking account-api", () => {
  it.each([
    undefined,
    "https://www.gov.uk//evil.com",
    "//protocol-relative-path",
    "https://www.gov.uk.evil.com/x",
    "https://www.gov.uk@evil/x",
    "http://www.gov.uk/p",
    "HTTPS://WWW.GOV.UK/p",
    "https://example.com/p",
    "rel",
  ])("Referer %j", async (referer) => {
    const response = await get("/account", referer === undefined ? {} : { Referer: referer });
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(yourServices);
    expect(accountHeaders(response)).toEqual(notStored);
    expect(accountApi.asked).toEqual([]);
  });
});

describe("analytics", () => {
  it.each([
    ["/account?_ga=ga123", undefined, `${yourServices}?_ga=ga123`],
    ["/account?_ga=9", "/p", `${authUri}&_ga=9`],
    ["/account?cookie_consent=accept&_ga=9&x=1", "/p", `${authUri}&_ga=9&cookie_consent=accept`],
    ["/account?_ga=a%0d%0aX:%20y", undefined, `${yourServices}?_ga=aX: y`],
    ["/account/home?cookie_consent=accept&_ga=1", undefined, `${yourServices}?_ga=1&cookie_consent=accept`],
  ])("of %s are carried on", async (path, referer, location) => {
    const response = await get(path, referer === undefined ? {} : { Referer: referer });
    expect(response.headers.get("Location")).toBe(location);
  });
});

describe("the routes", () => {
  it.each(["/account", "/account/", "/sign-in/redirect"])("%s starts a sign-in", async (path) => {
    const response = await get(path, { Referer: "/p" });
    expect(response.headers.get("Location")).toBe(authUri);
  });

  it("start one even for somebody who is signed in", async () => {
    const response = await get("/account", { Referer: "/p", "GOVUK-Account-Session": "abc" });
    expect(response.headers.get("Location")).toBe(authUri);
    expect(accountApi.asked[0]?.headers.has("GOVUK-Account-Session")).toBe(false);
  });

  it("send /account/home to One Login, not to be reused without asking", async () => {
    const response = await get("/account/home");
    expect(response.status).toBe(302);
    expect(accountHeaders(response)).toEqual({ ...notStored, cacheControl: "no-cache" });
  });

  it("send /account/home where the options say", async () => {
    const { app } = frontendAt(accountApi.url, { oneLoginYourServicesUrl: "http://home.localhost" });
    expect((await app.request("/account/home")).headers.get("Location")).toBe("http://home.localhost");
  });

  it.each([
    "/account.json",
    "/sign-out.json",
    "/account/home.xml",
    "/sign-in/callback.json",
    "/account?format=json",
    "/sign-out?format=json",
  ])("refuse %s", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(406);
    expect(await response.text()).toBe("");
    expect(accountHeaders(response)).toEqual({ session: null, ended: null, cacheControl: null, vary: null });
  });

  it.each(["/account", "/sign-in/callback", "/sign-out", "/account/home"])(
    "have no POST %s",
    async (path) => {
      const response = await frontendAt(accountApi.url).app.request(path, { method: "POST" });
      expect(response.status).toBe(404);
    },
  );

  it("answer HEAD like GET", async () => {
    const response = await frontendAt(accountApi.url).app.request("/account", { method: "HEAD" });
    expect(response.status).toBe(302);
  });
});

describe("when account-api does not give a sign-in page", () => {
  it.each([
    [403, 403],
    [404, 404],
    [410, 410],
    [401, 503],
    [422, 503],
    [500, 503],
    [302, 503],
  ])("%i becomes an empty %i", async (status, expected) => {
    accountApi.answer({}, status);
    const response = await get("/account", { Referer: "/p" });
    expect(response.status).toBe(expected);
    expect(await response.text()).toBe("");
    expect(accountHeaders(response)).toEqual(notStored);
  });

  it.each([
    {},
    { auth_uri: 1 },
    { auth_uri: "javascript:alert(1)" },
    { auth_uri: "http://a/\r\nX: y" },
    null,
  ])("the unusable answer %j becomes 503", async (answer) => {
    accountApi.answer(answer);
    expect((await get("/account", { Referer: "/p" })).status).toBe(503);
  });
});
