/**
 * What this application keeps in a cookie of its own: who came by a link from an email, the token of its
 * forms, and what the next page tells.
 *
 * @module
 */
import { z } from "zod";
import type { Seal } from "../common/seal.ts";

const flash = z.strictObject({
  /** The link was not good. */
  badToken: z.boolean().optional(),
  success: z.strictObject({ message: z.string(), description: z.string().optional() }).optional(),
  /** The id of a new subscription. */
  subscription: z.string().optional(),
});
const state = z.strictObject({
  subscriberId: z.string().nullable(),
  formToken: z.string().nullable(),
  flash,
});

/** What the next page tells, once. */
export type Flash = z.infer<typeof flash>;

/** The session during one request. */
export interface BrowserSession {
  subscriberId: string | null;
  /** What the page before left to be told. */
  readonly flash: Flash;
  /** Leaves something for the next page. */
  tell(flash: Flash): void;
  /** The token that a form of this browser must bring; made when it is first asked for. */
  formToken(): string;
  /** Whether a form brought it. */
  isFormToken(token: string | undefined): boolean;
  /** Forgets all of it. */
  clear(): void;
  /** A Set-Cookie line; null when there is nothing to set. */
  cookie(): Promise<string | null>;
}

const name = "_email-alert-frontend_session";
const nothing = { subscriberId: null, formToken: null, flash: {} };

/**
 * Reads the session of a request.
 *
 * @param cookies the Cookie header
 * @param makeToken gives a token that nobody can guess
 */
export async function readBrowserSession(
  cookies: string | undefined,
  seal: Seal,
  isSecure: boolean,
  makeToken: () => string,
): Promise<BrowserSession> {
  const incoming = await open(cookies, seal);
  const before = JSON.stringify(incoming);
  let { subscriberId, formToken } = incoming;
  let next: Flash = {};
  return {
    get subscriberId() {
      return subscriberId;
    },
    set subscriberId(value) {
      subscriberId = value;
    },
    flash: incoming.flash,
    tell(told) {
      next = { ...next, ...told };
    },
    formToken() {
      formToken ??= makeToken();
      return formToken;
    },
    isFormToken: (token) => formToken !== null && token === formToken,
    clear() {
      ({ subscriberId, formToken, flash: next } = nothing);
    },
    async cookie() {
      const text = JSON.stringify({ subscriberId, formToken, flash: next });
      if (text === before) return null;
      return `${name}=${await seal.seal(text)}; Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
    },
  };
}

async function open(cookies: string | undefined, seal: Seal): Promise<z.infer<typeof state>> {
  const value = new RegExp(`(?:^|;)\\s*${name}=([^;]*)`).exec(cookies ?? "")?.[1]?.trim();
  const text = value ? await seal.open(value) : null;
  try {
    return state.parse(JSON.parse(text ?? "null"));
  } catch {
    return nothing;
  }
}
