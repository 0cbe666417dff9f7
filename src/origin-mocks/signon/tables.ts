/**
 * Signon's tables. They are plain data without references, so that a copy is a whole restore.
 * Times are milliseconds since 1970.
 *
 * @module
 */
import type { RegisteredApplication, SignonData } from "./data.ts";
import type { Role } from "./roles.ts";

/** A person or, with `apiUser`, a program that calls APIs. */
export interface User {
  readonly id: number;
  /** What applications know the user by; it never changes. */
  readonly uid: string;
  readonly apiUser: boolean;
  readonly createdAt: number;
  name: string;
  email: string;
  role: Role;
  organisationId: number | null;
  /** As it was typed: a mock has nobody's real password. */
  password: string;
  requireTwoStep: boolean;
  otpSecret: string | null;
  exemption: { readonly reason: string; readonly until: number } | null;
  suspendedAt: number | null;
  suspensionReason: string | null;
  unsuspendedAt: number | null;
  invitedAt: number | null;
  invitationAcceptedAt: number | null;
  lockedAt: number | null;
  failedAttempts: number;
  failedCodes: number;
  currentSignInAt: number | null;
}

/** An application; permissions stand in a table of their own. */
export interface Application extends Omit<RegisteredApplication, "permissions"> {
  readonly id: number;
}

/** Something an application lets people do. */
export interface Permission {
  readonly id: number;
  readonly applicationId: number;
  readonly name: string;
  readonly delegated: boolean;
  readonly grantableFromUi: boolean;
  readonly default: boolean;
}

/** A permission that a user holds. */
export interface Grant {
  readonly userId: number;
  readonly permissionId: number;
  /** When it was last told to the application. */
  lastSyncedAt: number | null;
}

/** One row of the access token table; rows that were revoked stay in it. */
export interface AccessToken {
  readonly id: number;
  readonly token: string;
  readonly refreshToken: string | null;
  readonly applicationId: number;
  readonly userId: number;
  readonly createdAt: number;
  /** Milliseconds. */
  readonly expiresIn: number;
  revokedAt: number | null;
}

/** An authorization code (RFC 6749 section 4.1.2). */
export interface AuthorizationCode {
  readonly code: string;
  readonly applicationId: number;
  readonly userId: number;
  readonly redirectUri: string;
  readonly challenge: string | null;
  readonly challengeMethod: "S256" | "plain";
  readonly createdAt: number;
  revokedAt: number | null;
}

/** An organisation with its one parent. */
export interface Organisation {
  readonly id: number;
  slug: string;
  contentId: string;
  name: string;
  abbreviation: string | null;
  type: string;
  closed: boolean;
  requireTwoStep: boolean;
  parentId: number | null;
}

/** Something that happened to a user. */
export interface Event {
  /** Signon's own number of the kind of event. */
  readonly code: number;
  readonly at: number;
  readonly userId: number;
  /** Who did it, when it was not the user. */
  readonly initiatorId: number | null;
  readonly applicationId: number | null;
  readonly detail: string;
}

/** All tables of one environment. */
export interface Tables {
  readonly users: Map<number, User>;
  readonly applications: Map<number, Application>;
  readonly permissions: Map<number, Permission>;
  readonly organisations: Map<number, Organisation>;
  grants: Grant[];
  /** By the token itself. */
  readonly tokens: Map<string, AccessToken>;
  /** By the code itself. */
  readonly codes: Map<string, AuthorizationCode>;
  readonly events: Event[];
  feed: SignonData["organisationsFeed"];
  parentFixes: SignonData["parentFixes"];
  /** The id of the next row, of whatever table. */
  nextId: number;
}

/** Tables without a row. */
export function emptyTables(): Tables {
  return {
    users: new Map(),
    applications: new Map(),
    permissions: new Map(),
    organisations: new Map(),
    grants: [],
    tokens: new Map(),
    codes: new Map(),
    events: [],
    feed: [],
    parentFixes: {},
    nextId: 1,
  };
}

/** A number no row has. */
export function takeId(tables: Tables): number {
  const id = tables.nextId;
  tables.nextId += 1;
  return id;
}
