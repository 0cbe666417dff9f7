/**
 * A client of account-api, with the requests of gds-api-adapters: bearer token, session header, a limit
 * of four seconds, no retries.
 *
 * @module
 */
import { z } from "zod";
import { AccountApiError, AccountApiUnauthorized, AccountApiUnresolved } from "./account-api-errors.ts";

/** Where account-api is and how to reach it. */
export interface AccountApiOptions {
  readonly url: string;
  readonly bearerToken: string;
  readonly fetch?: typeof fetch;
  /** How long an answer may take, in milliseconds; 4,000 by default. */
  readonly timeout?: number;
}

/** account-api as it is asked on behalf of one request. Every call throws {@link AccountApiError}. */
export interface AccountApi {
  /** Where the browser signs in. */
  getSignInUrl(redirectPath: string): Promise<string>;
  /** Exchanges what came to the callback for a session. */
  validateAuthResponse(code: string, state: string): Promise<SignedIn>;
  /** Where the browser signs out. Never given a session: frontend has ended it by then. */
  getEndSessionUrl(): Promise<string>;
  getUser(session: string): Promise<AccountUser>;
}

/** What a callback gives. */
export interface SignedIn {
  /** The value for the account session. A secret. */
  readonly session: string;
  /** Where to go next; blank or null when the sign-in named no place. */
  readonly redirectPath: string | null;
}

/** What is known of the person. */
export interface AccountUser {
  readonly email: string;
}

/** Goes into a Location header, so nothing but visible ASCII. */
const url = z.string().regex(/^https?:\/\/[\x21-\x7e]+$/);
const signInAnswer = z.object({ auth_uri: url });
const endSessionAnswer = z.object({ end_session_uri: url });
const callbackAnswer = z.object({
  govuk_account_session: z.string().regex(/^[\x21-\x7e]+$/),
  redirect_path: z.string().nullish(),
});
const userAnswer = z.object({ email: z.string() });

/** Headers of the request being answered that account-api should see as well. */
const passedOn = [
  "GOVUK-Request-Id",
  "GOVUK-Original-Url",
  "X-GOVUK-Authenticated-User",
  "X-GOVUK-Authenticated-User-Organisation",
  "GOVUK-Auth-Bypass-Id",
];

/**
 * A client of account-api.
 *
 * @returns a function that takes the headers of the request being answered
 * @example
 * const accountApi = createAccountApi({ url: "http://127.0.0.1:3001", bearerToken });
 * const user = await accountApi(request.headers).getUser(session);
 */
export function createAccountApi(options: AccountApiOptions): (incoming: Headers) => AccountApi {
  return (incoming) => {
    const common = commonHeaders(options.bearerToken, incoming);
    const send = <T>(
      schema: z.ZodType<T>,
      path: string,
      init: RequestInit,
      extra: Record<string, string> = {},
    ) => request(options, schema, path, { ...init, headers: { ...common, ...extra } });
    return {
      async getSignInUrl(redirectPath) {
        // mfa is always sent, and frontend never asks for it.
        const query = new URLSearchParams({ redirect_path: redirectPath, mfa: "false" });
        return (await send(signInAnswer, `/api/oauth2/sign-in?${query}`, {})).auth_uri;
      },
      async validateAuthResponse(code, state) {
        const init = { method: "POST", body: JSON.stringify({ code, state }) };
        const json = { "Content-Type": "application/json" };
        const answer = await send(callbackAnswer, "/api/oauth2/callback", init, json);
        return { session: answer.govuk_account_session, redirectPath: answer.redirect_path ?? null };
      },
      async getEndSessionUrl() {
        return (await send(endSessionAnswer, "/api/oauth2/end-session", {})).end_session_uri;
      },
      getUser: (session) => send(userAnswer, "/api/user", {}, { "GOVUK-Account-Session": session }),
    };
  };
}

function commonHeaders(bearerToken: string, incoming: Headers): Record<string, string> {
  const known = passedOn.flatMap((name) => {
    const value = incoming.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    Accept: "application/json",
    Authorization: `Bearer ${bearerToken}`,
    "User-Agent": "gds-api-adapters/103.3.1 (frontend)",
    ...Object.fromEntries(known),
  };
}

async function request<T>(
  { url, fetch: send = fetch, timeout = 4_000 }: AccountApiOptions,
  schema: z.ZodType<T>,
  path: string,
  init: RequestInit,
): Promise<T> {
  const { status, ok, text } = await exchange();
  if (status === 401) throw new AccountApiUnauthorized("account-api answered 401", { status });
  if (!ok) throw new AccountApiError(`account-api answered ${status}`, { status });
  const answer = schema.safeParse(parseJson(text));
  if (answer.success) return answer.data;
  throw new AccountApiError(`account-api gave an unusable answer: ${z.prettifyError(answer.error)}`);

  /** Includes reading the body: that too must end in time. */
  async function exchange() {
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await send(`${url}${path}`, { ...init, redirect: "manual", signal });
      return { status: response.status, ok: response.ok, text: await response.text() };
    } catch (cause) {
      const kind = unresolved.safeParse(cause).success ? AccountApiUnresolved : AccountApiError;
      throw new kind("account-api could not be reached", { cause });
    }
  }
}

/** How Node's fetch says that a name does not resolve; other runtimes do not tell. */
const unresolved = z.object({ cause: z.object({ code: z.enum(["ENOTFOUND", "EAI_AGAIN"]) }) });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
