/**
 * What Signon remembers as JSON: its tables, who is signed in, the emails with their links, and what it has yet to
 * tell applications.
 *
 * @module
 */
import { z } from "zod";
import { readSaved } from "../common/saved.ts";
import { signonDataSchema } from "./data.ts";
import { roles } from "./roles.ts";
import type { Service } from "./service.ts";
import { savedSessions } from "./sessions.ts";

const id = z.int();
const time = z.number();
const maybeTime = time.nullable();
const text = z.string();
const maybe = text.nullable();

const user = z.strictObject({
  ...{ id, uid: text, apiUser: z.boolean(), createdAt: time, name: text, email: text, password: text },
  ...{ role: z.enum(roles), organisationId: id.nullable(), requireTwoStep: z.boolean(), otpSecret: maybe },
  ...{ exemption: z.strictObject({ reason: text, until: time }).nullable(), suspendedAt: maybeTime },
  ...{ suspensionReason: maybe, unsuspendedAt: maybeTime, invitedAt: maybeTime, lockedAt: maybeTime },
  ...{ invitationAcceptedAt: maybeTime, currentSignInAt: maybeTime, failedAttempts: id, failedCodes: id },
});
const application = signonDataSchema.shape.applications
  .unwrap()
  .element.omit({ permissions: true })
  .extend({ id });
const permission = z.strictObject({
  ...{ id, applicationId: id, name: text },
  ...{ delegated: z.boolean(), grantableFromUi: z.boolean(), default: z.boolean() },
});
const organisation = signonDataSchema.shape.organisations
  .unwrap()
  .element.omit({ parent: true })
  .extend({ id, parentId: id.nullable() });
const token = z.strictObject({
  ...{ id, token: text, refreshToken: maybe, applicationId: id, userId: id },
  ...{ createdAt: time, expiresIn: time, revokedAt: maybeTime },
});
const code = z.strictObject({
  ...{ code: text, applicationId: id, userId: id, redirectUri: text, challenge: maybe },
  ...{ challengeMethod: z.enum(["S256", "plain"]), createdAt: time, revokedAt: maybeTime },
});
const event = z.strictObject({
  ...{
    code: id,
    at: time,
    userId: id,
    initiatorId: id.nullable(),
    applicationId: id.nullable(),
    detail: text,
  },
});

const saved = z.strictObject({
  users: z.array(user),
  applications: z.array(application),
  permissions: z.array(permission),
  organisations: z.array(organisation),
  grants: z.array(z.strictObject({ userId: id, permissionId: id, lastSyncedAt: maybeTime })),
  tokens: z.array(token),
  codes: z.array(code),
  events: z.array(event),
  feed: signonDataSchema.shape.organisationsFeed.unwrap(),
  parentFixes: signonDataSchema.shape.parentFixes.unwrap(),
  nextId: id,
  mails: z.array(z.strictObject({ to: text, subject: text, link: maybe })),
  sessions: savedSessions,
  pushes: z.array(
    z.strictObject({
      ...{ kind: z.enum(["update", "reauth"]), userId: id, applicationId: id, attempts: id },
      dueAt: maybeTime,
    }),
  ),
});

/** Everything that is remembered. There are tokens and passwords in it. */
export function save({ tables, mails, sessions, pushes }: Service): Record<string, unknown> {
  const { users, applications, permissions, organisations, tokens, codes, ...plain } = tables;
  const maps = { users, applications, permissions, organisations, tokens, codes };
  const lists = Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, [...map.values()]]));
  // Rows are changed in place, so they are copied.
  return structuredClone({ ...plain, ...lists, mails, sessions: sessions.save(), pushes: pushes.save() });
}

/** Puts back what {@link save} gave. @throws {Error} naming each field that is wrong */
export function restore(service: Service, state: unknown): void {
  // Signon changes its rows in place: they must not be the caller's.
  const read = readSaved("Signon", saved, structuredClone(state));
  const { mails, sessions, pushes, ...tables } = read;
  const byId = <Row extends { readonly id: number }>(rows: readonly Row[]) =>
    new Map(rows.map((row) => [row.id, row]));
  service.tables = {
    ...tables,
    users: byId(tables.users),
    applications: byId(tables.applications),
    permissions: byId(tables.permissions),
    organisations: byId(tables.organisations),
    tokens: new Map(tables.tokens.map((row) => [row.token, row])),
    codes: new Map(tables.codes.map((row) => [row.code, row])),
  };
  service.mails.splice(0, service.mails.length, ...mails);
  service.sessions.restore(sessions);
  service.pushes.restore(pushes);
}
