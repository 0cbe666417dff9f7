/**
 * What can be done to One Login beside the clock and the failures that every mock has, for tests: faults,
 * keys, clients, people, snapshots.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { changeAccount, deletePerson, putPerson } from "./account-changes.ts";
import { deliveries } from "./back-channel.ts";
import { type Client, loadClients } from "./clients.ts";
import { faultNames } from "./faults.ts";
import { inboxApi } from "./inbox-page.ts";
import { parseJson } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { endEverySession } from "./sessions.ts";
import { restoreSnapshot, type Snapshot, takeSnapshot } from "./snapshot.ts";
import { codeAt, secretOf } from "./totp.ts";

/**
 * Routes below `/__mock`.
 *
 * | request | effect |
 * | --- | --- |
 * | `GET /faults`, `POST /faults` `{"kind","name","times","clientId"}` | faults in answers |
 * | `POST /keys/tokens/publish`, `/use`, `/retire`; `identity` for `tokens` | changes signing keys |
 * | `GET /clients`, `PUT /clients/{id}`, `DELETE /clients/{id}` | the registry |
 * | `PUT /people/{id}`, `DELETE /people/{id}` | the people; account-api is told |
 * | `GET /people/{id}` | one person, with what an authenticator app of theirs shows |
 * | `POST /people/{id}/email` `{"email"}`, `/second-factor` `{"phone"}` | changes them; no phone is an app |
 * | `POST /people/{id}/recreate` | deleted and made again: another subject everywhere |
 * | `POST /people/{id}/suspend`, `/block`, `/reinstate` | what One Login does to accounts |
 * | `POST /people/{id}/sign-out-everywhere` | ends all their sessions |
 * | `GET /requests`, `GET /deliveries` | what happened |
 * | `GET /inbox`, `DELETE /inbox` | security codes that were sent |
 * | `POST /snapshots`, `POST /snapshots/{name}/restore` | as it is now, and back |
 */
export function mockApi(provider: Provider): Hono {
  const app = new Hono();
  app.get("/faults", (c) => c.json({ known: faultNames, orders: provider.faults.orders() }));
  app.post("/faults", async (c) =>
    attempt(c, async () => {
      provider.faults.order(await bodyOf(c));
      return c.json({ orders: provider.faults.orders() });
    }),
  );
  app.post("/keys/:family/:step", (c) => changeKeys(c, provider));
  app.get("/requests", (c) => c.json({ requests: provider.log.entries }));
  app.get("/deliveries", (c) => c.json({ deliveries: deliveries(provider) }));
  app.route("/inbox", inboxApi(provider));
  clientRoutes(app, provider);
  peopleRoutes(app, provider);
  snapshotRoutes(app, provider);
  return app;
}

const families = z.enum(["tokens", "identity"]);
const steps = z.enum(["publish", "use", "retire"]);

async function changeKeys(c: Context, { keys }: Provider): Promise<Response> {
  const family = families.safeParse(c.req.param("family"));
  const step = steps.safeParse(c.req.param("step"));
  if (!family.success || !step.success) return c.notFound();
  await keys[family.data][step.data]();
  return c.json(keys[family.data].state());
}

/** A hash is no secret that could be used, but nobody needs to see it. */
const withoutHash = ({ ClientSecret: _hash, ...client }: Client) => client;

function clientRoutes(app: Hono, { clients, clientRules }: Provider): void {
  app.get("/clients", (c) => c.json({ clients: [...clients.values()].map(withoutHash) }));
  app.put("/clients/:id", (c) =>
    attempt(c, async () => {
      const body = z.record(z.string(), z.unknown()).parse(await bodyOf(c));
      const [client] = (await loadClients([{ ...body, ClientID: c.req.param("id") }], clientRules)).values();
      if (client) clients.set(client.ClientID, client);
      return c.json({ client: client && withoutHash(client) });
    }),
  );
  app.delete("/clients/:id", (c) => (clients.delete(c.req.param("id")) ? c.body(null, 204) : c.notFound()));
}

function peopleRoutes(app: Hono, provider: Provider): void {
  const { people } = provider;
  app.get("/people/:id", async (c) => {
    const person = people.get(c.req.param("id"));
    if (!person) return c.notFound();
    const authenticator = {
      secret: await secretOf(person.id),
      code: await codeAt(person.id, provider.seconds()),
    };
    return c.json({ person, authenticator });
  });
  app.put("/people/:id", (c) =>
    attempt(c, async () => {
      const body = z.record(z.string(), z.unknown()).parse(await bodyOf(c));
      return c.json({ person: await putPerson(provider, c.req.param("id"), body) });
    }),
  );
  app.delete("/people/:id", async (c) =>
    (await deletePerson(provider, c.req.param("id"))) ? c.body(null, 204) : c.notFound(),
  );
  app.post("/people/:id/:change", async (c, next) => {
    const { id, change } = c.req.param();
    // What ends sessions has no body, and changes nobody.
    if (change === "sign-out-everywhere") return next();
    return attempt(c, async () => {
      const person = await changeAccount(provider, id, change, await bodyOf(c));
      return person ? c.json({ person }) : c.notFound();
    });
  });
  app.post("/people/:id/sign-out-everywhere", (c) =>
    people.has(c.req.param("id"))
      ? c.json({ sessions: endEverySession(provider, c.req.param("id")) })
      : c.notFound(),
  );
}

function snapshotRoutes(app: Hono, provider: Provider): void {
  const snapshots = new Map<string, Snapshot>();
  app.post("/snapshots", (c) => {
    const name = `snapshot-${snapshots.size + 1}`;
    snapshots.set(name, takeSnapshot(provider));
    return c.json({ name });
  });
  app.post("/snapshots/:name/restore", (c) => {
    const snapshot = snapshots.get(c.req.param("name"));
    if (!snapshot) return c.notFound();
    restoreSnapshot(provider, snapshot);
    return c.body(null, 204);
  });
}

async function bodyOf(c: Context): Promise<unknown> {
  return parseJson(await c.req.text());
}

/** What is wrong with a body is told, with the field. */
async function attempt(c: Context, act: () => Promise<Response>): Promise<Response> {
  try {
    return await act();
  } catch (error) {
    const text = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return c.json({ error: text }, 400);
  }
}
