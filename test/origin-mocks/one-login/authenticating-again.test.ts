import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { type Claims, now, requestObject } from "./request-objects.ts";
import { exchange } from "./service.ts";
import { authorizePath, encode, pendingId, startOneLogin } from "./support.ts";

describe("authenticating again", () => {
  async function again(hintFor: string, claims: Claims) {
    const started = await startOneLogin();
    const tokens = await exchange(started, await started.browser.code(hintFor), "rp");
    const request = await requestObject({ prompt: "login", id_token_hint: tokens.id_token, ...claims });
    const query = encode({ client_id: "rp", response_type: "code", scope: "openid email", request });
    return { started, response: await started.browser.send(`/authorize?${query}`) };
  }

  it("asks who is signed in to sign in once more, and tells when that was", async () => {
    const { started, response } = await again("amina", {});
    expect(response.status).toBe(200);
    started.clock.advance(10);
    const form = { request: pendingId(await response.text()), person: "amina" };
    const back = new URL((await started.browser.post("/sign-in", form)).headers.get("Location") ?? "");
    const tokens = await exchange(started, back.searchParams.get("code") ?? "");
    expect(decodeJwt(tokens.id_token).auth_time).toBe(now + 10);
  });

  it("is not for somebody else: login is required, and nobody is signed in", async () => {
    const { started, response } = await again("amina", {});
    const form = { request: pendingId(await response.text()), person: "bryn" };
    const back = await started.browser.post("/sign-in", form);
    expect(back.headers.get("Location")).toMatch(/error=login_required&.*state=signed-state$/);
    expect(started.browser.cookie).toBeUndefined();
  });

  it("is refused with a hint that is not ours", async () => {
    const { response } = await again("amina", { id_token_hint: "garbage" });
    expect(response.headers.get("Location")).toContain("error=server_error");
  });

  it("takes no hint from the query", async () => {
    const { app } = await startOneLogin();
    expect((await app.request(authorizePath({ prompt: "login", id_token_hint: "garbage" }))).status).toBe(
      200,
    );
  });
});
