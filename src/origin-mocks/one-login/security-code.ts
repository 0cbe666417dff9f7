/**
 * The second factor, a code by text message or of an authenticator app, and the code that confirms an
 * email address.
 *
 * @module
 */
import type { Context } from "hono";
import { codeTextsOf } from "./code-texts.ts";
import { isSentCode, type SentCode, sendSecurityCode, type Way } from "./inbox.ts";
import type { Provider } from "./provider.ts";
import { emailPage, type SignInPage, securityCodePage, sentCodePage } from "./sign-in-page.ts";
import { enter, type SentForm, type Step } from "./sign-in-steps.ts";
import { textsOf } from "./texts.ts";
import { codeAt, isRightCode, secretOf } from "./totp.ts";

/** A password is enough for the vector `Cl`; all others ask for a second factor. */
export function afterPassword(
  c: Context,
  provider: Provider,
  sent: SentForm,
  personId: string,
): Response | Promise<Response> {
  const { pending, page } = sent;
  if (pending.request.vector.credentialTrust === "Cl") return enter(c, provider, pending, personId);
  const person = provider.people.get(personId);
  if (person?.phone)
    return sendCode(c, provider, { ...sent, pending: { ...pending, personId } }, person.phone);
  const { sentCode: _used, ...rest } = pending;
  provider.stores.pendingRequests.set(sent.id, { ...rest, personId });
  return showApp(c, provider, page, personId);
}

/** Sends a code to a phone number, or to an email address, and asks for it. */
export function sendCode(
  c: Context,
  provider: Provider,
  { id, pending, page }: SentForm,
  to: string,
): Response | Promise<Response> {
  const sentCode = sendSecurityCode(provider, wayTo(to), to);
  provider.stores.pendingRequests.set(id, { ...pending, sentCode });
  return c.html(sentCodePage(page, sentCode));
}

function wayTo(to: string): Way {
  return to.includes("@") ? "email" : "text message";
}

async function showApp(c: Context, provider: Provider, page: SignInPage, personId: string, status?: 400) {
  const app = { code: await codeAt(personId, provider.seconds()), secret: await secretOf(personId) };
  return c.html(securityCodePage(page, app), status ?? 200);
}

/** `GET /security-code`. */
export const showCode: Step = (c, provider, { page, pending: { personId, sentCode } }) => {
  if (personId === undefined) return c.html(emailPage(page));
  return sentCode ? c.html(sentCodePage(page, sentCode)) : showApp(c, provider, page, personId);
};

/** `GET /confirm-email`. */
export const showEmailCode: Step = (c, _provider, { page, pending: { newAccount, sentCode } }) =>
  c.html(newAccount && sentCode ? sentCodePage(page, sentCode) : emailPage(page));

/** `POST /security-code`. */
export const takeCode: Step = async (c, provider, sent) => {
  const { form, pending, page } = sent;
  const { personId, sentCode } = pending;
  if (personId === undefined) return c.html(emailPage(page), 400);
  if (sentCode) return takeSentCode(c, provider, sent, sentCode, () => enter(c, provider, pending, personId));
  if (await isRightCode(form.get("code") ?? "", personId, provider.seconds())) {
    return enter(c, provider, pending, personId);
  }
  const errors = new Map([["code", textsOf(page.language).enterCode]]);
  return showApp(c, provider, { ...page, errors }, personId, 400);
};

/** `POST /confirm-email`: makes the account once its code is right. */
export const takeEmailCode: Step = (c, provider, sent) => {
  const { newAccount, sentCode } = sent.pending;
  if (!newAccount || !sentCode) return c.html(emailPage(sent.page), 400);
  return takeSentCode(c, provider, sent, sentCode, () => {
    // Whoever presses twice is one person.
    const made = [...provider.people.values()].find(({ email }) => email === newAccount.email);
    const id = made?.id ?? provider.randomText(16);
    if (!made) provider.people.set(id, { id, emailVerified: true, ...newAccount });
    const { newAccount: _made, sentCode: _used, ...pending } = sent.pending;
    return afterPassword(c, provider, { ...sent, pending }, id);
  });
};

function takeSentCode(
  c: Context,
  provider: Provider,
  sent: SentForm,
  sentCode: SentCode,
  goOn: () => Response | Promise<Response>,
): Response | Promise<Response> {
  if (sent.form.get("again")) return sendCode(c, provider, sent, sentCode.to);
  if (isSentCode(sentCode, sent.form.get("code") ?? "", provider.seconds())) return goOn();
  const errors = new Map([["code", codeTextsOf(sent.page.language).enterSentCode]]);
  return c.html(sentCodePage({ ...sent.page, errors }, sentCode), 400);
}
