/**
 * What One Login remembers as JSON: people, clients, faults, messages, and who is signed in with which codes and tokens.
 * Its keys are not in it: they are given to it when it starts.
 *
 * @module
 */
import { z } from "zod";
import { entriesSchema, readSaved, restoreEntries, savedEntries } from "../common/saved.ts";
import { accountSchema, identitySchema } from "./accounts.ts";
import type { Client } from "./clients.ts";
import { faultKinds, orderSchema } from "./faults.ts";
import type { Provider } from "./provider.ts";
import { restoreSnapshot, takeSnapshot } from "./snapshot.ts";

const texts = z.array(z.string());
const maybe = z
  .string()
  .optional()
  .transform((text) => text);
/** The configuration interface takes texts that no file of people may have. */
const person = accountSchema.extend({
  email: z.string(),
  subject: z.string().optional(),
  identity: identitySchema
    .extend({ returnCodes: z.array(z.looseObject({ code: z.string() })).nullable() })
    .optional(),
});
const account = person.optional().transform((one) => one);
const vector = z.strictObject({
  credentialTrust: z.enum(["Cl", "Cl.Cm"]),
  levelOfConfidence: z.enum(["P0", "P1", "P2", "P3"]).nullable(),
});

const session = z.strictObject({
  browserId: z.string(),
  personId: z.string(),
  authTime: z.number(),
  credentialTrust: vector.shape.credentialTrust,
  clientSessions: z.array(z.tuple([z.string(), z.string()])),
});

/** The client stands in the registry; here is its id alone. */
const request = z.strictObject({
  clientId: z.string(),
  redirectUri: z.string(),
  responseMode: z.enum(["query", "fragment"]),
  state: maybe,
  scopes: texts,
  claims: texts,
  prompts: texts,
  maxAge: z.number(),
  vector,
  nonce: maybe,
  codeChallenge: maybe,
  loginHint: maybe,
  idTokenHint: maybe,
  channel: maybe,
  uiLocales: maybe,
});
const ways = z.enum(["text message", "email"]);
const sentCode = z.strictObject({ way: ways, to: z.string(), code: z.string(), expires: z.number() });
const { name, email, phone, updatedAt, recreated } = accountSchema.shape;
const pending = z.strictObject({
  request,
  personId: z.string().exactOptional(),
  onlyPersonId: z.string().exactOptional(),
  newAccount: z.strictObject({ name, email, phone, updatedAt, recreated }).exactOptional(),
  sentCode: sentCode.exactOptional(),
});

const authorization = z.strictObject({
  clientId: z.string(),
  personId: z.string(),
  account,
  redirectUri: z.string(),
  scopes: texts,
  claims: texts,
  vector,
  authTime: z.number(),
  nonce: maybe,
  codeChallenge: maybe,
  sid: z.string(),
});

const listFields = ["RedirectUrls", "PostLogoutRedirectUrls", "Scopes", "Claims", "ClientLoCs"];
const isTexts = (value: unknown) => texts.safeParse(value).success;
/** The configuration interface takes more than the registration's schema, so the parts that are used are looked at. */
const client = z.custom<Client>(
  (value) =>
    z.looseObject({ ClientID: z.string(), PublicKey: z.string() }).safeParse(value).success &&
    listFields.every((field) => isTexts(Reflect.get(Object(value), field))),
  { error: "expected a client with its lists" },
);

const keyState = z.strictObject({ published: z.boolean(), used: z.boolean() });

const saved = z.strictObject({
  baseUrl: z.url(),
  clients: z.array(client),
  people: z.array(person),
  faults: z.record(z.enum(faultKinds), texts),
  faultOrders: z.array(orderSchema),
  keys: keyState,
  /** Files of before did not have it. */
  identityKeys: keyState.default({ published: false, used: false }),
  /** The newest first. */
  inbox: z.array(z.strictObject({ time: z.number(), way: ways, to: z.string(), code: z.string() })),
  sessions: entriesSchema(session),
  pendingRequests: entriesSchema(pending),
  codes: entriesSchema(authorization),
  accessTokens: entriesSchema(z.strictObject({ token: maybe, personId: z.string(), account })),
  refreshTokens: entriesSchema(z.strictObject({ authorization })),
  usedAssertions: entriesSchema(z.string()),
  sharingNotices: entriesSchema(z.string()),
});

/** Everything that is remembered. There are sessions, codes and tokens in it. */
export function save(provider: Provider): Record<string, unknown> {
  const { stores, clock, faults } = provider;
  const { sessions, pendingRequests, ...others } = stores;
  return {
    ...takeSnapshot(provider),
    faultOrders: faults.orders(),
    inbox: provider.inbox.messages,
    sessions: savedEntries(sessions, clock).map(([id, one, start]) => [
      id,
      { ...one, clientSessions: [...one.clientSessions] },
      start,
    ]),
    pendingRequests: savedEntries(pendingRequests, clock).map(([id, one, start]) => {
      const { client: _client, ...rest } = one.request;
      return [id, { ...one, request: rest }, start];
    }),
    codes: savedEntries(others.codes, clock),
    accessTokens: savedEntries(others.accessTokens, clock),
    refreshTokens: savedEntries(others.refreshTokens, clock),
    usedAssertions: savedEntries(others.usedAssertions, clock),
    sharingNotices: savedEntries(others.sharingNotices, clock),
  };
}

/** Puts back what {@link save} gave. @throws {Error} naming each field that is wrong */
export function restore(provider: Provider, state: unknown): void {
  const { faultOrders, inbox, ...read } = readSaved("One Login", saved, state);
  restoreSnapshot(provider, read);
  for (const order of faultOrders) provider.faults.order(order);
  for (const message of inbox.toReversed()) provider.inbox.add(message);
  const { stores, clients } = provider;
  restoreEntries(
    stores.sessions,
    read.sessions.map(([id, one, start]) => [
      id,
      { ...one, clientSessions: new Map(one.clientSessions) },
      start,
    ]),
  );
  restoreEntries(
    stores.pendingRequests,
    read.pendingRequests.flatMap(([id, one, start]) => {
      const registered = clients.get(one.request.clientId);
      return registered ? [[id, { ...one, request: { ...one.request, client: registered } }, start]] : [];
    }),
  );
  restoreEntries(stores.codes, read.codes);
  restoreEntries(stores.accessTokens, read.accessTokens);
  restoreEntries(stores.refreshTokens, read.refreshTokens);
  restoreEntries(stores.usedAssertions, read.usedAssertions);
  restoreEntries(stores.sharingNotices, read.sharingNotices);
}
