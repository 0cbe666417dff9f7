/**
 * Which applications are told what of a user, and what the requests look like.
 *
 * @module
 */
import { addressIn } from "./addresses.ts";
import { grant, newUser, USER_UPDATE_PERMISSION } from "./load.ts";
import type { Push } from "./pushes.ts";
import {
  expiryOf,
  hasAccess,
  isLive,
  permissionsOfApplication,
  SIGNIN,
  tokensOf,
  userByEmail,
} from "./queries.ts";
import type { Service } from "./service.ts";
import type { AccessToken, Application, User } from "./tables.ts";
import { issueToken, PUSH_TOKEN_LIFETIME } from "./tokens.ts";
import { stampSynced, userObject } from "./user-object.ts";
import { uuid } from "./uuid.ts";

const FOUR_WEEKS = 4 * 7 * 86_400_000;
/** Signon's own API user. */
const pusher = {
  name: "Signon API Client (permission and suspension updater)",
  email: "signon+permissions@alphagov.co.uk",
};

/** Queues what an application should know of a user who changed. */
export function tellUpdate(service: Service, user: User): void {
  for (const { id } of applicationsToTell(service, user)) tellApplication(service, user, id);
}

/** Queues an update for one application, if it takes them; without `signin` the user is signed out there. */
export function tellApplication(service: Service, user: User, applicationId: number): void {
  if (!applicationsToTell(service, user).some(({ id }) => id === applicationId)) return;
  service.pushes.add({ kind: "update", userId: user.id, applicationId });
  if (!hasAccess(service.tables, user.id, applicationId)) {
    service.pushes.add({ kind: "reauth", userId: user.id, applicationId });
  }
}

/** Queues that the user must sign in again, for all applications. */
export function tellReauth(service: Service, user: User): void {
  for (const { id } of applicationsToTell(service, user)) {
    service.pushes.add({ kind: "reauth", userId: user.id, applicationId: id });
  }
}

/** Those that take pushes and for which the user ever had a token, be it revoked. */
function applicationsToTell({ tables }: Service, user: User): Application[] {
  const used = new Set(tokensOf(tables, user.id).map(({ applicationId }) => applicationId));
  return [...tables.applications.values()].filter(
    (each) => used.has(each.id) && each.supportsPushUpdates && !each.retired && each.redirectUri !== null,
  );
}

/** Sends what is due, in the background. */
export function sendPushes(service: Service): void {
  service.pushes.send((push) => pushRequest(service, push), service.clock.now());
}

function pushRequest(service: Service, { kind, userId, applicationId }: Push): Request | null {
  const user = service.tables.users.get(userId);
  const application = service.tables.applications.get(applicationId);
  const address = application && addressIn(service, application.redirectUri);
  if (!user || !address) return null;
  const base = new URL(`/auth/gds/api/users/${user.uid}`, address);
  const { token } = pushToken(service, applicationId);
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: "application/json",
    "Content-Type": "application/json",
  };
  if (kind === "reauth") return new Request(`${base}/reauth`, { method: "POST", headers, body: "{}" });
  const body = { user: userObject(service.tables, user, applicationId) };
  stampSynced(service.tables, userId, applicationId, service.clock.now());
  return new Request(base, { method: "PUT", headers, body: JSON.stringify(body) });
}

/** Signon's own token for an application, made anew in the last four weeks of the one before. */
function pushToken(service: Service, applicationId: number): AccessToken {
  const { tables, clock } = service;
  const user =
    userByEmail(tables, pusher.email) ??
    newUser(tables, { ...pusher, uid: uuid(service.random), apiUser: true }, clock.now());
  const reusable = tokensOf(tables, user.id).find(
    (token) =>
      token.applicationId === applicationId &&
      isLive(token, clock.now()) &&
      expiryOf(token) - clock.now() > FOUR_WEEKS,
  );
  if (reusable) return reusable;
  const needed = permissionsOfApplication(tables, applicationId).filter(({ name }) =>
    [SIGNIN, USER_UPDATE_PERMISSION].includes(name),
  );
  for (const { id } of needed) grant(tables, user.id, id);
  return issueToken(service, { applicationId, userId: user.id, expiresIn: PUSH_TOKEN_LIFETIME });
}
