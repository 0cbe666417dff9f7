import { describe, expect, it } from "vitest";
import { z } from "zod";
import { authorizePath, publicKey, startOneLogin } from "./support.ts";

const bare = publicKey.replaceAll(/-----[A-Z ]+-----|\n/g, "");
const metadata = {
  client_name: "My bins",
  redirect_uris: ["https://bins.test/callback"],
  contacts: ["me@bins.test"],
  scopes: ["openid", "email"],
  public_key: bare,
  post_logout_redirect_uris: ["https://bins.test/"],
  service_type: "MANDATORY",
};
const answer = z.looseObject({ client_id: z.string() });

async function register(overrides: object = {}) {
  const { app } = await startOneLogin({ profile: "sign-in-2022" });
  const send = (method: string, path: string, body: unknown) =>
    Promise.resolve(app.request(path, { method, body: JSON.stringify(body) }));
  return { app, send, response: await send("POST", "/connect/register", { ...metadata, ...overrides }) };
}

describe("registering a client", () => {
  it("gives it an id with which it can ask for sign-ins", async () => {
    const { app, response } = await register();
    const body = answer.parse(await response.json());
    expect(body).toEqual({
      client_name: "My bins",
      client_id: expect.stringMatching(/^[\w-]{27}$/),
      redirect_uris: metadata.redirect_uris,
      contacts: metadata.contacts,
      scopes: metadata.scopes,
      post_logout_redirect_uris: metadata.post_logout_redirect_uris,
      subject_type: "pairwise",
      token_endpoint_auth_method: "private_key_jwt",
      response_type: "code",
    });
    const path = authorizePath({ client_id: body.client_id, redirect_uri: "https://bins.test/callback" });
    expect((await app.request(path)).status).toBe(200);
  });

  it("can be changed in part", async () => {
    const { send, response } = await register();
    const { client_id } = answer.parse(await response.json());
    const changed = await send("PUT", `/connect/register/${client_id}`, { client_name: "Our bins" });
    expect(await changed.json()).toMatchObject({
      client_id,
      client_name: "Our bins",
      scopes: metadata.scopes,
    });
    expect((await send("PUT", "/connect/register/nobody", {})).status).toBe(400);
  });

  it.each<[string, object, string, string]>([
    [
      "a redirect URI that may not be used",
      { redirect_uris: ["javascript:alert(1)"] },
      "invalid_redirect_uri",
      "One or more redirect_uri values are invalid",
    ],
    ["an unknown scope", { scopes: ["openid", "x"] }, "invalid_client_metadata", "Insufficient Scope"],
    ["no key", { public_key: "x" }, "invalid_client_metadata", "Invalid Public Key"],
    ["no name", { client_name: 7 }, "invalid_client_metadata", "Invalid Client Metadata"],
  ])("with %s is refused", async (_what, overrides, error, error_description) => {
    const { response } = await register(overrides);
    expect([response.status, await response.json()]).toEqual([400, { error, error_description }]);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });
});
