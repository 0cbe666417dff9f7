import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { body, fields, headers, judge, text, value } from "./mutated.ts";
import {
  authorizePath,
  baseUrl,
  client,
  pendingId,
  publicKey,
  redirectUri,
  startOneLogin,
} from "./support.ts";

const clients = [client({ IdentityVerificationSupported: true, ClientLoCs: ["P2"] })];
const start = () => startOneLogin({ clients, profile: "sign-in-2022" });
type Started = Awaited<ReturnType<typeof start>>;

/** Requests to one endpoint: its usual fields, some of them changed. */
function endpoint(to: string, names: string, usual: Record<string, unknown> = {}) {
  const [method = "", path = ""] = to.split(" ");
  return fc.tuple(body(fields(names, usual)), headers).map(([{ bytes, type }, more]) => ({
    path,
    init: { method, body: bytes, headers: { ...more, "Content-Type": type } },
  }));
}

/** Sends it, and looks at pages afterwards: what was taken must not break or enter one. */
async function sendAndLook({ app }: Started, path: string, init: RequestInit, look: readonly string[]) {
  await judge(await app.request(path, init), baseUrl);
  for (const page of look) await judgeAsDated(await app.request(page, { headers: { Accept: "text/html" } }));
}

/** A gateway error was the documented answer until July 2024, which a configuration may go back to. */
async function judgeAsDated(response: Response): Promise<void> {
  if (response.status === 502) expect(await response.text()).toBe('{"message": "Internal server error"}');
  else await judge(response, baseUrl);
}

const clientNames =
  "ClientID ClientName RedirectUrls PostLogoutRedirectUrls Scopes Claims LandingPageUrl PublicKey";

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

