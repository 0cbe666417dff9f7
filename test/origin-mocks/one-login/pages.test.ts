import { describe, expect, it } from "vitest";
import { authorizePath, Browser, client, pendingId, type Query, startOneLogin } from "./support.ts";

async function open(query: Query = {}) {
  const started = await startOneLogin();
  const html = await (await started.browser.send(authorizePath(query))).text();
  return { ...started, html, request: pendingId(html) };
}

const shownCode = (html: string) => /<strong>(\d{6})<\/strong>/.exec(html)?.[1] ?? "";

describe("creating an account", () => {
  const form = { name: "Ada Example", email: "ada@example.com", password: "x" };

  it("asks for a security code, and then signs in somebody who can come again", async () => {
    const { app, browser, request } = await open();
    const link = await (await browser.send(`/create-account?request=${request}`)).text();
    expect(link).toContain('<h1 class="govuk-heading-l">Create your GOV.UK One Login</h1>');
    const emailPage = await (await browser.post("/create-account", { request, ...form })).text();
    expect(emailPage).toContain("Check your email");
    const sent = await (await app.request("/control/inbox")).text();
    const confirmed = await browser.post("/confirm-email", { request, code: shownCode(sent) });
    const codePage = await confirmed.text();
    expect(codePage).toContain("Enter the 6 digit security code");
    expect(browser.cookie).toBeUndefined();
    const back = await browser.post("/security-code", { request, code: shownCode(codePage) });
    expect(back.headers.get("Location")).toMatch(/\?code=[\w-]{43}&state=state-1$/);
    expect(await (await browser.send("/your-services")).text()).toContain("Ada Example");
    const other = new Browser(app);
    expect(await (await other.send(authorizePath())).text()).toContain("ada@example.com");
    expect((await app.request("/__mock/reset", { method: "POST" })).status).toBe(204);
    expect(await (await other.send(authorizePath())).text()).not.toContain("ada@example.com");
  });

  it.each<[string, Query, string]>([
    ["no name", { name: " " }, "Enter your full name"],
    ["no email address", { email: "ada" }, "Enter an email address in the correct format"],
    ["somebody else's email address", { email: "AMINA@example.com" }, "has a GOV.UK One Login already"],
    ["no phone number", { phone: "0800" }, "Enter a phone number"],
    ["no password", { password: "" }, "Enter your password"],
  ])(
    "asks again with %s, keeps what was typed but the password, and links to the field",
    async (_what, wrong, message) => {
      const { browser, request } = await open();
      const response = await browser.post("/create-account", { request, ...form, ...wrong });
      const html = await response.text();
      expect(response.status).toBe(400);
      expect(html).toContain("<title>Error: ");
      expect(html).toMatch(new RegExp(`<a href="#${Object.keys(wrong)[0]}">[^<]*${message}`));
      expect(html).not.toContain('value="x"');
    },
  );
});

