import { SignJWT } from "jose";
import { describe, expect, it, vi } from "vitest";
import { clientTexts } from "../../../src/origin-mocks/one-login/client-texts.ts";
import { codeTextsOf } from "../../../src/origin-mocks/one-login/code-texts.ts";
import { controlRoomTexts } from "../../../src/origin-mocks/one-login/control-room-texts.ts";
import { exampleParts, examplePeopleCount } from "../../../src/origin-mocks/one-login/example-data.ts";
import { identityTextsOf } from "../../../src/origin-mocks/one-login/identity-texts.ts";
import { personTextsOf } from "../../../src/origin-mocks/one-login/person-texts.ts";
import { formTexts } from "../../../src/origin-mocks/one-login/simulator/form-texts.ts";
import { textsOf } from "../../../src/origin-mocks/one-login/texts.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { exchange } from "./service.ts";
import { startSimulator } from "./simulator-support.ts";
import { authorizePath, Browser, baseUrl, client, pendingId, signingKey, startOneLogin } from "./support.ts";

const texts = {
  ...{ pages: textsOf, controlRoom: controlRoomTexts, client: clientTexts, form: formTexts },
  ...{ codes: codeTextsOf, identity: identityTextsOf, person: personTextsOf },
};

describe.each(Object.entries(texts))("the texts of %s", (_name, of) => {
  it("are there in both languages, and never the same", () => {
    const [english, welsh] = [Object.entries(of("en")), new Map(Object.entries(of("cy")))];
    expect([...welsh.keys()]).toEqual(english.map(([key]) => key));
    expect(english.filter(([key, text]) => !text.trim() || !welsh.get(key)?.trim())).toEqual([]);
    expect(english.filter(([key, text]) => welsh.get(key) === text)).toEqual([]);
  });
});

/** What may be the same in both languages: names of people, services and of the registration's fields. */
const data = new Set([
  ...loadWorld().people.flatMap(({ name, email, phone }) => [name, email, phone ?? ""]),
  ...[
    "GOV.UK One Login",
    "GOV.UK Sign In",
    "Check your bins",
    "Scopes",
    "Claims",
    "JSON",
    "openid",
    "email",
    "phone",
  ],
  ...exampleParts.name.slice(0, examplePeopleCount).map(({ label }) => label.en),
  ...["10 Downing Street", "188-200 Buckingham Palace Road", "21 Locksley Road, Mablethorpe"],
  ...["offline_access", "pairwise", "public", "|", "admin"],
]);
const isName = (text: string) => /^\S*(?:[a-z][A-Z]|[A-Z]{2}|[_/:@-])\S*$/.test(text);

/** What a page says by its own words: without what is marked as another language, and without code. */
function wordsOf(html: string): Set<string> {
  const own = html
    .replaceAll(/<option value="([^"]*)"[^>]*>\1<\/option>/g, "")
    .replaceAll(/<(code|pre|textarea|a|span)\b[^>]*>[^<]*<\/\1>/g, (element) =>
      /^<(?:code|pre|textarea)|^<[^>]* (?:lang|aria-current)="/.test(element) ? "" : element,
    )
    .replaceAll(/<(?!html)[^>]*(?:aria-label|placeholder|alt)="([^"]*)"[^>]*>/g, " <x>$1<x> ")
    .split(/<[^>]*>/)
    .map((text) => text.replace(/ – GOV\.UK One Login$/, "").trim());
  return new Set(own.filter((text) => /\p{Letter}{2}/u.test(text)));
}

/** Opens a page in both languages, and gives the words that both have. */
async function sameWords(browser: Browser, path: string): Promise<string[]> {
  const open = async (lng: string) => {
    const response = await browser.send(`${path}${path.includes("?") ? "&" : "?"}lng=${lng}`, {
      headers: { Accept: "text/html" },
    });
    const html = await response.text();
    expect(html).toContain(`<html lang="${lng}"`);
    expect(html).toContain(`lng=${lng === "en" ? "cy" : "en"}">`);
    return wordsOf(html);
  };
  const english = await open("en");
  const welsh = await open("cy");
  expect(english.size).toBeGreaterThan(3);
  return inBoth(english, welsh);
}

function inBoth(english: Set<string> | undefined, welsh: Set<string> | undefined): string[] {
  return [...(english ?? [])].filter((text) => welsh?.has(text) && !data.has(text) && !isName(text));
}

const checks = {
  IdentityVerificationSupported: true,
  ClientLoCs: ["P2" as const],
  LandingPageUrl: "https://rp.test/",
};