describe("whatever is sent", () => {
  it("to register a client, by POST or PUT, is taken or refused as documented", async () => {
    const started = await start();
    const names =
      "client_name redirect_uris contacts scopes public_key post_logout_redirect_uris back_channel_logout_uri subject_type sector_identifier_uri identity_verification_required";
    const usual = { client_name: "New", redirect_uris: [redirectUri], public_key: publicKey };
    const sent = fc
      .constantFrom("POST /connect/register", "PUT /connect/register/rp", "PUT /connect/register/none")
      .chain((to) => endpoint(to, names, usual));
    await fc.assert(
      fc.asyncProperty(sent, async ({ path, init }) => {
        await sendAndLook(started, path, init, ["/control", "/control/clients?id=rp"]);
      }),
      { numRuns: 125 },
    );
  });

  it("to the interface for tests is taken or refused, and no page shows it as markup", async () => {
    const someone = { name: "Somebody", email: "x@example.com" };
    const personNames =
      "id name email emailVerified phone phoneVerified subject identity example recreated intervention updatedAt";
    const sent = fc.oneof(
      endpoint("POST /__mock/clock", "advance freeze", { advance: 60 }),
      endpoint("POST /__mock/people/bryn/email", "email", { email: "new@example.com" }),
      endpoint("POST /__mock/people/bryn/second-factor", "phone", { phone: null }),
      endpoint("POST /__mock/faults", "kind name times clientId", {
        kind: "coreIdentity",
        name: "INVALID_ISS",
      }),
      endpoint("POST /__mock/failures", "path status delay times", { path: "/none", status: 503, times: 1 }),
      endpoint("PUT /__mock/people/bryn", personNames),
      endpoint("PUT /__mock/people/new", personNames, someone),
      endpoint("PUT /__mock/clients/rp", clientNames, { ...clients[0] }),
      endpoint("PUT /__mock/clients/new", clientNames, { ...clients[0] }),
      fc
        .constantFrom(
          "keys/tokens/publish",
          "keys/x/y",
          "people/bryn/sign-out-everywhere",
          "people/bryn/recreate",
          "people/bryn/suspend",
          "people/bryn/reinstate",
          "snapshots",
          "snapshots/x/restore",
        )
        .chain((path) => endpoint(`POST /__mock/${path}`, "x")),
    );
    const started = await start();
    await fc.assert(
      fc.asyncProperty(sent, async ({ path, init }) => {
        await sendAndLook(started, path, init, looks);
        started.clock.reset();
      }),
      { numRuns: 200 },
    );
  });

  it("as the configuration is taken or refused by name, and every page goes on", async () => {
    const inner = fields(
      "clientName publicKey scopes redirectUrls postLogoutRedirectUrls claims identityVerificationSupported idTokenSigningAlgorithm clientLoCs token_auth_method sub email emailVerified phoneNumber maxLoCAchieved coreIdentityVerifiableCredentials passportDetails postalAddressDetails returnCodes coreIdentityErrors idTokenErrors authoriseErrors",
    );
    const outer = fc.dictionary(
      fc.constantFrom(
        ..."clientConfiguration responseConfiguration errorConfiguration simulatorUrl".split(" "),
        ..."publishNewIdTokenSigningKeys useNewIdTokenSigningKeys".split(" "),
      ),
      fc.oneof(inner, value),
      { maxKeys: 3 },
    );
    await fc.assert(
      fc.asyncProperty(body(outer), async ({ bytes, type }) => {
        const started = await start();
        const init = { method: "POST", body: bytes, headers: { "Content-Type": type } };
        await sendAndLook(started, "/config", init, [...looks, "/", "/.well-known/openid-configuration"]);
      }),
      { numRuns: 100 },
    );
  });

  it("in a form is answered with a page or sent back", async () => {
    const { app } = await start();
    const request = pendingId(await (await app.request(authorizePath())).text());
    const query = Object.fromEntries(new URLSearchParams(authorizePath().split("?")[1]));
    const carried = { redirectUri, scopes: ["openid"], vtr: { credentialTrust: "Cl" } };
    const submitted = { authCode: "c", authRequestParams: btoa(JSON.stringify(carried)), sub: "me" };
    const someone = { name: "A", email: "a@example.com", password: "x" };
    const sent = fc.oneof(
      endpoint("POST /control/faults", "fault times", { fault: "coreIdentity INVALID_ISS", times: "1" }),
      fields(clientNames, { ...clients[0] }).chain((sent) =>
        endpoint("POST /control/clients", "x", { client: JSON.stringify(sent) }),
      ),
      endpoint("POST /control/clients", `original ${clientNames} Scopes.openid IsActive`, {
        original: "rp",
        ...client(),
        RedirectUrls: redirectUri,
        "Scopes.openid": "true",
      }),
      endpoint("POST /control/people/amina/email", "email", { email: "new@example.com" }),
      endpoint("POST /control/people/amina/second-factor", "phone", { phone: "+447700900999" }),
      endpoint("POST /confirm-email", "request code again lng", { request, again: "yes" }),
      endpoint("POST /control/clients/remove", "original", { original: "none" }),
      endpoint("POST /control/clock", "seconds", { seconds: "1" }),
      endpoint("POST /control/keys/tokens/publish", "x"),
      endpoint("POST /control/people/amina/sign-out", "x"),
      endpoint("POST /form-submit", "authCode authRequestParams state sub email returnCodes", submitted),
      endpoint("POST /sign-in", "request person lng", { request, person: "amina" }),
      endpoint("POST /sign-in/email", "request email password lng", { request, ...someone }),
      endpoint("POST /create-account", "request name email password", { request, ...someone }),
      endpoint("POST /security-code", "request code lng", { request, code: "123456" }),
      endpoint("POST /share", "request lng", { request }),
      endpoint("POST /prove-identity", "request outcome codes lng name passport documentNumber birthDate", {
        request,
        outcome: "return-code",
      }),
      endpoint("POST /authorize", "state nonce login_hint ui_locales prompt claims redirect_uri", query),
      endpoint("POST /logout", "state id_token_hint post_logout_redirect_uri", query),
    );
    await fc.assert(
      fc.asyncProperty(sent, async ({ path, init }) => {
        await judgeAsDated(await app.request(path, init));
        await judge(await app.request("/control"), baseUrl);
      }),
      { numRuns: 350 },
    );
  });

  it("to a document or a page, by any method, path, query and head, is harmless", async () => {
    const { app } = await start();
    const path = fc.constantFrom(
      ..."/ /trustmark /.well-known/did.json /.well-known/jwks.json /.well-known/openid-configuration".split(
        " ",
      ),
      ..."/control /control/clients /your-services /sign-in /create-account /sign-in/email /config /__mock".split(
        " ",
      ),
      ..."/__mock/requests /assets /control-room.css /userinfo /connect/register /form-submit /share".split(
        " ",
      ),
    );
    const method = fc.constantFrom(..."GET GET GET HEAD OPTIONS PUT PATCH DELETE PROPFIND".split(" "));
    const rest = fc.oneof(
      fc.constantFrom("", "/%", "/%E0%A4%A", "/../..", "//evil.test", "/%2e%2e/%00"),
      text.map((any) => `/${encodeURIComponent(any.toWellFormed())}`),
    );
    const query = fc.dictionary(fc.constantFrom("done", "id", "lng", "request", "state"), text, {
      maxKeys: 3,
    });
    await fc.assert(
      fc.asyncProperty(path, rest, query, method, headers, async (to, after, some, how, more) => {
        const url = `${to}${after}?${new URLSearchParams(some)}`;
        await judge(
          await app.request(url, { method: how, headers: { Accept: "text/html", ...more } }),
          baseUrl,
        );
      }),
      { numRuns: 300 },
    );
  });
});
