/** What each profile of the documentation has, as a table: a question, and the answers from 2022 until now. */
import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { vi } from "vitest";
import { z } from "zod";
import { address, agent, returnCode, type Started, security } from "./profile-start.ts";
import { coreIdentity, identityQuery } from "./proving.ts";
import { requestObject } from "./request-objects.ts";
import { sendToken } from "./service.ts";
import { assertion, authorizePath, baseUrl, encode } from "./support.ts";

const object = (claims: Record<string, unknown>) => requestObject({ scope: "openid", ...claims });
const claim = (name: string) => ({ claims: JSON.stringify({ userinfo: { [name]: null } }) });

/** What is asked of a profile, and what it answers. */
interface Row {
  readonly what: string;
  ask(started: Started): Promise<unknown>;
  /** From the oldest profile to the latest. */
  readonly answers: readonly [unknown, unknown, unknown, unknown, unknown, unknown];
}

const [old, now] = [true, false];
const brand = "GOV.UK One Login";

export const rows: readonly Row[] = [
  {
    what: "the brand on the pages",
    ask: async ({ app }) => /– (.*)<\/title>/.exec(await (await app.request(authorizePath())).text())?.[1],
    answers: ["GOV.UK Sign In", brand, brand, brand, brand, brand],
  },
  {
    what: "refresh tokens with offline_access",
    ask: async ({ redirect, tokens }) =>
      (await redirect({ scope: "openid offline_access" })) === "page" &&
      (await tokens({ scope: "openid offline_access" })).refresh_token !== undefined,
    answers: [old, old, now, now, now, now],
  },
  {
    what: "prompt=login asks again who is signed in",
    ask: async ({ browser }) => {
      await browser.signIn("amina", { scope: "openid" });
      return (await browser.send(authorizePath({ scope: "openid", prompt: "login" }))).status === 200;
    },
    answers: [true, true, true, true, true, true],
  },
  {
    what: "the vector Cm stands for Cl.Cm",
    ask: async ({ redirect }) => (await redirect({ vtr: '["Cm"]' })) === "page",
    answers: [old, now, now, now, now, now],
  },
  {
    what: "proof of identity may be asked for",
    ask: async ({ redirect }) => (await redirect({ vtr: '["Cl.Cm.P2"]' })) === "page",
    answers: [true, true, true, true, true, true],
  },
  {
    what: "the status for what cannot be sent back",
    ask: async ({ app }) => (await app.request(authorizePath({ client_id: "nobody" }))).status,
    answers: [502, 502, 502, 502, 400, 400],
  },
  {
    what: "dynamic registration",
    ask: async ({ app }) =>
      (await app.request("/connect/register", { method: "POST", body: "{}" })).status === 400,
    answers: [old, now, now, now, now, now],
  },
  {
    what: "a page of how data is shared",
    ask: async ({ browser, app }) => {
      const page = await (await app.request(authorizePath({ scope: "openid" }))).text();
      const request = /name="request" value="([^"]*)"/.exec(page)?.[1];
      const next = await browser.post("/sign-in", { request, person: "amina" });
      return (await next.text()).includes("How your data is shared");
    },
    answers: [old, now, now, now, now, now],
  },
  {
    what: "signing out leads to a service's own page only out of a session",
    ask: async ({ tokens, app }) => {
      const { id_token } = await tokens();
      const query = encode({
        id_token_hint: id_token,
        post_logout_redirect_uri: "https://www.rp.test/signed-out",
      });
      return (await app.request(`/logout?${query}`)).headers
        .get("Location")
        ?.includes("signin.account.gov.uk");
    },
    answers: [old, old, now, now, now, now],
  },
  {
    what: "a logout token names the session and has no expiry",
    ask: async ({ browser, tokens, asked }) => {
      await tokens();
      await browser.send("/logout");
      await vi.waitUntil(() => asked.length > 0, { timeout: 3000, interval: 5 });
      const { sid, exp } = decodeJwt(new URLSearchParams(asked[0]?.body).get("logout_token") ?? "");
      return sid !== undefined && exp === undefined;
    },
    answers: [old, now, now, now, now, now],
  },
  {
    what: "signed requests",
    ask: async ({ redirect }) => (await redirect({ request: await object({}) })) === "page",
    answers: [false, true, true, true, true, true],
  },
  {
    what: "the audience of a core identity",
    ask: async ({ info }) => {
      const query = { ...identityQuery([coreIdentity]), scope: "openid" };
      return decodeJwt(z.string().parse((await info(query))[coreIdentity])).aud;
    },
    answers: [undefined, "rp", "rp", "rp", "rp", "rp"],
  },
  {
    what: "the claim socialSecurityRecord",
    ask: async ({ redirect }) => (await redirect(claim(security))) === "page",
    answers: [false, true, true, true, false, false],
  },
  {
    what: "the claim returnCode",
    ask: async ({ redirect }) => (await redirect(claim(returnCode))) === "page",
    answers: [false, false, true, true, true, true],
  },
  {
    what: "client secrets",
    ask: async (started) => {
      const form = { code: "x", client_id: "secret", client_secret: "x", client_assertion: undefined };
      const response = await sendToken(started, form, agent);
      return (await response.text()).includes("Invalid client secret");
    },
    answers: [false, false, false, false, true, true],
  },
  {
    what: "phone numbers as people write them",
    ask: async ({ info }) => (await info({ scope: "openid phone" })).phone_number,
    answers: ["07700900101", "07700900101", "07700900101", "07700900101", "+447700900101", "+447700900101"],
  },
  {
    what: "the DID document",
    ask: async ({ app }) => (await app.request("/.well-known/did.json", { headers: agent })).status,
    answers: [404, 404, 404, 404, 200, 200],
  },
  {
    what: "a service's keys at its own URL",
    ask: async (started) => {
      const claims = { iss: "by-url", sub: "by-url" };
      const header = { alg: "RS512", typ: "JWT", kid: "one" };
      const client_assertion = await assertion(started.clock.now(), { claims, header });
      await sendToken(started, { code: "x", client_id: undefined, client_assertion }, agent);
      return started.asked.map(({ url }) => url);
    },
    answers: [[], [], [], [], ["https://rp.test/jwks"], ["https://rp.test/jwks"]],
  },
  {
    what: "the uprn of an address is text",
    ask: async ({ info }) => {
      const shown = await info({ ...identityQuery([address]), scope: "openid" });
      return typeof z.array(z.object({ uprn: z.unknown() })).parse(shown[address])[0]?.uprn;
    },
    answers: ["string", "string", "string", "string", "string", "number"],
  },
  {
    what: "a client that is switched off is told so",
    ask: async ({ redirect }) => (await redirect({ client_id: "inactive" })).includes("client%20deactivated"),
    answers: [false, false, false, false, true, true],
  },
  {
    what: "PKCE",
    ask: async ({ tokens, browser, ...started }) => {
      const code_challenge = createHash("sha256").update("verifier").digest("base64url");
      const code = await browser.code("amina", {
        scope: "openid",
        code_challenge,
        code_challenge_method: "S256",
      });
      return (await sendToken(started, { code, code_verifier: "another" }, agent)).status === 400;
    },
    answers: [false, false, false, false, false, true],
  },
  {
    what: "response_mode",
    ask: async ({ redirect }) =>
      (await redirect({ response_mode: "fragment", prompt: "none" })).startsWith(
        "https://www.rp.test/callback#",
      ),
    answers: [false, false, false, false, false, true],
  },
  {
    what: "max_age",
    ask: async ({ browser, clock }) => {
      await browser.signIn("amina", { scope: "openid" });
      clock.advance(20);
      return (await browser.send(authorizePath({ scope: "openid", max_age: "10" }))).status === 200;
    },
    answers: [false, false, false, false, false, true],
  },
  {
    what: "the firewall's rules of User-Agent and length",
    ask: async ({ app }) => [
      (await app.request("/userinfo")).status,
      (await app.request(authorizePath({ state: "x".repeat(4096) }))).status,
    ],
    answers: [
      [401, 200],
      [401, 200],
      [401, 200],
      [401, 200],
      [401, 200],
      [403, 403],
    ],
  },
  {
    what: "the wallet's scope",
    ask: async ({ redirect }) => (await redirect({ scope: "openid wallet-subject-id" })) === "page",
    answers: [false, false, false, false, false, true],
  },
  {
    what: "the issuer as the audience of an assertion",
    ask: async ({ browser, ...started }) => {
      const code = await browser.code("amina", { scope: "openid" });
      const client_assertion = await assertion(started.clock.now(), { claims: { aud: `${baseUrl}/` } });
      return (await sendToken(started, { code, client_assertion }, agent)).status === 200;
    },
    answers: [false, false, false, false, false, true],
  },
  {
    what: "login_required when somebody else authenticates again",
    ask: async ({ browser, tokens }) => {
      const { id_token } = await tokens();
      const request = await object({ prompt: "login", id_token_hint: id_token });
      const back = await browser.signIn("bryn", { scope: "openid", request });
      return back.searchParams.get("error") === "login_required";
    },
    answers: [false, false, false, false, false, true],
  },
];
