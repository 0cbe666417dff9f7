import fc from "fast-check";
import { CompactSign } from "jose";
import { describe, expect, it } from "vitest";
import { exchange } from "./service.ts";
import { callback, startSimulator } from "./simulator-support.ts";
import { authorizePath, baseUrl, client, redirectUri, signingKey, startOneLogin } from "./support.ts";

const clients = [client({ IdentityVerificationSupported: true, ClientLoCs: ["P2"] })];
const pages = await startOneLogin({ clients, profile: "sign-in-2022" });
const current = await startOneLogin({ clients });
const simulator = await startSimulator({ INTERACTIVE_MODE: "true" });
const automatic = await startOneLogin({ clients, approval: "auto" });
const key = await signingKey("RS256");
const { id_token: hint } = await exchange(current, await current.browser.code());

/** Attempts to lead the browser elsewhere. */
const elsewhere = [
  "https://evil.test/",
  "//evil.test",
  "https://evil.test/?x=1#y",
  `${redirectUri}.evil.test/`,
];

const attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
const text = fc.oneof(
  fc.constantFrom(...elsewhere),
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.constantFrom(
    attack,
    `https://evil.test/${attack}`,
    "//evil.test",
    "javascript:alert(1)",
    "\r\nSet-Cookie: a=b",
    "\u0000",
    "[object Object]",
  ),
  fc.constantFrom(
    "openid",
    "rp",
    "code",
    redirectUri,
    callback,
    '["Cl.Cm.P2"]',
    "login",
    "-1",
    "{}",
    "null",
    "cy",
  ),
);

/** Where a redirect may lead: to a registered address, or to a page of ours. */
const allowed = [
  redirectUri,
  callback,
  "https://signin.account.gov.uk/signed-out",
  "https://gov.uk",
  "/control",
];

async function judge(response: Response): Promise<void> {
  expect(response.status).toBeLessThan(500);
  const location = response.headers.get("Location");
  if (location !== null) {
    const isAllowed = (place: string) =>
      location === place || [..."?#&"].some((join) => location.startsWith(place + join));
    expect(allowed.filter(isAllowed)).not.toEqual([]);
    expect(location).not.toMatch(/[\r\n]|^https?:\/\/[^/?#]*evil/);
  }
  const body = await response.text();
  // JSON and plain text are not read as HTML: nosniff forbids it.
  const isHtml = response.headers.get("Content-Type")?.includes("text/html") ?? false;
  expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  if (isHtml) expect(body).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
}

const names = {
  authorize:
    "client_id redirect_uri response_type scope state nonce vtr claims prompt max_age response_mode ui_locales request request_uri code_challenge code_challenge_method login_hint id_token_hint channel",
  logout: "id_token_hint post_logout_redirect_uri state",
  forms:
    "request person name email password code outcome codes lng authCode authRequestParams state sub fault times client",
};
const parameters = (list: string) =>
  fc.array(
    fc.tuple(
      fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...list.split(" ")) }, { weight: 1, arbitrary: text }),
      text,
    ),
    {
      maxLength: 6,
    },
  );