describe("signing in step by step", () => {
  const amina = { email: "Amina@example.com", password: "x" };
  const bryn = { email: "bryn@example.com", password: "x" };

  it("needs no code where a password is enough", async () => {
    const { browser, request } = await open({ vtr: '["Cl"]' });
    const back = await browser.post("/sign-in/email", { request, ...amina });
    expect(back.headers.get("Location")).toContain("?code=");
    // A service that asks for a second factor afterwards does not get by with that.
    expect((await browser.send(authorizePath())).status).toBe(200);
  });

  it("takes the code that is valid now or was just before, and no other", async () => {
    const { browser, request, clock } = await open();
    const code = shownCode(await (await browser.post("/sign-in/email", { request, ...bryn })).text());
    clock.advance(60);
    const late = await browser.post("/security-code", { request, code });
    const html = await late.text();
    expect([late.status, html.includes("Enter the security code that is valid now")]).toEqual([400, true]);
    const right = shownCode(html);
    clock.advance(30);
    const back = await browser.post("/security-code", {
      request,
      code: `${right.slice(0, 3)} ${right.slice(3)}`,
    });
    expect(back.status).toBe(302);
  });

  it("asks for the email address first, and says when nobody has it", async () => {
    const { browser, request } = await open();
    const early = await browser.post("/security-code", { request, code: "123456" });
    expect([early.status, await early.text()]).toEqual([
      400,
      expect.stringContaining("Enter your email and password"),
    ]);
    const unknown = await browser.post("/sign-in/email", { request, email: "x@example.com", password: "x" });
    expect(await unknown.text()).toContain("No GOV.UK One Login has this email address");
  });

  it("gives codes that an authenticator app gives as well (RFC 6238)", async () => {
    const { codeAt, secretOf } = await import("../../../src/origin-mocks/one-login/totp.ts");
    const { createHmac } = await import("node:crypto");
    const secret = await secretOf("amina");
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(59n / 30n);
    const mac = createHmac("sha1", key).update(counter).digest();
    const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
    expect(await codeAt("amina", 59)).toBe(String(number % 1e6).padStart(6, "0"));
  });
});

describe("the language", () => {
  it("is Welsh when the service asks for it, and is remembered", async () => {
    const { app } = await startOneLogin();
    const response = await app.request(authorizePath({ ui_locales: "fr cy-GB en" }));
    const html = await response.text();
    expect(html).toContain('<html lang="cy"');
    expect(html).toContain("Fel pwy ydych chi eisiau mewngofnodi?");
    expect(html).toContain("Neidio i’r prif gynnwys");
    const cookie = response.headers.getSetCookie().find((set) => set.startsWith("lng=cy;"));
    expect(cookie).toContain("Max-Age=31536000");
    const again = await app.request(authorizePath(), { headers: { Cookie: "lng=cy" } });
    expect(await again.text()).toContain('<html lang="cy"');
  });

  it("can be chosen on the page, and is English for a language that there is not", async () => {
    const { browser, request, html } = await open({ ui_locales: "fr" });
    expect(html).toContain('<html lang="en"');
    const chosen = await (await browser.send(`/sign-in?request=${request}&lng=cy`)).text();
    expect(chosen).toContain("Creu eich GOV.UK One Login neu fewngofnodi");
  });
});

describe("every page", () => {
  it.each(["/", "/your-services", "/control", "/control/clients", authorizePath(), "/sign-in?request=x"])(
    "such as %s forbids scripts, frames and foreign content",
    async (path) => {
      const { app } = await startOneLogin();
      const response = await app.request(path, { headers: { Accept: "text/html" } });
      const policy = response.headers.get("Content-Security-Policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("script-src");
      expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(await response.text()).not.toMatch(/<script|style="| on\w+="/);
    },
  );
});

describe("without pages", () => {
  it("the person that login_hint names signs in, or else the first", async () => {
    const { app, browser } = await startOneLogin({ approval: "auto" });
    const who = async () =>
      (await (await browser.send("/your-services")).text()).match(/<strong>(.*?)</)?.[1];
    await browser.send(authorizePath({ login_hint: "BRYN@example.com" }));
    expect(await who()).toBe("Bryn Sampl");
    await browser.send(authorizePath({ login_hint: "chidi" }));
    expect(await who()).toBe("Chidi Specimen");
    expect((await app.request(authorizePath({ prompt: "none" }))).headers.get("Location")).toContain("code=");
  });
});

describe("a client with a landing page and no nonce", () => {
  it("may be any third-party platform that sends raw JSON in the query", async () => {
    const { app } = await startOneLogin({
      clients: [client({ PermitMissingNonce: true })],
      approval: "auto",
    });
    const path = authorizePath({ nonce: undefined });
    const response = await app.request(`${path}&vtr=["Cl.Cm"]&claims={"userinfo":{}}`);
    expect(response.headers.get("Location")).toContain("?code=");
  });
});
