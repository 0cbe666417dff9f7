import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { isProfileName, profileNames } from "../../../src/origin-mocks/one-login/index.ts";
import { startProfile } from "./profile-start.ts";
import { rows } from "./profile-table.ts";
import { getJson } from "./service.ts";
import { startSimulator } from "./simulator-support.ts";
import { baseUrl, redirectUri } from "./support.ts";

const profiles = profileNames.filter(isProfileName);
const cells = rows.flatMap((row) =>
  profiles.map((profile, index) => [row.what, profile, row, row.answers[index]] as const),
);

describe("the time line of the documentation", () => {
  it("has six profiles", () => {
    expect(profiles).toHaveLength(6);
  });

  it.each(cells)("%s, in %s", async (_what, profile, row, answer) => {
    expect(await row.ask(await startProfile(profile))).toEqual(answer);
  });
});

describe("what 2022 had besides, when it is asked for", () => {
  const start = (...variants2022: NonNullable<Parameters<typeof startProfile>[1]>["variants2022"] & {}) =>
    startProfile("sign-in-2022", { variants2022 });
  const scope = { scope: "openid email phone" };

  it("is nothing by default", async () => {
    const { info, browser, tokens } = await startProfile("sign-in-2022");
    expect(Object.keys(await info(scope)).slice(-2)).toEqual(["phone_number", "phone_number_verified"]);
    expect((await browser.signIn("amina", { scope: "openid" })).searchParams.has("nonce")).toBe(false);
    expect(decodeJwt((await tokens()).id_token).iss).toBe(`${baseUrl}/`);
  });

  it("may be userinfo in the names of that year", async () => {
    const { info } = await start("userinfo-names");
    expect(await info(scope)).toEqual({
      sub: expect.any(String),
      email: "amina@example.com",
      email_verified: true,
      phone: "07700900101",
      phone_verified: true,
      updated_at: Date.UTC(2022, 0, 1) / 1000,
    });
  });

  it("may be the nonce beside the code, and beside nothing else", async () => {
    const { browser, redirect } = await start("nonce-in-redirect");
    const back = await browser.signIn("amina", { scope: "openid", nonce: "n&1" });
    expect(back.href).toMatch(/\?code=[\w-]{43}&state=state-1&nonce=n%261$/);
    expect(await redirect({ prompt: "none" })).toBe(
      `${redirectUri}?error=login_required&error_description=Login%20required&state=state-1`,
    );
  });

  it("may be an issuer without a slash, the same in discovery, ID token and userinfo", async () => {
    const started = await start("issuer-without-slash");
    expect((await getJson(started, "/.well-known/openid-configuration")).issuer).toBe(baseUrl);
    expect(decodeJwt((await started.tokens()).id_token).iss).toBe(baseUrl);
    expect(await started.info(scope)).toMatchObject({ email: "amina@example.com" });
  });

  it("may be that no level of confidence is known, as before 27 June", async () => {
    const { redirect } = await start("no-identity-levels");
    for (const vtr of ['["Cl.Cm.P2"]', '["Cl.P0"]']) {
      expect(await redirect({ vtr })).toContain("Request%20vtr%20not%20valid");
    }
    expect(await redirect({ vtr: '["Cl.Cm"]' })).toBe("page");
  });

  it("is refused in other years, and comes by variable", async () => {
    await expect(startProfile("current", { variants2022: ["userinfo-names"] })).rejects.toThrow(
      "userinfo-names: only the profile sign-in-2022 has that, and this is current",
    );
    const variables = {
      DOCS_PROFILE: "sign-in-2022",
      VARIANTS_2022: "issuer-without-slash, nonce-in-redirect",
    };
    const started = await startSimulator(variables);
    expect((await getJson(started, "/.well-known/openid-configuration")).issuer).toBe(
      "http://localhost:3000",
    );
    await expect(startSimulator({ ...variables, VARIANTS_2022: "nonsense" })).rejects.toThrow(
      "VARIANTS_2022",
    );
  });
});
