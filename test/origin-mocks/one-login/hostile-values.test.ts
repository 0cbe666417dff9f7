import { CompactSign } from "jose";
import { describe, expect, it } from "vitest";
import { attack, judge } from "./mutated.ts";
import {
  authorizePath,
  baseUrl,
  client,
  pendingId,
  redirectUri,
  signingKey,
  startOneLogin,
} from "./support.ts";

const clients = [client()];
const start = () => startOneLogin({ clients, profile: "sign-in-2022" });
const looks = [
  "/control",
  "/control/clients?id=rp",
  "/control/people/amina",
  "/control/inbox",
  "/__mock",
  "/__mock/clients",
  "/config",
  authorizePath(),
];

describe("half of a character, which JSON can name and no URL can carry", () => {
  const half = "a\ud83d";
  const query = Object.fromEntries(new URLSearchParams(authorizePath().split("?")[1]));
  const json = { "Content-Type": "application/json" };

  it("is replaced in a state, sent as JSON or in a request object", async () => {
    const { app } = await startOneLogin({ clients, approval: "auto" });
    const body = JSON.stringify({ ...query, state: half });
    const posted = await app.request("/authorize", { method: "POST", headers: json, body });
    expect(posted.headers.get("Location")).toMatch(/&state=a%EF%BF%BD$/);
    const aud = `${baseUrl}/authorize`;
    const claims = new TextEncoder().encode(JSON.stringify({ ...query, aud, iss: "rp", state: half }));
    const key = await signingKey("RS256");
    const request = await new CompactSign(claims).setProtectedHeader({ alg: "RS256" }).sign(key);
    const signed = await app.request(authorizePath({ request }));
    expect(signed.headers.get("Location")).toMatch(/&state=a%EF%BF%BD$/);
  });

  it("is replaced in a ClientID, so that the control room can link to it", async () => {
    const { app } = await start();
    const body = JSON.stringify({ client: JSON.stringify({ ...clients[0], ClientID: half }) });
    const saved = await app.request("/control/clients", { method: "POST", headers: json, body });
    expect([saved.status, (await app.request("/control")).status]).toEqual([303, 200]);
  });
});

it("what is stored with markup in it is shown as text on every page", async () => {
  const { app, browser } = await start();
  const put = (path: string, sent: object) =>
    app.request(`/__mock/${path}`, { method: "PUT", body: JSON.stringify(sent) });
  const evil = {
    ...client(),
    ClientName: attack,
    Contacts: [attack],
    RedirectUrls: [`${redirectUri}?x=${attack}`],
  };
  const id = encodeURIComponent(attack);
  expect((await put(`clients/${id}`, evil)).status).toBe(200);
  expect((await put("people/amina", { name: attack, email: attack, phone: attack })).status).toBe(200);
  expect((await put(`people/${id}`, { name: attack, email: attack })).status).toBe(200);
  const asked = authorizePath({
    client_id: attack,
    redirect_uri: `${redirectUri}?x=${attack}`,
    state: attack,
  });
  const request = pendingId(await judge(await browser.send(asked), baseUrl));
  const sharing = await browser.post("/sign-in", { request, person: "amina" });
  await judge(await browser.post("/share", { request: pendingId(await judge(sharing, baseUrl)) }), baseUrl);
  await judge(await browser.post("/create-account", { request, name: attack, email: attack }), baseUrl);
  await judge(await browser.post("/sign-in/email", { request, email: attack, password: "x" }), baseUrl);
  for (const page of [...looks, `/control/clients?id=${id}`, "/your-services"]) {
    const shown = await judge(await browser.send(page), baseUrl);
    if (page.startsWith("/control") && !page.endsWith("rp")) expect(shown).toContain("zq7&lt;script&gt;");
  }
});

it.each([1e300, 8.64e12, -1e15])(
  "a clock that would leave the calendar, by %d s, is not moved",
  async (advance) => {
    const { app } = await start();
    const moved = await app.request("/__mock/clock", { method: "POST", body: JSON.stringify({ advance }) });
    expect([moved.status, (await app.request("/control")).status]).toEqual([400, 200]);
  },
);
