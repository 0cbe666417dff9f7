/**
 * The contract of gds-api-adapters with account-api: 12 interactions. Request bodies are exact; an answer may have
 * more fields than are written here, and where a type stands only the type counts. No caller has a token.
 */
import { expect } from "vitest";

export interface Interaction {
  readonly given: string | null;
  readonly request: readonly [method: string, path: string, body?: Readonly<Record<string, unknown>>];
  /** Whether the request brings the session `logged-in-user-session`. */
  readonly session?: boolean;
  readonly status: number;
  readonly body?: unknown;
}

const someText = expect.any(String);
const someFlag = expect.any(Boolean);
const signedIn = "there is a valid user session";
const returned = { code: "code", state: "state" };
const subject = "/api/oidc-users/the-subject-identifier";
const match = "/api/user/match-by-email?email=email%40example.com";
const attributes = "/api/attributes?attributes[]=email";

export const interactions: readonly Interaction[] = [
  {
    given: null,
    request: ["GET", "/api/oauth2/sign-in?redirect_path=%2Fsome-arbitrary-path&mfa=false"],
    status: 200,
    body: { auth_uri: expect.stringMatching(/^https?:\/\//), state: someText },
  },
  {
    given: "there is a valid OAuth response",
    request: ["POST", "/api/oauth2/callback", returned],
    status: 200,
    body: { govuk_account_session: someText },
  },
  {
    given: "there is a valid OAuth response, with the redirect path '/some-arbitrary-path'",
    request: ["POST", "/api/oauth2/callback", returned],
    status: 200,
    body: { govuk_account_session: someText, redirect_path: "/some-arbitrary-path" },
  },
  { given: null, request: ["POST", "/api/oauth2/callback", returned], status: 401 },
  {
    given: null,
    request: ["GET", "/api/oauth2/end-session"],
    status: 200,
    body: { end_session_uri: expect.stringMatching(/^https?:\/\//) },
  },
  {
    given: "there is a user with subject identifier 'the-subject-identifier'",
    request: ["DELETE", subject, {}],
    status: 204,
  },
  { given: null, request: ["DELETE", subject, {}], status: 404 },
  {
    given: "there is a user with email address 'email@example.com'",
    request: ["GET", match],
    status: 200,
    body: { match: someFlag },
  },
  { given: null, request: ["GET", match], status: 404 },
  {
    given: signedIn,
    request: ["GET", "/api/user"],
    session: true,
    status: 200,
    body: {
      govuk_account_session: someText,
      id: someText,
      mfa: someFlag,
      email: someText,
      email_verified: someFlag,
    },
  },
  {
    given: signedIn,
    request: ["GET", attributes],
    session: true,
    status: 200,
    body: { govuk_account_session: someText, values: {} },
  },
  {
    given: `${signedIn}, with an attribute called 'email'`,
    request: ["GET", attributes],
    session: true,
    status: 200,
    body: { govuk_account_session: someText, values: { email: "email@example.com" } },
  },
];
