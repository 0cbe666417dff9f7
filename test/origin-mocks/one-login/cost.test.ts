import { expect, it, vi } from "vitest";
import { sendToken } from "./service.ts";
import { encode, startOneLogin, tokenForm } from "./support.ts";

it("a sign-in from /authorize to /userinfo takes one verification and two signatures", async () => {
  const started = await startOneLogin({ approval: "auto" });
  // The first of all imports the client's key; the assertion is made before the counting.
  await sendToken(started, { code: await started.browser.code() });
  const form = encode(await tokenForm(started.clock.now(), {}));
  const sign = vi.spyOn(crypto.subtle, "sign");
  const verify = vi.spyOn(crypto.subtle, "verify");
  const body = new URLSearchParams(form);
  body.set("code", await started.browser.code());
  const answer = JSON.parse(await (await started.app.request("/token", { method: "POST", body })).text());
  const headers = { Authorization: `Bearer ${answer.access_token}` };
  expect((await started.app.request("/userinfo", { headers })).status).toBe(200);
  expect([verify.mock.calls.length, sign.mock.calls.length]).toEqual([1, 2]);
  vi.restoreAllMocks();
});
