import { describe, expect, it } from "vitest";
import { z } from "zod";
import { getJson } from "./service.ts";
import { authorizePath, pendingId, type Query, startOneLogin } from "./support.ts";

const messagesSchema = z.array(
  z.object({ time: z.number(), way: z.string(), to: z.string(), code: z.string() }),
);

async function open(query: Query = {}) {
  const started = await startOneLogin();
  const request = pendingId(await (await started.browser.send(authorizePath(query))).text());
  const post = (path: string, form: Query) => started.browser.post(path, { request, ...form });
  const inbox = async (to = "") =>
    messagesSchema.parse(
      (await getJson(started, `/__mock/inbox${to && `?${new URLSearchParams({ to })}`}`)).messages,
    );
  return { ...started, request, post, inbox };
}
const amina = { email: "amina@example.com", password: "x" };
const number = "+447700900101";
const wrong = (code = "") => (code === "000000" ? "000001" : "000000");

describe("somebody with a phone", () => {
  it("gets a code by text message, which lets them in", async () => {
    const { post, inbox, browser, clock } = await open();
    const html = await (await post("/sign-in/email", amina)).text();
    expect(html).toContain("Check your phone");
    expect(html).toContain(number);
    expect(html).not.toContain("authenticator app");
    const messages = await inbox();
    expect(messages).toEqual([
      { time: clock.now(), way: "text message", to: number, code: expect.stringMatching(/^\d{6}$/) },
    ]);
    const code = messages[0]?.code ?? "";
    expect(html).not.toContain(code);
    const refused = await post("/security-code", { code: wrong(code) });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain("Enter the security code that was sent last");
    expect(browser.cookie).toBeUndefined();
    const back = await post("/security-code", { code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect(back.headers.get("Location")).toMatch(/\?code=[\w-]{43}&state=state-1$/);
  });

  it("can have another code, after which the first one is worth nothing", async () => {
    const { post, inbox } = await open();
    await post("/sign-in/email", amina);
    const again = await post("/security-code", { again: "yes" });
    expect([again.status, (await again.text()).includes("Check your phone")]).toEqual([200, true]);
    const [second, first] = await inbox(number);
    expect(first?.code).not.toBe(second?.code);
    expect((await post("/security-code", { code: first?.code })).status).toBe(400);
    expect((await post("/security-code", { code: second?.code })).status).toBe(302);
  });

  it("has fifteen minutes", async () => {
    for (const [seconds, status] of [
      [899, 302],
      [900, 400],
    ] as const) {
      const { post, inbox, clock } = await open();
      await post("/sign-in/email", amina);
      clock.advance(seconds);
      expect((await post("/security-code", { code: (await inbox())[0]?.code })).status).toBe(status);
    }
  });

  it("is not let in by the code of an authenticator app", async () => {
    const started = await open();
    await started.post("/sign-in/email", amina);
    const { authenticator } = await getJson(started, "/__mock/people/amina");
    const { code } = z.object({ code: z.string() }).parse(authenticator);
    expect((await started.post("/security-code", { code })).status).toBe(400);
  });
});

describe("a new account", () => {
  const ada = { name: "Ada", email: "ada@example.com", password: "x", phone: "07700 900 982" };

  it("is there once its email address is confirmed, and then asks for its second factor", async () => {
    const { post, inbox, app } = await open();
    const people = async () => (await app.request("/control")).text();
    await post("/create-account", ada);
    const [email] = await inbox();
    expect(email).toMatchObject({ way: "email", to: "ada@example.com" });
    expect((await post("/confirm-email", { code: wrong(email?.code) })).status).toBe(400);
    expect(await people()).not.toContain("ada@example.com");
    const page = await (await post("/confirm-email", { code: email?.code })).text();
    expect(page).toContain("+447700900982");
    expect(await people()).toContain("ada@example.com");
    const [message] = await inbox("+447700900982");
    expect((await post("/security-code", { code: email?.code })).status).toBe(
      message?.code === email?.code ? 302 : 400,
    );
    expect((await post("/security-code", { code: message?.code })).status).toBe(302);
  });

  it("is one account when the button is pressed twice", async () => {
    const { post, inbox, app } = await open({ vtr: '["Cl"]' });
    await post("/create-account", ada);
    const form = { code: (await inbox())[0]?.code };
    expect((await post("/confirm-email", form)).status).toBe(302);
    expect((await post("/confirm-email", form)).status).toBe(302);
    const html = await (await app.request("/control")).text();
    expect(html.match(/ada@example\.com/g)).toHaveLength(1);
  });

  it("cannot be confirmed by somebody who asked for none", async () => {
    const { post } = await open();
    expect((await post("/confirm-email", { code: "123456" })).status).toBe(400);
    await post("/sign-in/email", amina);
    expect((await post("/confirm-email", { again: "yes" })).status).toBe(400);
  });
});

describe("the inbox", () => {
  it("is the only place where a code stands", async () => {
    const { post, inbox, app } = await open();
    await post("/sign-in/email", amina);
    const code = (await inbox())[0]?.code ?? "";
    await post("/security-code", { code });
    expect(await (await app.request("/control/inbox")).text()).toContain(`<strong>${code}</strong>`);
    for (const path of ["/control", "/__mock/requests", "/__mock", "/control/people/amina"]) {
      expect(await (await app.request(path)).text()).not.toContain(code);
    }
  });

  it("is in Welsh for who reads Welsh, and can be emptied on the page and by the interface", async () => {
    const { post, inbox, app } = await open();
    const page = async () => (await app.request("/control/inbox", { headers: { Cookie: "lng=cy" } })).text();
    await post("/sign-in/email", amina);
    expect(await page()).toContain("neges destun");
    expect((await app.request("/control/inbox/clear", { method: "POST" })).status).toBe(303);
    expect(await page()).toContain("Nid oes dim wedi’i anfon.");
    await post("/security-code", { again: "yes" });
    expect(await inbox()).toHaveLength(1);
    expect((await app.request("/__mock/inbox", { method: "DELETE" })).status).toBe(204);
    expect(await inbox()).toEqual([]);
    await post("/security-code", { again: "yes" });
    await app.request("/__mock/reset", { method: "POST" });
    expect(await inbox()).toEqual([]);
  });

  it("is not for pages of other sites", async () => {
    const { app } = await open();
    const headers = { Origin: "https://evil.test" };
    expect((await app.request("/control/inbox", { headers })).status).toBe(403);
    expect((await app.request("/__mock/inbox", { headers })).status).toBe(403);
  });
});

describe("somebody's authenticator app", () => {
  it("is shown by the interface for tests: a secret, and the code that lets them in", async () => {
    const started = await open();
    await started.post("/sign-in/email", { email: "bryn@example.com", password: "x" });
    const { authenticator, person } = await getJson(started, "/__mock/people/bryn");
    expect(person).toMatchObject({ id: "bryn" });
    const { secret, code } = z.object({ secret: z.string(), code: z.string() }).parse(authenticator);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect((await started.post("/security-code", { code })).status).toBe(302);
    expect((await started.app.request("/__mock/people/nobody")).status).toBe(404);
  });
});
