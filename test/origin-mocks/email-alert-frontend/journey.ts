/** The routes, for each kind of session: what is answered, what it says of the session, and who is called. */
import { linked, noUrl, other, refused, signInCall, subscription } from "./support.ts";

export interface Journey {
  /** Method and path; the form is given apart. */
  readonly request: string;
  readonly form?: Readonly<Record<string, string>>;
  /** Null for nobody. */
  readonly session: string | null;
  /** What the APIs answer other than when all is well. */
  readonly script?: Readonly<Record<string, readonly [number, unknown?]>>;
  readonly status: number;
  readonly location?: string;
  /** The session header of the answer. */
  readonly sends?: string;
  readonly ends?: true;
  readonly calls: readonly string[];
}

export const link = `M POST /subscribers/govuk-account/link {"govuk_account_session":"s1"}`;
export const authenticate = `M POST /subscribers/govuk-account {"govuk_account_session":"s1"}`;
export const subscriptions = "M GET /subscribers/7/subscriptions";
export const list = "M GET /subscriber-lists/fish";
export const subscribe = (frequency: string) =>
  `M POST /subscriptions {"subscriber_list_id":3,"address":"amina@example.com","frequency":"${frequency}","skip_confirmation_email":false}`;
export const confirmPath = "/email/subscriptions/account/confirm";
export const back = (query: string) => signInCall(`${confirmPath}?${query}`);
export const bad = refused(401);
export const unverified = refused(403);
export const subscribed = {
  "M GET /subscribers/7/subscriptions": [200, { subscriber: linked, subscriptions: [other, subscription] }],
} as const;
export const listWithoutUrl = { "M GET /subscriber-lists/fish": [200, { subscriber_list: noUrl }] } as const;
