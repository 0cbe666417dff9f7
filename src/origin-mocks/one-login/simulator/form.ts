/**
 * The official simulator's interactive mode: before each answer a form asks what the user is like. Its
 * target also takes codes that were never asked for, which test suites use.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { base64url } from "jose";
import { z } from "zod";
import { type Html, type Language, page } from "../../common/page.ts";
import { responseLocation } from "../authorization-error.ts";
import type { AuthorizationRequest } from "../authorization-request.ts";
import { storeCode } from "../completing.ts";
import { languageOf } from "../language.ts";
import { languageSwitch } from "../language-switch.ts";
import { fromBody, parseJson, type RequestParameters } from "../parameters.ts";
import type { Provider } from "../provider.ts";
import { isLegalRedirectUri } from "../redirect-uri.ts";
import { ownPagesOnly } from "../same-site.ts";
import { startSession } from "../sessions.ts";
import { firsts } from "./config.ts";
import { readFormResponse } from "./form-fields.ts";
import { formTexts } from "./form-texts.ts";
import { responseOf, withResponse } from "./response-fields.ts";

const requestParameters = z.object({
  claims: z.array(z.string()).default([]),
  nonce: z.string().optional(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  vtr: z.object({
    credentialTrust: z.enum(["Cl", "Cl.Cm"]),
    levelOfConfidence: z.enum(["P0", "P1", "P2", "P3"]).nullish(),
  }),
  code_challenge: z.string().nullish(),
});

/** Asks what the user is like. */
export function showSimulatorForm(
  c: Context,
  provider: Provider,
  request: AuthorizationRequest,
  parameters: RequestParameters,
): Response | Promise<Response> {
  const { claims, nonce, redirectUri, scopes, vector, codeChallenge, loginHint, channel } = request;
  const carried = {
    claims,
    nonce,
    redirectUri,
    scopes,
    vtr: vector,
    code_challenge: codeChallenge,
    login_hint: loginHint,
    channel,
  };
  const authRequestParams = base64url.encode(JSON.stringify(carried));
  const hidden = { authCode: provider.randomText(32), authRequestParams, state: request.state ?? "" };
  const again = new URLSearchParams([...parameters].filter(([name]) => name !== "lng"));
  const language = languageOf(c);
  return c.html(formPage(provider, hidden, language, languageSwitch(language, `/authorize?${again}`)));
}

type Hidden = Readonly<Record<"authCode" | "authRequestParams" | "state", string>>;

