/**
 * email-alert-api and account-api as email-alert-frontend asks them, on behalf of one request.
 *
 * @module
 */
import { z } from "zod";
import { type ApiClient, ApiError, isStatus } from "../common/api-client.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const id = z.union([z.string(), z.number()]).transform(String);
const subscriber = z.object({ id, address: text, govuk_account_id: text });
const list = z.object({
  id: z.union([z.string(), z.number()]),
  slug: z.string(),
  title: z.string(),
  url: text,
  content_id: text,
});
const subscription = z.object({
  id: z.string(),
  frequency: z.string(),
  ended_at: text,
  subscriber_list: list,
});
const ownedSubscription = subscription.extend({ subscriber: z.object({ id }).nullish() });
const signedIn = z.object({ govuk_account_session: text, subscriber });
const subscriptions = z.object({ subscriber, subscriptions: z.array(subscription) });
/** Goes into a Location header, so nothing but visible ASCII. */
const signIn = z.object({ auth_uri: z.string().regex(/^https?:\/\/[\x21-\x7e]+$/) });

/** What one can subscribe to. */
export type List = z.infer<typeof list>;
/** One of somebody's subscriptions. */
export type Subscription = z.infer<typeof subscription>;
/** The owner of a session, and the session's new value. */
export type SignedIn = z.infer<typeof signedIn>;

/** What a new list says, and what it matches: one page by its id, or more by links or tags. */
export interface NewList {
  readonly url: string;
  readonly title: string;
  readonly content_id?: string;
  readonly description?: string;
  readonly links?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, unknown>>;
}

/** Both APIs. Every call throws {@link ApiError} for an answer that is not a success. */
export interface Upstream {
  link(session: string): Promise<SignedIn>;
  authenticate(session: string): Promise<SignedIn>;
  subscriptionsOf(subscriberId: string): Promise<z.infer<typeof subscriptions>>;
  list(slug: string): Promise<List>;
  findOrCreateList(wanted: NewList): Promise<List>;
  subscribe(list: List, address: string, frequency: string): Promise<z.infer<typeof ownedSubscription>>;
  subscription(id: string): Promise<z.infer<typeof ownedSubscription>>;
  latest(id: string): Promise<Subscription>;
  changeFrequency(id: string, frequency: string): Promise<void>;
  changeAddress(subscriberId: string, address: string): Promise<void>;
  unsubscribe(id: string): Promise<void>;
  unsubscribeAll(subscriberId: string): Promise<void>;
  sendManageLink(address: string, destination: string): Promise<void>;
  sendConfirmLink(address: string, slug: string, frequency: string): Promise<void>;
  /** Where the browser signs in, to come back to a path. */
  signInUrl(redirectPath: string): Promise<string>;
  /** Whether the address is the session's own; null when nobody has it. */
  match(address: string, session: string | null): Promise<boolean | null>;
}

/** The two clients behind it. */
export interface Clients {
  readonly emailAlertApi: ApiClient;
  readonly accountApi: ApiClient;
}

/** @param incoming headers of the request being answered */
export function createUpstream({ emailAlertApi, accountApi }: Clients, incoming: Headers): Upstream {
  type Body = Readonly<Record<string, unknown>>;
  const get = async <T>(schema: z.ZodType<T>, path: string) =>
    read(schema, await emailAlertApi("GET", path, { incoming }));
  const send = (method: string, path: string, body: Body = {}) =>
    emailAlertApi(method, path, { body, incoming });
  const bySession = async (path: string, govuk_account_session: string) =>
    read(signedIn, await send("POST", path, { govuk_account_session }));

  return {
    link: (session) => bySession("/subscribers/govuk-account/link", session),
    authenticate: (session) => bySession("/subscribers/govuk-account", session),
    subscriptionsOf: (subscriberId) =>
      get(subscriptions, `/subscribers/${segment(subscriberId)}/subscriptions`),
    async list(slug) {
      return (await get(z.object({ subscriber_list: list }), `/subscriber-lists/${segment(slug)}`))
        .subscriber_list;
    },
    async findOrCreateList(wanted) {
      const answer = await send("POST", "/subscriber-lists", { ...wanted });
      return read(z.object({ subscriber_list: list }), answer).subscriber_list;
    },
    async subscribe({ id: subscriber_list_id }, address, frequency) {
      const wanted = { subscriber_list_id, address, frequency, skip_confirmation_email: false };
      const answer = await send("POST", "/subscriptions", wanted);
      return read(z.object({ subscription: ownedSubscription }), answer).subscription;
    },
    async subscription(subscriptionId) {
      const path = `/subscriptions/${segment(subscriptionId)}`;
      return (await get(z.object({ subscription: ownedSubscription }), path)).subscription;
    },
    async latest(subscriptionId) {
      const path = `/subscriptions/${segment(subscriptionId)}/latest`;
      return (await get(z.object({ subscription }), path)).subscription;
    },
    async changeFrequency(subscriptionId, frequency) {
      await send("PATCH", `/subscriptions/${segment(subscriptionId)}`, { frequency });
    },
    async changeAddress(subscriberId, new_address) {
      await send("PATCH", `/subscribers/${segment(subscriberId)}`, { new_address });
    },
    async unsubscribe(subscriptionId) {
      await send("POST", `/unsubscribe/${segment(subscriptionId)}`);
    },
    async unsubscribeAll(subscriberId) {
      await send("DELETE", `/subscribers/${segment(subscriberId)}`);
    },
    async sendManageLink(address, destination) {
      await send("POST", "/subscribers/auth-token", { address, destination });
    },
    async sendConfirmLink(address, topic_id, frequency) {
      await send("POST", "/subscriptions/auth-token", { address, topic_id, frequency });
    },
    async signInUrl(redirect_path) {
      const query = new URLSearchParams({ redirect_path, mfa: "false" });
      return read(signIn, await accountApi("GET", `/api/oauth2/sign-in?${query}`, { incoming })).auth_uri;
    },
    async match(email, session) {
      const path = `/api/user/match-by-email?${new URLSearchParams({ email })}`;
      try {
        const answer = await accountApi("GET", path, { session, incoming });
        return read(z.object({ match: z.boolean() }), answer).match;
      } catch (error) {
        if (isStatus(error, 404)) return null;
        throw error;
      }
    },
  };
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new ApiError(`An API gave an answer that cannot be used: ${z.prettifyError(result.error)}`);
}

/** A value as one part of a path. A dot would lead to another path, where nothing of that name is. */
function segment(value: string): string {
  if (/^\.{0,2}$/.test(value)) throw new ApiError("There is nothing of that name", 404);
  return encodeURIComponent(value.toWellFormed());
}