describe("whatever is sent", () => {
  it("to /authorize is answered as documented, in each profile, by GET and by POST", async () => {
    await fc.assert(
      fc.asyncProperty(
        parameters(names.authorize),
        fc.constantFrom(pages, current, simulator, automatic),
        fc.boolean(),
        async (changes, { app }, isForm) => {
          const query = new URLSearchParams(authorizePath().split("?")[1]);
          for (const [name, value] of changes) query.set(name, value);
          const response = isForm
            ? await app.request("/authorize", { method: "POST", body: query })
            : await app.request(`/authorize?${query}`);
          // A gateway error was the documented answer in 2022.
          if (response.status === 502)
            expect(await response.text()).toBe('{"message": "Internal server error"}');
          else await judge(response);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("in a signed request object is answered as documented", async () => {
    const claims = fc.dictionary(
      fc.constantFrom(...names.authorize.split(" "), "aud", "iss", "exp", "nbf"),
      fc.oneof(text, fc.jsonValue()),
      { maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(claims, async (changes) => {
        const usual = {
          aud: `${baseUrl}/authorize`,
          iss: "rp",
          client_id: "rp",
          response_type: "code",
          redirect_uri: redirectUri,
          scope: "openid",
          state: "s",
          nonce: "n",
        };
        const bytes = new TextEncoder().encode(JSON.stringify({ ...usual, ...changes }));
        const request = await new CompactSign(bytes).setProtectedHeader({ alg: "RS256" }).sign(key);
        const query = new URLSearchParams({
          client_id: "rp",
          response_type: "code",
          scope: "openid",
          request,
        });
        await judge(await automatic.app.request(`/authorize?${query}`));
      }),
      { numRuns: 150 },
    );
  });

  it("to /logout leads to a registered address or the default page", async () => {
    await fc.assert(
      fc.asyncProperty(
        parameters(names.logout),
        fc.constantFrom(pages, current, simulator),
        async (entries, { app }) => {
          const query = new URLSearchParams({ id_token_hint: hint });
          for (const [name, value] of entries) query.set(name, value);
          await judge(await app.request(`/logout?${query}`));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("to a form is answered with a page or sent back", async () => {
    const html = await (await current.app.request(authorizePath())).text();
    const request = /name="request" value="([^"]*)"/.exec(html)?.[1] ?? "";
    const path = fc.constantFrom(
      "/sign-in",
      "/sign-in/email",
      "/create-account",
      "/confirm-email",
      "/security-code",
      "/share",
      "/prove-identity",
      "/form-submit",
      "/control/faults",
      "/control/clients",
      "/control/people/bryn/email",
    );
    await fc.assert(
      fc.asyncProperty(path, parameters(names.forms), fc.boolean(), async (to, entries, isKnown) => {
        const body = new URLSearchParams([...entries, ...(isKnown ? [["request", request]] : [])]);
        await judge(await current.app.request(to, { method: "POST", body }));
      }),
      { numRuns: 250 },
    );
  });

  it("to /config, /connect/register and the interface for tests is taken or refused by name", async () => {
    const object = fc.dictionary(
      fc.constantFrom(
        "clientConfiguration",
        "responseConfiguration",
        "errorConfiguration",
        "simulatorUrl",
        "redirect_uris",
        "client_name",
        "public_key",
        "kind",
        "name",
        "email",
        "returnCodes",
      ),
      fc.oneof(
        fc.jsonValue(),
        text,
        fc.dictionary(
          fc.constantFrom("clientId", "scopes", "sub", "returnCodes", "idTokenErrors"),
          fc.jsonValue(),
        ),
      ),
    );
    const path = fc.constantFrom<[string, string]>(
      ["POST", "/config"],
      ["POST", "/connect/register"],
      ["POST", "/__mock/faults"],
      ["PUT", "/__mock/people/bryn"],
      ["POST", "/__mock/people/bryn/email"],
      ["PUT", "/__mock/clients/another"],
    );
    const throwaway = await startOneLogin({ clients, profile: "sign-in-2022" });
    await fc.assert(
      fc.asyncProperty(path, fc.oneof(object, fc.jsonValue(), fc.string()), async ([method, to], body) => {
        const response = await throwaway.app.request(to, { method, body: JSON.stringify(body) });
        expect([200, 400]).toContain(response.status);
      }),
      { numRuns: 200 },
    );
  });

  it("in the headers of a request is harmless", async () => {
    const header = fc.string().map((value) => value.replaceAll(/[^\x20-\x7e]/g, "x"));
    await fc.assert(
      fc.asyncProperty(header, header, header, async (Authorization, Cookie, faults) => {
        const headers = {
          Authorization,
          Cookie: `gs=${Cookie}; lng=${Cookie}; bsid=${Cookie}; mock-person=${Cookie}`,
          "Mock-Faults": `INVALID_ISS,${faults}`,
        };
        for (const path of ["/userinfo", authorizePath(), "/your-services"]) {
          await judge(await current.app.request(path, { headers }));
        }
      }),
      { numRuns: 100 },
    );
  });
});