describe("no English remains on the Welsh page", () => {
  it.each([
    ...["/", "/your-services", "/sign-in", "/control/clients", "/control/clients?id=rp", "/control/inbox"],
    ...["/control/people/amina", "/unavailable-temporary", "/unavailable-permanent"],
  ])("%s", async (path) => {
    const { browser } = await startOneLogin();
    expect(await sameWords(browser, path)).toEqual([]);
  });

  it("of what happens to accounts, of the codes that confirm them, and of the inbox", async () => {
    const { app, browser } = await startOneLogin();
    const request = pendingId(await (await browser.send(authorizePath())).text());
    const ada = { name: "Amina Example", email: "new@example.com", phone: "+447700900982", password: "x" };
    await browser.post("/create-account", { request, ...ada });
    expect(await sameWords(browser, `/confirm-email?request=${request}`)).toEqual([]);
    await browser.post("/sign-in/email", { request, email: "amina@example.com", password: "x" });
    expect(await sameWords(browser, `/security-code?request=${request}`)).toEqual([]);
    expect(await sameWords(browser, "/control/inbox")).toEqual([]);
    for (const change of ["suspend", "block"]) {
      await app.request(`/control/people/bryn/${change}`, { method: "POST" });
      expect(await sameWords(browser, "/control/people/bryn?done=1")).toEqual([]);
    }
    await app.request("/control/inbox/clear", { method: "POST" });
    expect(await sameWords(browser, "/control/inbox?done=1")).toEqual([]);
  });

  it("of the control room, with something in every table", async () => {
    const started = await startOneLogin({
      clients: [client({ BackChannelLogoutUri: "https://rp.test/out" })],
      fetch: async () => new Response(null, { status: 500 }),
      wait: () => new Promise(() => undefined),
      faults: { idToken: ["INVALID_ISS"] },
    });
    const { app, browser } = started;
    await exchange(started, await browser.code());
    await browser.send("/logout");
    await browser.signIn();
    await app.request(authorizePath({ redirect_uri: "https://elsewhere.test/" }));
    for (const order of [{ times: "2", clientId: "rp" }, { times: "" }]) {
      const body = new URLSearchParams({ fault: "coreIdentity INVALID_ISS", ...order });
      expect((await app.request("/control/faults", { method: "POST", body })).status).toBe(303);
    }
    await vi.waitFor(async () => {
      expect(await (await browser.send("/control?lng=en")).text()).not.toContain("None.");
    });
    for (const done of ["doneSessions&count=3", "doneFault", "doneDeleted", "doneRemoved", "doneClock"]) {
      expect(await sameWords(browser, `/control?done=${done}`)).toEqual([]);
    }
  });

  it("of each step of signing in and proving an identity", async () => {
    const { browser } = await startOneLogin({ clients: [client(checks)], profile: "sign-in-2022" });
    const request = pendingId(await (await browser.send(authorizePath({ vtr: '["Cl.Cm.P2"]' }))).text());
    for (const path of ["/sign-in", "/create-account", "/sign-in/email"]) {
      expect(await sameWords(browser, `${path}?request=${request}`)).toEqual([]);
    }
    await browser.post("/sign-in/email", { request, email: "amina@example.com", password: "x" });
    expect(await sameWords(browser, `/security-code?request=${request}`)).toEqual([]);
    const sharing = pendingId(await (await browser.post("/sign-in", { request, person: "amina" })).text());
    expect(await sameWords(browser, `/share?request=${sharing}`)).toEqual([]);
    const identity = pendingId(await (await browser.post("/share", { request: sharing })).text());
    for (const path of ["/prove-identity", "/prove-identity/in-person"]) {
      expect(await sameWords(browser, `${path}?request=${identity}`)).toEqual([]);
    }
  });

  it("of the simulator's form", async () => {
    const started = await startSimulator({ INTERACTIVE_MODE: "true" });
    const { authorizePath: path } = await import("./simulator-support.ts");
    expect(await sameWords(new Browser(started.app), path())).toEqual([]);
  });

  it("of a form that came back with errors", async () => {
    const { app, browser } = await startOneLogin();
    const open = async () => pendingId(await (await browser.send(authorizePath())).text());
    const [request, registering, waiting] = await Promise.all([open(), open(), open()]);
    const nia = { name: "Nia", email: "nia@example.com", password: "x", phone: "" };
    await browser.post("/create-account", { request: registering, ...nia });
    await browser.post("/sign-in/email", { request: waiting, ...nia, email: "amina@example.com" });
    const forms: [string, Record<string, string>][] = [
      ["/sign-in", { request }],
      ["/create-account", { request, name: "", email: "x" }],
      ["/sign-in/email", { request, email: "nobody@example.com" }],
      ["/create-account", { request, name: "x", email: "x@example.com", phone: "x" }],
      ["/confirm-email", { request: registering, code: "x" }],
      ["/security-code", { request: waiting, code: "x" }],
      ["/control/people/amina/email", { email: "bryn@example.com" }],
      ["/control/people/amina/email", { email: "x" }],
      ["/control/people/amina/second-factor", { phone: "x" }],
      ["/control/faults", { fault: "x" }],
      ["/control/faults", { fault: "x", times: "0" }],
      ["/control/clock", { seconds: "x" }],
      ["/control/clients", { client: "{" }],
      ["/control/clients", { client: '{"Nonsense":1,"ClientName":7}' }],
      ["/control/clients", { TokenAuthMethod: "client_secret_post", IdentityVerificationSupported: "true" }],
    ];
    for (const [path, form] of forms) {
      const [english, welsh] = await Promise.all(
        ["en", "cy"].map(async (lng) => {
          const init = { method: "POST", body: new URLSearchParams(form), headers: { Cookie: `lng=${lng}` } };
          const response = await app.request(path, init);
          expect([path, response.status]).toEqual([path, 400]);
          return wordsOf(await response.text());
        }),
      );
      expect(inBoth(english, welsh)).toEqual([]);
      expect([...(welsh ?? [])].join()).toContain("Mae problem");
    }
  });
});

describe("the language", () => {
  it("may be asked for in a request object", async () => {
    const { app } = await startOneLogin();
    const query = Object.fromEntries(new URLSearchParams(authorizePath().split("?")[1]));
    const claims = { ...query, aud: `${baseUrl}/authorize`, iss: "rp", ui_locales: "cy" };
    const request = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256" })
      .sign(await signingKey("RS256"));
    expect(await (await app.request(authorizePath({ request }))).text()).toContain('<html lang="cy"');
  });

  it("may be asked for by ui_locales, of any page, and is remembered", async () => {
    const { app } = await startOneLogin();
    const page = await app.request("/control?ui_locales=cy");
    expect([await page.text(), page.headers.get("Set-Cookie")]).toEqual([
      expect.stringContaining("Ystafell reoli"),
      expect.stringContaining("lng=cy"),
    ]);
  });
});
