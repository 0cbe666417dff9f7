import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertionType, authorizePath, redirectUri, startOneLogin } from "./support.ts";

const { app, browser } = await startOneLogin();
await browser.signIn();

/** Values that get past the first checks as well as values that do not. */
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.base64String(),
  fc.constantFrom(
    "",
    "rp",
    "code",
    "openid",
    redirectUri,
    "none",
    "-1",
    "0",
    "e30.e30.x",
    "[[]]",
    '["Cl"]',
    "S256",
  ),
  fc.constantFrom("x".repeat(20_000), "😀", "\u0000", "%", "9".repeat(400), '{"userinfo":{"__proto__":1}}'),
);
const name = fc.oneof(
  fc.constantFrom("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "vtr", "claims"),
  fc.constantFrom(
    "prompt",
    "max_age",
    "response_mode",
    "request",
    "request_uri",
    "code_challenge",
    "channel",
  ),
  fc.constantFrom(
    "code_challenge_method",
    "login_hint",
    "grant_type",
    "code",
    "client_assertion",
    "id_token_hint",
  ),
  fc.constantFrom(
    "client_assertion_type",
    "client_secret",
    "code_verifier",
    "post_logout_redirect_uri",
    "person",
  ),
  fc.string(),
);
const parameters = fc.array(fc.tuple(name, value), { maxLength: 12 });

describe("garbage", () => {
  it("never makes /authorize fail", async () => {
    await fc.assert(
      fc.asyncProperty(parameters, fc.boolean(), async (entries, signedIn) => {
        const path = `${authorizePath()}&${new URLSearchParams(entries)}`;
        const response = signedIn ? await browser.send(path) : await app.request(path);
        expect([200, 302, 400]).toContain(response.status);
      }),
      { numRuns: 250 },
    );
  });

  it("never makes a raw query string fail", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.constantFrom("authorize", "logout"),
        async (query, path) => {
          const response = await app.request(`http://one-login.test/${path}?${query}`);
          expect([200, 302, 400]).toContain(response.status);
        },
      ),
    );
  });

  it("never makes /token, /logout or /sign-in fail, as a form or as JSON", async () => {
    const usual = {
      grant_type: "authorization_code",
      redirect_uri: redirectUri,
      code: "x",
      client_assertion_type: assertionType,
    };
    const bodies = parameters.chain((entries) => {
      const all: [string, string][] = [...Object.entries(usual), ...entries];
      return fc.constantFrom<[string, string]>(
        ["application/x-www-form-urlencoded", new URLSearchParams(all).toString()],
        ["application/json", JSON.stringify(Object.fromEntries(all))],
      );
    });
    const raw = fc.tuple(
      fc.constantFrom("application/json", "text/plain", "a/b; c=d"),
      fc.oneof(fc.json(), fc.string()),
    );
    const path = fc.constantFrom("/token", "/logout", "/sign-in", "/authorize");
    await fc.assert(
      fc.asyncProperty(path, fc.oneof(bodies, raw), async (to, [type, body]) => {
        const headers = { "Content-Type": type };
        const response = await app.request(to, { method: "POST", headers, body });
        expect([200, 302, 400, 401]).toContain(response.status);
      }),
      { numRuns: 250 },
    );
  });

  it("never makes a garbage assertion or bearer token fail", async () => {
    const part = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString("base64url")),
    );
    const header = fc.constantFrom("RS256", "PS512", "none").map((alg) => btoa(JSON.stringify({ alg })));
    const token = fc.tuple(fc.oneof(header, part), part, part).map((parts) => parts.join("."));
    await fc.assert(
      fc.asyncProperty(token, async (text) => {
        const body = new URLSearchParams({ grant_type: "authorization_code", redirect_uri: "x", code: "x" });
        body.set("client_assertion_type", assertionType);
        body.set("client_assertion", text);
        const exchanged = await app.request("/token", { method: "POST", body });
        expect([400, 401]).toContain(exchanged.status);
        const Authorization = `Bearer ${text.replaceAll(/[^\x21-\x7e]/g, "x")}`;
        expect((await app.request("/userinfo", { headers: { Authorization } })).status).toBe(401);
      }),
    );
  });
});
