/**
 * `POST /_pact/state`: what a contract test wants to be true before it asks.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import { plainApplication } from "./data.ts";
import { addApplication, grantByName, newUser } from "./load.ts";
import { SIGNIN } from "./queries.ts";
import { resetService, type Service } from "./service.ts";
import { takeId } from "./tables.ts";
import { API_TOKEN_LIFETIME } from "./tokens.ts";
import { uuid } from "./uuid.ts";

const request = z.object({
  state: z.string().nullish(),
  states: z.array(z.string()).optional(),
  action: z.string().optional(),
});

/** The token that clients of contract tests send. */
const TOKEN = "SOME_BEARER_TOKEN";
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * One route, `/state`. Every state begins from the start, and with a caller that may ask who users are; so
 * does none. A teardown goes back to the start.
 */
export function contractStates(service: Service): Hono {
  const app = new Hono();
  app.post("/state", async (c) => {
    const body = request.safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: 'Expected JSON such as {"state": "..."}.' }, 400);
    const { state, states = [], action } = body.data;
    const wanted = [...(state ? [state] : []), ...states];
    const unknown = wanted.find((each) => !each.startsWith("users exist with the UUIDs "));
    if (unknown !== undefined) return c.json({ error: `The state "${unknown}" is not known.` }, 400);
    resetService(service);
    if (action === "teardown") return c.body(null, 204);
    addCaller(service);
    for (const uid of wanted.join(" ").match(UUID) ?? []) addUser(service, uid);
    return c.json({});
  });
  return app;
}

function addCaller(service: Service): void {
  const { tables, clock, random } = service;
  const identity = { uid: uuid(random), name: "Contract test", email: "contract-test@example.com" };
  const user = newUser(tables, { ...identity, apiUser: true }, clock.now());
  const name = "Signon API";
  const isRegistered = [...tables.applications.values()].some((each) => each.name === name);
  if (!isRegistered) addApplication(tables, plainApplication({ name, uid: "signon-api-oauth-id" }));
  const applicationId = grantByName(tables, user, name, [SIGNIN]);
  tables.tokens.set(TOKEN, {
    id: takeId(tables),
    token: TOKEN,
    refreshToken: null,
    applicationId,
    userId: user.id,
    createdAt: clock.now(),
    expiresIn: API_TOKEN_LIFETIME,
    revokedAt: null,
  });
}

function addUser({ tables, clock }: Service, uid: string): void {
  if ([...tables.users.values()].some((user) => user.uid === uid)) return;
  const number = tables.users.size;
  const identity = { uid, name: `User ${number}`, email: `user-${number}@example.com`, apiUser: false };
  newUser(tables, identity, clock.now());
}
