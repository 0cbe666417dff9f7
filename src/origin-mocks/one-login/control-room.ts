/**
 * The control room: the page for the person at the keyboard, and what its buttons do.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { deletePerson, putPerson } from "./account-changes.ts";
import { loadClients } from "./clients.ts";
import { clientPage, controlRoomPage } from "./control-room-page.ts";
import { noFaults } from "./faults.ts";
import { fromBody, parseJson } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { ownPagesOnly } from "./same-site.ts";
import { endEverySession } from "./sessions.ts";

/** `/control` and what is below. */
export function controlRoom(provider: Provider, reset: () => void): Hono {
  const app = new Hono();
  // A wide table scrolls by itself, so that the page does not; hidden labels are placed within it.
  app.get("/control-room.css", (c) =>
    c.body(".app-scroll{overflow-x:auto;position:relative}", 200, {
      "Content-Type": "text/css; charset=utf-8",
    }),
  );
  app.use("/control/*", ownPagesOnly(provider));
  app.get("/control", (c) => c.html(controlRoomPage(provider, c.req.query("done"))));
  app.post("/control/people/:id/sign-out", (c) => {
    const ended = endEverySession(provider, c.req.param("id"));
    return done(c, `${ended} sessions ended.`);
  });
  app.post("/control/people/:id/email", async (c) => {
    const email = z.email().safeParse((await fromBody(c.req))?.get("email"));
    if (!email.success || !provider.people.has(c.req.param("id"))) {
      return c.html(controlRoomPage(provider, "Enter an email address."), 400);
    }
    await putPerson(provider, c.req.param("id"), { email: email.data, emailVerified: true });
    return done(c, "The email address is changed.");
  });
  app.post("/control/people/:id/delete", async (c) =>
    done(c, (await deletePerson(provider, c.req.param("id"))) ? "The account is deleted." : "There is none."),
  );
  app.post("/control/faults", async (c) => {
    const form = await fromBody(c.req);
    const [kind, name] = (form?.get("fault") ?? "").split(" ");
    const times = form?.get("times") ? Number(form.get("times")) : undefined;
    try {
      provider.faults.order({ kind, name, ...(times !== undefined && { times }) });
    } catch (error) {
      return c.html(controlRoomPage(provider, String(error)), 400);
    }
    return done(c, "The fault is ordered.");
  });
  app.post("/control/faults/clear", (c) => {
    provider.faults.clear();
    provider.faults.configured = noFaults;
    return done(c, "There are no faults.");
  });
  app.post("/control/keys/:family/:step", async (c) => {
    const { family, step } = c.req.param();
    if (family !== "tokens" && family !== "identity") return c.notFound();
    if (step !== "publish" && step !== "use" && step !== "retire") return c.notFound();
    await provider.keys[family][step]();
    return done(c, "The keys have changed.");
  });
  app.post("/control/reset", (c) => {
    reset();
    return done(c, "Everything is as at the start.");
  });
  clientForms(app, provider);
  return app;
}

function clientForms(app: Hono, provider: Provider): void {
  app.get("/control/clients", (c) => {
    const client = provider.clients.get(c.req.query("id") ?? "");
    return c.html(clientPage(provider, JSON.stringify(client ?? example, null, 2)));
  });
  app.post("/control/clients", async (c) => {
    const text = (await fromBody(c.req))?.get("client") ?? "";
    try {
      const [client] = (await loadClients([parseJson(text)])).values();
      if (client) provider.clients.set(client.ClientID, client);
    } catch (error) {
      return c.html(clientPage(provider, text, error instanceof Error ? error.message : String(error)), 400);
    }
    return done(c, "The client is saved.");
  });
}

const example = {
  ClientID: "my-service",
  ClientName: "My service",
  RedirectUrls: ["http://localhost:8080/callback"],
  PostLogoutRedirectUrls: ["http://localhost:8080/"],
  Scopes: ["openid", "email"],
  PublicKey: "",
};

function done(c: Context, message: string): Response {
  return c.redirect(`/control?${new URLSearchParams({ done: message })}`, 303);
}
