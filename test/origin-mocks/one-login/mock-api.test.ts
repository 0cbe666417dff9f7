import { describe, expect, it } from "vitest";
import { openSocket } from "../../../src/origin-mocks/node/socket.ts";
import { exchange, userinfo } from "./service.ts";
import { authorizePath, client, startOneLogin } from "./support.ts";

describe("the interface for tests", () => {
  const put = (body: unknown) => ({ method: "PUT", body: JSON.stringify(body) });

  it("changes people, and takes a snapshot back", async () => {
    const started = await startOneLogin({ approval: "auto" });
    const { app, browser } = started;
    const { name } = JSON.parse(await (await app.request("/__mock/snapshots", { method: "POST" })).text());
    expect((await app.request("/__mock/people/amina", put({ email: "new@example.com" }))).status).toBe(200);
    const tokens = await exchange(started, await browser.code());
    expect((await userinfo(started, tokens.access_token)).email).toBe("new@example.com");
    expect((await app.request(`/__mock/snapshots/${name}/restore`, { method: "POST" })).status).toBe(204);
    const again = await exchange(started, await browser.code());
    expect((await userinfo(started, again.access_token)).email).toBe("amina@example.com");
    expect((await app.request("/__mock/snapshots/none/restore", { method: "POST" })).status).toBe(404);
  });

  it("never shows the hash of a client's secret, not even to who just sent it", async () => {
    const { app } = await startOneLogin();
    const salted = `$argon2id$v=19$m=15360,t=2,p=1$${"c".repeat(22)}$${"d".repeat(43)}`;
    const fields = { ClientName: "x", RedirectUrls: ["https://x.example/"], ClientSecret: salted };
    const sent = await app.request(
      "/__mock/clients/new",
      put({ ...fields, TokenAuthMethod: "client_secret_post" }),
    );
    expect([sent.status, await sent.text()]).toEqual([200, expect.not.stringContaining("argon2id")]);
    expect(await (await app.request("/__mock/clients")).text()).not.toContain("argon2id");
  });

  it("names the field that is wrong", async () => {
    const { app } = await startOneLogin();
    const person = await app.request("/__mock/people/amina", put({ email: 7 }));
    expect([person.status, await person.text()]).toEqual([400, expect.stringContaining("email")]);
    const registered = await app.request("/__mock/clients/new", put({ ClientName: "x" }));
    expect([registered.status, await registered.text()]).toEqual([
      400,
      expect.stringContaining("RedirectUrls"),
    ]);
    const body = JSON.stringify({ kind: "idToken", name: "NONSENSE" });
    const fault = await app.request("/__mock/faults", { method: "POST", body });
    expect([fault.status, await fault.text()]).toEqual([400, expect.stringContaining("name")]);
  });

  it("forgets a client and a person", async () => {
    const { app } = await startOneLogin();
    expect((await app.request("/__mock/clients/rp", { method: "DELETE" })).status).toBe(204);
    expect((await app.request(authorizePath())).status).toBe(400);
    expect((await app.request("/__mock/people/amina", { method: "DELETE" })).status).toBe(204);
    expect((await app.request("/__mock/people/amina", { method: "DELETE" })).status).toBe(404);
  });
});

describe("faults of the network, by header", () => {
  it("answer with a status, or wait, for this request alone", async () => {
    const waited: number[] = [];
    const { app } = await startOneLogin({ wait: async (time) => void waited.push(time) });
    const ask = (faults: string) => app.request("/trustmark", { headers: { "Mock-Faults": faults } });
    expect((await ask("delay=500, status=503")).status).toBe(503);
    expect(waited).toEqual([500]);
    expect((await ask("status=200, status=x, delay=-1")).status).toBe(200);
    expect((await app.request("/trustmark")).status).toBe(200);
  });
});

describe("faults of the network, ordered", () => {
  it("hit the protocol, for as many answers as ordered, and never the controls", async () => {
    const waited: number[] = [];
    const { app } = await startOneLogin({ wait: async (time) => void waited.push(time) });
    const order = (name: string) =>
      app.request("/__mock/faults", {
        method: "POST",
        body: JSON.stringify({ kind: "network", name, times: 1 }),
      });
    await order("UNAVAILABLE");
    expect((await app.request("/control")).status).toBe(200);
    expect((await app.request("/trustmark")).status).toBe(503);
    await order("SLOW");
    expect([(await app.request("/.well-known/jwks.json")).status, waited]).toEqual([200, [5000]]);
  });

  it("drop the connection without an answer, as a header does", async () => {
    const socket = await openSocket(0, "127.0.0.1");
    const { app } = await startOneLogin();
    socket.serve(app);
    const url = `http://127.0.0.1:${socket.port}`;
    const ask = async (headers = {}) => (await fetch(`${url}/trustmark`, { headers })).status;
    await expect(ask({ "Mock-Faults": "drop" })).rejects.toThrow("fetch failed");
    const body = JSON.stringify({ kind: "network", name: "DROP", times: 1 });
    await app.request("/__mock/faults", { method: "POST", body });
    await expect(ask()).rejects.toThrow("fetch failed");
    expect(await ask()).toBe(200);
    await socket.close();
  });
});

describe("a client that asks too often", () => {
  it("is sent back until the next minute; others are not", async () => {
    const clients = [client(), client({ ClientID: "other" })];
    const { app, clock } = await startOneLogin({ clients, approval: "auto", requestsPerMinute: 2 });
    const ask = async (client_id: string) =>
      (await app.request(authorizePath({ client_id }))).headers.get("Location");
    await ask("rp");
    expect(await ask("rp")).toContain("?code=");
    expect(await ask("rp")).toContain("error=temporarily_unavailable&error_description=&state=state-1");
    expect(await ask("other")).toContain("?code=");
    clock.advance(60);
    expect(await ask("rp")).toContain("?code=");
  });
});

describe("the firewall", () => {
  it("refuses a direct call without User-Agent and a query that is too long, when it is there", async () => {
    const { app } = await startOneLogin({ requireUserAgent: true });
    expect((await app.request("/token", { method: "POST" })).status).toBe(403);
    const named = { method: "POST", headers: { "User-Agent": "rp" } };
    expect((await app.request("/token", named)).status).toBe(400);
    const long = await app.request(authorizePath({ state: "x".repeat(4096) }));
    expect([long.status, await long.text()]).toEqual([403, "The request could not be satisfied"]);
    expect((await app.request(`/logout?state=${"x".repeat(2048)}`)).status).toBe(403);
  });
});
