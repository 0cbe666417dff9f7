import { decodeJwt } from "jose";
import { describe, expect, it, vi } from "vitest";
import { exchange, sendToken, userinfo } from "./service.ts";
import { authorizePath, client, startOneLogin } from "./support.ts";

const core = "https://vocab.account.gov.uk/v1/coreIdentityJWT" as const;

async function press(
  app: { request: typeof fetchLike },
  path: string,
  form: Record<string, string> = {},
  headers = {},
) {
  return app.request(path, { method: "POST", body: new URLSearchParams(form), headers });
}
declare function fetchLike(path: string, init?: RequestInit): Response | Promise<Response>;

describe("the control room", () => {
  it("shows people, clients, sessions and tokens, and no secret whole", async () => {
    const started = await startOneLogin();
    const tokens = await exchange(started, await started.browser.code());
    const html = await (await started.app.request("/control")).text();
    for (const text of [
      "Amina Example",
      "Check your bins",
      "authenticator app",
      "&quot;client_id&quot;: &quot;rp&quot;",
    ]) {
      expect(html).toContain(text);
    }
    expect(html).toContain(`${tokens.access_token.slice(0, 6)}… (${tokens.access_token.length})`);
    expect(html).not.toContain(tokens.access_token);
    expect(html).not.toContain(started.browser.cookie);
    expect(html).not.toContain(tokens.id_token);
  });

  it("shows tokens of each kind as they were signed, the newest first, until it is reset", async () => {
    const identity = { vtr: '["Cl.Cm.P2"]', claims: JSON.stringify({ userinfo: { [core]: null } }) };
    const clients = [
      client({ Claims: [core], ClientLoCs: ["P2"], IdentityVerificationSupported: true }),
      client({ ClientID: "told", BackChannelLogoutUri: "https://www.rp.test/out" }),
    ];
    const fetch = async () => new Response();
    const started = await startOneLogin({ clients, approval: "auto", fetch });
    const { access_token } = await exchange(started, await started.browser.code("amina", identity));
    await userinfo(started, access_token);
    await started.browser.send(authorizePath({ client_id: "told" }));
    await started.browser.send("/logout");
    const kinds = async () => {
      const html = await (await started.app.request("/control")).text();
      return [...html.matchAll(/<code>(\w+(?:_token|JWT))<\/code>/g)].map(([, kind]) => kind);
    };
    await vi.waitFor(async () =>
      expect(await kinds()).toEqual(["logout_token", "coreIdentityJWT", "id_token", "access_token"]),
    );
    await press(started.app, "/control/reset");
    expect(await kinds()).toEqual([]);
  });

  it("hides in the tokens it shows what it hides in the tokens that came along", async () => {
    const started = await startOneLogin({ approval: "auto" });
    const tokens = await exchange(started, await started.browser.code("amina", { nonce: "nonce-of-mine" }));
    const html = await (await started.app.request("/control")).text();
    expect(html).not.toContain("nonce-of-mine");
    expect(html).not.toContain(decodeJwt(tokens.access_token).jti);
    expect(html).toContain("(not shown)");
  });

  it.each([
    [{ redirect_uri: "https://elsewhere.test/" }, "replace-the-placeholder-values-in-your-example"],
    [{ request: "garbage" }, "secure-your-authorisation-request-parameters-with-jwt"],
    [{ prompt: "none" }, "error-handling-for-make-a-request-to-the-authorize-endpoint"],
  ])("leads from %j to the section that explains it", async (query, anchor) => {
    const { app } = await startOneLogin();
    await app.request(authorizePath(query));
    const html = await (await app.request("/control")).text();
    expect(html).toContain(`authenticate-your-user/#${anchor}"`);
  });

  it("leads from a wrong assertion, and from another wrong token request, to their sections", async () => {
    const started = await startOneLogin();
    await sendToken(started, { code: "x", client_assertion: "e30.e30.x" });
    await sendToken(started, { code: "never-issued" });
    const html = await (await started.app.request("/control")).text();
    expect(html).toContain("/#create-a-jwt-assertion");
    expect(html).toContain("/#error-handling-for-make-a-token-request");
  });

  it("tells which check a request failed, though the answer does not, and where to read about it", async () => {
    const started = await startOneLogin({
      clients: [client({ RedirectUrls: ["https://www.rp.test/other"] })],
    });
    await started.app.request(authorizePath({ state: "a-secret-state" }));
    await sendToken(started, { code: "never-issued" });
    await started.app.request("/userinfo");
    const html = await (await started.app.request("/control")).text();
    expect(html).toContain("redirect_uri is not registered");
    expect(html).toContain("the code is not known, was used, or has expired");
    expect(html).toContain("there is no Authorization header");
    expect(html).toContain('href="https://docs.sign-in.service.gov.uk/');
    expect(html).not.toContain("a-secret-state");
    const { requests } = JSON.parse(await (await started.app.request("/__mock/requests")).text());
    expect(requests[1]).toMatchObject({ path: "/token", clientId: "rp" });
    expect(requests[1].parameters).toContain("client_assertion");
    expect(requests[2]).toMatchObject({
      path: "/authorize",
      clientId: "rp",
      status: 400,
      failed: "redirect_uri is not registered",
    });
  });

  it("shows no value of what is JSON and is sent as a form", async () => {
    const { app } = await startOneLogin();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    await app.request("/token", { method: "POST", headers, body: '{"client_secret":"a-secret"}' });
    const html = await (await app.request("/control")).text();
    expect(html).toContain("<code>…</code>");
    expect(html).not.toContain("a-secret");
  });

  it("orders a fault for the next answers only", async () => {
    const { app } = await startOneLogin({ approval: "auto" });
    const ordered = await press(app, "/control/faults", { fault: "authorise LOGIN_REQUIRED", times: "1" });
    expect(ordered.status).toBe(303);
    expect(await (await app.request("/control")).text()).toContain("LOGIN_REQUIRED");
    expect((await app.request(authorizePath())).headers.get("Location")).toContain("error=login_required");
    expect((await app.request(authorizePath())).headers.get("Location")).toContain("code=");
    const wrong = await press(app, "/control/faults", { fault: "authorise NONSENSE" });
    expect([wrong.status, await wrong.text()]).toEqual([
      400,
      expect.stringContaining('<a href="#fault">Select a fault from the list</a>'),
    ]);
    const times = await press(app, "/control/faults", { fault: "network SLOW", times: "often" });
    expect(await times.text()).toContain('<a href="#times">Enter a whole number from 1, or nothing</a>');
  });

  it("orders a fault for one client", async () => {
    const clients = [client(), client({ ClientID: "other" })];
    const { app } = await startOneLogin({ approval: "auto", clients });
    await press(app, "/control/faults", { fault: "authorise ACCESS_DENIED", times: "", clientId: "other" });
    expect((await app.request(authorizePath())).headers.get("Location")).toContain("code=");
    const other = await app.request(authorizePath({ client_id: "other" }));
    expect(other.headers.get("Location")).toContain("error=access_denied");
  });

  it("moves the clock, within reason", async () => {
    const { app, clock } = await startOneLogin();
    const before = clock.now();
    expect((await press(app, "/control/clock", { seconds: "-90" })).status).toBe(303);
    expect(clock.now() - before).toBe(-90_000);
    for (const seconds of ["", "soon", "1e9", "99999999999999", "999999999999"]) {
      const wrong = await press(app, "/control/clock", { seconds });
      expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('href="#seconds"')]);
    }
    expect(clock.now() - before).toBe(-90_000);
  });

  it("says what was done, and nothing that only a link says", async () => {
    const { app } = await startOneLogin();
    const shown = async (query: string) => (await app.request(`/control?${query}`)).text();
    expect(await shown("done=doneKeys")).toContain("The keys have changed.");
    for (const query of ["done=Call+this+number", "done=title", "done=constructor"]) {
      expect(await shown(query)).not.toContain('role="status"');
    }
  });

  it("signs out everywhere, changes keys and starts again", async () => {
    const { app, browser } = await startOneLogin();
    await browser.signIn();
    await press(app, "/control/people/amina/sign-out");
    expect((await browser.send(authorizePath())).status).toBe(200);
    await press(app, "/control/keys/tokens/publish");
    expect(JSON.parse(await (await app.request("/.well-known/jwks.json")).text()).keys).toHaveLength(4);
    await press(app, "/control/reset");
    expect(JSON.parse(await (await app.request("/.well-known/jwks.json")).text()).keys).toHaveLength(2);
  });

  it("is not for pages of other sites, nor for who comes through an edge", async () => {
    const { app } = await startOneLogin();
    const headers = { Origin: "https://evil.test" };
    expect((await press(app, "/control/reset", {}, headers)).status).toBe(403);
    expect((await app.request("/control", { headers: { Via: "1.1 edge" } })).status).toBe(404);
    expect((await app.request("/__mock/faults", { method: "POST", body: "{}", headers })).status).toBe(403);
  });
});
