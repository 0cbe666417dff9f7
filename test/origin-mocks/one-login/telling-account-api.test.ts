import { describe, expect, it } from "vitest";
import { configure } from "./simulator-support.ts";
import { startOneLogin } from "./support.ts";

const accountApi = { url: "http://account-api.test/", bearerToken: "a-token", clientId: "rp" };

async function start(answer: number | "unreachable" = 200) {
  const told: { call: string; body: string; headers: Headers }[] = [];
  const started = await startOneLogin({
    accountApi,
    fetch: async (url, init) => {
      told.push({
        call: `${init.method} ${url}`,
        body: String(init.body),
        headers: new Headers(init.headers),
      });
      if (answer === "unreachable") throw new TypeError("fetch failed");
      return new Response(null, { status: answer });
    },
  });
  const person = (method: string, fields?: object, id = "amina") =>
    started.app.request(`/__mock/people/${id}`, {
      method,
      ...(fields && { body: JSON.stringify(fields) }),
    });
  const change = (what: string, fields: object = {}) =>
    started.app.request(`/__mock/people/amina/${what}`, { method: "POST", body: JSON.stringify(fields) });
  const press = (path: string, form: Record<string, string> = {}) =>
    started.app.request(`/control/people/${path}`, { method: "POST", body: new URLSearchParams(form) });
  const page = async () => (await started.app.request("/control")).text();
  return { ...started, told, person, change, press, page };
}

/** The dot of the subject identifier is encoded: account-api would cut it there. */
const path = /^http:\/\/account-api\.test\/api\/oidc-users\/urn%3Afdc%3Agov%2Euk%3A2022%3A[\w-]{43}$/;

describe("account-api", () => {
  it("is told of an address that changed, under the subject identifier of its client", async () => {
    const { told, person } = await start();
    expect((await person("PUT", { email: "new@example.com" })).status).toBe(200);
    expect(told).toHaveLength(1);
    const [{ call, body, headers } = { call: "", body: "", headers: new Headers() }] = told;
    expect(call.replace("PATCH ", "")).toMatch(path);
    expect(JSON.parse(body)).toEqual({ email: "new@example.com", email_verified: true });
    expect([headers.get("Authorization"), headers.get("Content-Type")]).toEqual([
      "Bearer a-token",
      "application/json",
    ]);
  });

  it.each([
    ["an address that is no longer verified", "amina", { emailVerified: false }, 1],
    ["the same address", "amina", { email: "amina@example.com", name: "Amina Renamed" }, 0],
    ["somebody new", "new", { name: "New", email: "new@example.com" }, 0],
  ])("%s", async (_, id, fields, count) => {
    const { told, person } = await start();
    await person("PUT", fields, id);
    expect(told).toHaveLength(count);
  });

  it("is told of an account that is deleted, once", async () => {
    const { told, person } = await start(204);
    expect((await person("DELETE")).status).toBe(204);
    expect((await person("DELETE")).status).toBe(404);
    expect(told.map(({ call, body }) => [call.replace(/http.*/, ""), body])).toEqual([["DELETE ", "{}"]]);
  });

  it.each([
    [500, "PATCH 500"],
    ["unreachable", "PATCH TypeError: fetch failed"],
  ] as const)(
    "may answer %s: the person's change stands, and the control room says so",
    async (answer, text) => {
      const { person, page } = await start(answer);
      expect((await person("PUT", { email: "new@example.com" })).status).toBe(200);
      const html = await page();
      expect(html).toContain("new@example.com");
      expect(html).toContain(text);
      expect(html).toContain("not delivered");
      expect(html).not.toContain("a-token");
    },
  );
});

it("of what was told, the latest hundred are kept", async () => {
  const { app, person } = await start();
  for (let count = 0; count < 101; count += 1) await person("PUT", { emailVerified: count % 2 === 1 });
  const { deliveries } = JSON.parse(await (await app.request("/__mock/deliveries")).text());
  expect(deliveries).toHaveLength(100);
});

it("is told by the interface too, under the identifier of the account that ended", async () => {
  const { told, change } = await start();
  expect((await change("email", { email: "new@example.com" })).status).toBe(200);
  expect((await change("recreate")).status).toBe(200);
  expect((await change("email", { email: "newer@example.com" })).status).toBe(200);
  await change("suspend");
  const calls = told.map(({ call }) => call.split(" "));
  expect(calls.map(([method]) => method)).toEqual(["PATCH", "DELETE", "PATCH"]);
  expect(calls[1]?.[1]).toBe(calls[0]?.[1]);
  expect(calls[2]?.[1]).not.toBe(calls[0]?.[1]);
});

it("is told of an address that /config sets, but not when that makes it somebody else", async () => {
  const { app, told } = await start();
  await configure(app, { responseConfiguration: { email: "new@example.com", emailVerified: false } });
  await configure(app, { responseConfiguration: { phoneNumber: null } });
  await configure(app, { responseConfiguration: { sub: "another", email: "another@example.com" } });
  expect(told.map(({ body }) => JSON.parse(body))).toEqual([
    { email: "new@example.com", email_verified: false },
  ]);
});

describe("the control room", () => {
  it("changes an address, verified, makes an account again and deletes it", async () => {
    const { press, told, page, person } = await start();
    await person("PUT", { emailVerified: false });
    expect((await press("amina/email", { email: "new@example.com" })).status).toBe(303);
    expect(JSON.parse(told[1]?.body ?? "")).toEqual({ email: "new@example.com", email_verified: true });
    expect(await page()).toContain("new@example.com");
    expect((await press("amina/recreate")).status).toBe(303);
    expect((await press("amina/delete")).status).toBe(303);
    expect((await press("amina/delete")).status).toBe(404);
    expect(await page()).not.toContain("Amina Example");
    expect(told.map(({ call }) => call.split(" ")[0])).toEqual(["PATCH", "PATCH", "DELETE", "DELETE"]);
  });

  it("takes only an address, of somebody who is known", async () => {
    const { press, told } = await start();
    expect((await press("amina/email", { email: "no address" })).status).toBe(400);
    expect((await press("nobody/email", { email: "new@example.com" })).status).toBe(404);
    expect(told).toEqual([]);
  });
});

it("without account-api nobody is told", async () => {
  const { app } = await startOneLogin();
  const response = await app.request("/__mock/people/amina", {
    method: "PUT",
    body: JSON.stringify({ email: "new@example.com" }),
  });
  expect(response.status).toBe(200);
  const { deliveries } = JSON.parse(await (await app.request("/__mock/deliveries")).text());
  expect(deliveries).toEqual([]);
});
