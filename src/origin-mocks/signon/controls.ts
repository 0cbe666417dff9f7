/**
 * What can be done to a Signon from a test, besides what every mock offers, and what it shows of itself.
 *
 * @module
 */
import type { Hono } from "hono";
import { z } from "zod";
import { rotateTokens } from "./access.ts";
import { suspend } from "./accounts.ts";
import { importOrganisations, setParent } from "./organisations-import.ts";
import { expiryOf, userByUid } from "./queries.ts";
import type { Service } from "./service.ts";
import type { Tables } from "./tables.ts";

/** What only some Signons can do. */
export interface Extras {
  /** Replaces this one by a copy of production. */
  sync?(): void;
}

const token = z.object({ token: z.string() });
const uid = z.object({ uid: z.string() });
const snapshot = z.object({ snapshot: z.int().min(0) });
const parent = z.object({ child: z.string(), parent: z.string().nullable() });

/** Adds the routes to those of `/__mock`. */
export function addControls(controls: Hono, service: Service, extras: Extras): void {
  command(controls, "/revoke", token, '{"token": "..."}', (body) => {
    const row = service.tables.tokens.get(body.token);
    if (row) row.revokedAt ??= service.clock.now();
    return row ? null : "There is no such token.";
  });
  command(controls, "/suspend", uid, '{"uid": "..."}', (body) => {
    const user = userByUid(service.tables, body.uid);
    if (user) suspend(service, null, user, "Suspended by a test");
    return user ? null : "There is no user with this uid.";
  });
  command(controls, "/parent", parent, '{"child": "a-slug", "parent": "another-slug"}', (body) =>
    setParent(service.tables, body.child, body.parent)
      ? null
      : "There are no two such organisations, or the parent stands under the child.",
  );
  controls.post("/import", (c) => {
    importOrganisations(service.tables);
    return c.body(null, 204);
  });
  addSnapshots(controls, service);
  controls.post("/rotate", (c) => c.json({ made: rotateTokens(service) }));
  controls.get("/mails", (c) => c.json(service.mails));
  if (extras.sync) {
    controls.post("/sync", (c) => {
      extras.sync?.();
      return c.body(null, 204);
    });
  }
}

/** The tables stay here: there are tokens in them. */
function addSnapshots(controls: Hono, service: Service): void {
  const snapshots: Tables[] = [];
  controls.post("/snapshot", (c) =>
    c.json({ snapshot: snapshots.push(structuredClone(service.tables)) - 1 }),
  );
  command(controls, "/restore", snapshot, '{"snapshot": 0}', (body) => {
    const found = snapshots[body.snapshot];
    if (found) service.tables = structuredClone(found);
    return found ? null : "There is no such snapshot.";
  });
}

function command<T>(
  controls: Hono,
  path: string,
  schema: z.ZodType<T>,
  example: string,
  act: (body: T) => string | null,
): void {
  controls.post(path, async (c) => {
    const body = schema.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: `Expected JSON such as ${example}.` }, 400);
    const error = act(body.data);
    return error === null ? c.body(null, 204) : c.json({ error }, 404);
  });
}

/** The tables without the tokens themselves: a person tells them apart by owner and application. */
export function describe({ tables, environment, pushes }: Service): Record<string, unknown> {
  const time = (at: number | null | undefined) => at && new Date(at).toISOString();
  return {
    environment,
    users: [...tables.users.values()].map(({ uid, name, role, apiUser, suspendedAt }) => {
      return { uid, name, role, apiUser, suspended: suspendedAt !== null };
    }),
    accessTokens: [...tables.tokens.values()].map((row) => ({
      owner: tables.users.get(row.userId)?.name,
      application: tables.applications.get(row.applicationId)?.name,
      createdAt: time(row.createdAt),
      expiresAt: time(expiryOf(row)),
      revokedAt: time(row.revokedAt),
    })),
    permissions: tables.grants.map(({ userId, permissionId, lastSyncedAt }) => {
      const permission = tables.permissions.get(permissionId);
      return {
        user: tables.users.get(userId)?.name,
        application: tables.applications.get(permission?.applicationId ?? -1)?.name,
        permission: permission?.name,
        lastSyncedAt: time(lastSyncedAt),
      };
    }),
    organisations: [...tables.organisations.values()].map(({ slug, parentId }) => {
      return { slug, parent: tables.organisations.get(parentId ?? -1)?.slug ?? null };
    }),
    events: tables.events.map(({ code, userId, at }) => {
      return { code, user: tables.users.get(userId)?.name, at: time(at) };
    }),
    pushes: pushes.counts(),
  };
}
