import { exportPKCS8, exportSPKI, generateKeyPair } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSignon } from "../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";
import { listen } from "../origin-mocks/email-alert-api/support.ts";
import { endLeftovers, folderWith, run, start, startOrigin } from "./support.ts";

let signon: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  signon = await listen(createSignon({ world: loadWorld() }).app);
});
afterAll(async () => {
  endLeftovers();
  await signon.close();
});

/** account-api on a free port, and where it is. */
async function startAlone(...args: string[]) {
  const running = start(["account-api", "--port", "0", ...args]);
  const [, url = ""] = await running.printed(/listens on (http:\S+)[\s\S]*Ctrl-C/);
  return { ...running, url };
}

const token = { Authorization: "Bearer mock-token-frontend-to-account-api" };
const json = async (url: string, init?: RequestInit) => JSON.parse(await (await fetch(url, init)).text());
const callback = (url: string, fields: object, headers = {}) =>
  json(`${url}/api/oauth2/callback`, {
    method: "POST",
    body: JSON.stringify(fields),
    headers: { "Content-Type": "application/json", ...headers },
  });

describe("govuk-edge account-api", () => {
  test.concurrent("has a help with examples", async () => {
    const { code, stdout } = await run(["account-api", "--help"]);
    const expected = expect.stringMatching(/Examples:\n {2}\$ govuk-edge account-api[\s\S]*What next:/);
    expect([code, stdout]).toEqual([0, expected]);
  });

  test.concurrent("refuses what it cannot take, and says where it came from", async () => {
    const variables = { GOVUK_EDGE_EMAIL_ALERT_API_URL: "nowhere" };
    const args = ["--port", "70000", "--mode", "better", "--auth", "none", "--provider-url", "x"];
    const { code, stderr } = await run(["account-api", ...args], { variables });
    expect(code).toBe(2);
    for (const text of [
      "port is 70000 (from flag --port)",
      'emailAlertApiUrl is "nowhere" (from variable GOVUK_EDGE_EMAIL_ALERT_API_URL)',
      "Expected faithful or corrected",
      "Expected signon, mock or mock-invalid",
      "Expected the issuer's URL",
    ]) {
      expect(stderr).toContain(text);
    }
  });

  test.concurrent("wants a key or a secret for a provider, and never repeats what was given for a key", async () => {
    const provider = ["account-api", "--port", "0", "--provider-url", "http://localhost:3000/"];
    const none = await run(provider);
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining("--private-key or --client-secret"),
    ]);
    const pasted = await run([...provider, "--private-key", "-----BEGIN PRIVATE KEY----- MIIsecret"]);
    expect([pasted.code, pasted.stderr]).toEqual([2, expect.stringContaining("cannot be read (ENOENT)")]);
    expect(pasted.stderr).not.toContain("MIIsecret");
    const folder = await folderWith({ "key.pem": "MIIsecret" });
    const noKey = await run([...provider, "--private-key", "key.pem"], { folder: folder.path });
    await folder.remove();
    expect([noKey.code, noKey.stderr]).toEqual([2, expect.stringContaining("holds no RSA key")]);
    expect(noKey.stderr).not.toContain("MIIsecret");
  });

  test.concurrent("says what its world lacks, and which port is taken", async () => {
    const { people } = loadWorld();
    const world = JSON.stringify({ people, applications: [], apiUsers: [], pages: [] });
    const folder = await folderWith({ "world.json": world });
    const lacking = await run(["account-api", "--world", "world.json"], { folder: folder.path });
    await folder.remove();
    expect([lacking.code, lacking.stderr]).toEqual([2, expect.stringMatching(/world of the mocks has no/)]);
    const origin = await startOrigin();
    const taken = await run(["account-api", "--port", String(origin.port)]);
    await origin.close();
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining(`Port ${origin.port} is taken`)]);
  });

  test.concurrent("alone, it lets in whoever comes back, and asks Signon who calls", async () => {
    const { url, stop } = await startAlone(
      "--signon-url",
      signon.url,
      "--website-root",
      "http://localhost:9080",
    );
    expect((await fetch(`${url}/api/oauth2/sign-in`)).status).toBe(401);
    const { auth_uri, state } = await json(`${url}/api/oauth2/sign-in`, { headers: token });
    expect(auth_uri).toBe(`http://localhost:9080/sign-in/callback?state=${state}&code=without-mfa`);
    const { govuk_account_session: session } = await callback(url, { state, code: "with-mfa" }, token);
    const headers = { ...token, "GOVUK-Account-Session": session };
    expect(await json(`${url}/api/user`, { headers })).toMatchObject({ id: "1", email: "email@example.com" });
    const { code, stderr, stdout } = await stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`What it knows is at ${url}/__mock`);
  });

  test.concurrent("in mock mode every caller is taken, and the mode is as it was told", async () => {
    const { url, stop } = await startAlone("--auth", "mock", "--mode", "corrected");
    expect((await fetch(`${url}/api/oauth2/end-session`)).status).toBe(200);
    expect(await json(`${url}/__mock`)).toMatchObject({ mock: "account-api", mode: "corrected" });
    await stop();
  });
});

test.concurrent("beside One Login alone, with a key of its own, it signs somebody in", async () => {
  const key = await generateKeyPair("RS512", { extractable: true });
  const folder = await folderWith({ "key.pem": await exportPKCS8(key.privateKey) });
  const websiteRoot = "http://localhost:9080";
  const oneLogin = start(["one-login", "--port", "0"], {
    variables: {
      CLIENT_ID: "me",
      PUBLIC_KEY: await exportSPKI(key.publicKey),
      REDIRECT_URLS: `${websiteRoot}/sign-in/callback`,
      CLIENT_LOCS: "P0",
    },
  });
  const [, issuer = ""] = await oneLogin.printed(/listens at (http:\/\/localhost:\d+)[\s\S]*Ctrl-C/);
  const provider = ["--provider-url", `${issuer}/`, "--client-id", "me", "--scope", "openid email"];
  const { url, stop } = await startAlone(
    "--auth",
    "mock",
    ...provider,
    "--private-key",
    `${folder.path}/key.pem`,
  );
  const { auth_uri, state } = await json(`${url}/api/oauth2/sign-in`);
  const back = await fetch(auth_uri, { redirect: "manual" });
  const code = new URL(back.headers.get("Location") ?? "").searchParams.get("code");
  const { govuk_account_session: session } = await callback(url, { state, code });
  const user = await json(`${url}/api/user`, { headers: { "GOVUK-Account-Session": session } });
  expect(user).toMatchObject({ id: "1", email: expect.stringContaining("@"), email_verified: true });
  await Promise.all([stop(), oneLogin.stop(), folder.remove()]);
});
