import { describe, expect, it } from "vitest";
import { authorizePath, startOneLogin } from "./support.ts";

describe("tools of other origins, and HEAD", () => {
  it.each([
    ["/token", "POST", "content-type"],
    ["/userinfo", "GET", "authorization"],
  ])("may call %s by %s, as the browser asks beforehand", async (path, method, header) => {
    const { app } = await startOneLogin();
    const headers = {
      Origin: "https://tool.test",
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": header,
    };
    const preflight = await app.request(path, { method: "OPTIONS", headers });
    expect(preflight.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(preflight.headers.get("Access-Control-Allow-Methods")).toContain(method);
    expect(preflight.headers.get("Access-Control-Allow-Headers")?.toLowerCase()).toContain(header);
    const response = await app.request(path, { method, headers });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
  });

  it("never call /authorize or the controls, which are for browsers and for this machine", async () => {
    const { app } = await startOneLogin();
    const headers = { Origin: "https://tool.test" };
    for (const path of [authorizePath(), "/control", "/__mock", "/logout"]) {
      const response = await app.request(path, { headers });
      expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    }
    expect((await app.request("/authorize", { method: "OPTIONS", headers })).status).toBe(405);
  });

  it.each(["/.well-known/openid-configuration", "/.well-known/jwks.json", "/trustmark", "/"])(
    "get the headers of %s by HEAD, without a body",
    async (path) => {
      const { app } = await startOneLogin();
      const [get, head] = [await app.request(path), await app.request(path, { method: "HEAD" })];
      expect([head.status, await head.text()]).toEqual([200, ""]);
      expect(head.headers.get("Content-Type")).toBe(get.headers.get("Content-Type"));
    },
  );
});
