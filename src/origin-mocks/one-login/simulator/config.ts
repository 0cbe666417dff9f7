/**
 * `/config`, with which the official simulator is set up while it runs: here it is about the first
 * client and the first person, so that test suites written for the simulator need another URL only.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Account } from "../accounts.ts";
import type { Client } from "../clients.ts";
import { knownFaults, noFaults } from "../faults.ts";
import { parseJson } from "../parameters.ts";
import type { Provider } from "../provider.ts";
import { ownPagesOnly } from "../same-site.ts";
import { tellOfAddress } from "../telling-account-api.ts";
import { clientFieldsOf, withClientFields } from "./client-fields.ts";
import { type ConfigRequest, readConfigRequest } from "./config-request.ts";
import { responseOf, withResponse } from "./response-fields.ts";

/** `GET` and `POST /config`, and `POST /config/reset`. */
export function config(provider: Provider, reset: () => void): Hono {
  const app = new Hono();
  app.use("/config/*", ownPagesOnly(provider));
  app.get("/config", (c) => c.json(describe(provider)));
  app.on(["POST", "PATCH"], "/config", async (c) => change(c, provider));
  app.post("/config/reset", (c) => {
    reset();
    return c.body(null, 200);
  });
  return app;
}

function describe(provider: Provider) {
  const { client, account } = firsts(provider);
  const { published, used } = provider.keys.tokens.state();
  const { coreIdentity, idToken, authorise } = provider.faults.configured;
  return {
    clientConfiguration: clientFieldsOf(client),
    errorConfiguration: {
      coreIdentityErrors: coreIdentity,
      idTokenErrors: idToken,
      authoriseErrors: authorise,
    },
    responseConfiguration: responseOf(account),
    simulatorUrl: provider.baseUrl,
    publishNewIdTokenKeysEnabled: published,
    usingNewIdTokenSigningKeys: used,
  };
}

async function change(c: Context, provider: Provider): Promise<Response> {
  const body = parseJson(await c.req.text());
  if (body === undefined) return c.text("The request body is not JSON", 400);
  const read = readConfigRequest(body);
  if ("errors" in read) return c.json({ errors: read.errors }, 400);
  const now = provider.keys.tokens.state();
  const published = read.config.publishNewIdTokenSigningKeys ?? now.published;
  const used = read.config.useNewIdTokenSigningKeys ?? (published && now.used);
  if (used && !published) {
    const text = "Cannot enabled useNewIdTokenSigningKeys whilst publishNewIdTokenSigningKeys is false";
    return c.body(text, 400, { "Content-Type": "text/html; charset=utf-8" });
  }
  if (published !== now.published || used !== now.used) {
    await provider.keys.tokens.switchTo({ published, used });
  }
  await apply(provider, read.config);
  return c.body(null, 200);
}

async function apply(provider: Provider, read: ConfigRequest): Promise<void> {
  const { client, account } = firsts(provider);
  if (read.simulatorUrl !== undefined) provider.baseUrl = read.simulatorUrl;
  if (read.clientConfiguration) {
    const changed = withClientFields(client, read.clientConfiguration);
    replace(provider.clients, client.ClientID, changed.ClientID, changed);
  }
  const { coreIdentityErrors = [], idTokenErrors = [], authoriseErrors = [] } = read.errorConfiguration ?? {};
  // What a request does not mention is switched off.
  provider.faults.configured = {
    ...noFaults,
    coreIdentity: knownFaults("coreIdentity", coreIdentityErrors),
    idToken: knownFaults("idToken", idTokenErrors),
    authorise: knownFaults("authorise", authoriseErrors),
  };
  if (!read.responseConfiguration) return;
  const changed = withResponse(account, read.responseConfiguration);
  provider.people.set(account.id, changed);
  // With another subject it is somebody else, of whom account-api may never have heard.
  if (changed.subject === account.subject) await tellOfAddress(provider, account, changed);
}

/**
 * The client and the person that the configuration is about.
 *
 * @throws {HTTPException} when the last of them was deleted
 */
export function firsts({ clients, people }: Provider): {
  readonly client: Client;
  readonly account: Account;
} {
  const [client] = clients.values();
  const [account] = people.values();
  if (!client || !account)
    throw new HTTPException(409, { message: "One Login has no client, or nobody to sign in as." });
  return { client, account };
}

/** Replaces an entry, and keeps its place. */
export function replace<Value>(map: Map<string, Value>, before: string, after: string, value: Value): void {
  const entries = [...map].map(([key, old]): [string, Value] =>
    key === before ? [after, value] : [key, old],
  );
  map.clear();
  for (const [key, entry] of entries) map.set(key, entry);
}