function formPage(
  provider: Provider,
  { authCode, authRequestParams, state }: Hidden,
  language: Language,
  navigation: Html,
): Html {
  const texts = formTexts(language);
  const response = responseOf(firsts(provider).account);
  const text = (name: string, id: string, label: string, value: string | null) =>
    html`<div class="govuk-form-group"><label class="govuk-label" for="${id}">${label}</label>
<input class="govuk-input" id="${id}" name="${name}" type="text" data-testid="${id}" value="${value ?? ""}"/></div>`;
  const json = (name: string, id: string, label: string, value: unknown) =>
    html`<div class="govuk-form-group"><label class="govuk-label" for="${id}">${label}</label>
<textarea class="govuk-textarea" id="${id}" name="${name}" rows="5" data-testid="${id}">${value === null ? "" : JSON.stringify(value, null, 2)}</textarea></div>`;
  const box = (name: string, id: string, label: string, isChecked: boolean) =>
    html`<div class="govuk-form-group"><div class="govuk-checkboxes"><div class="govuk-checkboxes__item">
<input class="govuk-checkboxes__input" id="${id}" name="${name}" type="checkbox" value="true" data-testid="${id}" ${isChecked ? "checked" : ""}/>
<label class="govuk-label govuk-checkboxes__label" for="${id}">${label}</label></div></div></div>`;
  // The order of the attributes and the closing slash are what the simulator's tests look for.
  const main = html`<h1 class="govuk-heading-l">${texts.heading}</h1>
<form action="${provider.baseUrl}/form-submit" method="post">
<input type="hidden" name="authCode" value="${authCode}"/>
<input type="hidden" name="authRequestParams" value="${authRequestParams}"/>
<input type="hidden" name="state" value="${state}"/>
${text("sub", "sub", texts.sub, response.sub)}
${text("email", "email", texts.email, response.email)}
${box("emailVerified", "email-verified", texts.emailVerified, response.emailVerified)}
${text("phoneNumber", "phone-number", texts.phoneNumber, response.phoneNumber)}
${box("phoneNumberVerified", "phone-number-verified", texts.phoneNumberVerified, response.phoneNumberVerified)}
${text("maxLoCAchieved", "max-loc-achieved", texts.maxLoCAchieved, response.maxLoCAchieved)}
${json("coreIdentityVerifiableCredentials", "core-identity-vc", texts.credential, response.coreIdentityVerifiableCredentials)}
${json("passportDetails", "passport-details", texts.passports, response.passportDetails)}
${json("drivingPermitDetails", "driving-permit-details", texts.drivingPermits, response.drivingPermitDetails)}
${json("postalAddressDetails", "postal-address-details", texts.addresses, response.postalAddressDetails)}
${json("returnCodes", "return-codes", texts.returnCodes, response.returnCodes)}
<button type="submit" name="continue" class="govuk-button">${texts.continue}</button>
</form>`;
  return page({ title: texts.title, service: provider.profile.brand, language, navigation, main });
}

/** `POST /form-submit`. */
export function formSubmit(provider: Provider): Hono {
  const app = new Hono();
  app.use("/form-submit", ownPagesOnly(provider));
  app.post("/form-submit", async (c) => {
    c.header("Cache-Control", "no-store");
    const form = await fromBody(c.req);
    const read = form && readFormResponse(form);
    if (!read) return c.json({ error: "Invalid request" }, 400);
    if ("invalid" in read) return c.json({ error: "Invalid request", invalid_fields: read.invalid }, 400);
    const request = readCarried(form, provider);
    if (!request) return c.json({ error: "Invalid request" }, 400);
    const { account } = firsts(provider);
    const session = startSession(c, provider, account.id, request.vector.credentialTrust);
    const { code, ...rest } = request;
    storeCode(provider, code, { request: rest, session, account: withResponse(account, read.response) });
    // A code may be stored for any address, which test suites do, but the browser goes to registered ones only.
    return request.client.RedirectUrls.includes(request.redirectUri)
      ? c.redirect(responseLocation(request, { code }))
      : c.text("The code is stored. Its redirect URI is not registered.");
  });
  return app;
}

/** The request that the form carries; undefined when it is none. */
function readCarried(
  form: RequestParameters,
  provider: Provider,
): (AuthorizationRequest & { readonly code: string }) | undefined {
  const { client } = firsts(provider);
  const code = form.get("authCode");
  const carried = requestParameters.safeParse(parseJson(decode(form.get("authRequestParams") ?? "")));
  if (!code || !carried.success || !isLegalRedirectUri(carried.data.redirectUri)) return undefined;
  const { claims, nonce, redirectUri, scopes, vtr, code_challenge: challenge } = carried.data;
  return {
    code,
    client,
    clientId: client.ClientID,
    claims,
    nonce,
    redirectUri,
    scopes,
    vector: { credentialTrust: vtr.credentialTrust, levelOfConfidence: vtr.levelOfConfidence ?? null },
    codeChallenge: challenge ?? undefined,
    state: form.get("state") || undefined,
    responseMode: "query",
    prompts: [],
    maxAge: -1,
    loginHint: undefined,
    idTokenHint: undefined,
    channel: undefined,
    uiLocales: undefined,
  };
}

function decode(text: string): string {
  try {
    return new TextDecoder().decode(base64url.decode(text));
  } catch {
    return "";
  }
}
