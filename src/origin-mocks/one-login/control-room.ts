/**
 * The control room: the page for the person at the keyboard, and what its buttons do.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { staysInCalendar } from "../common/clock.ts";
import { newClient, readClient } from "./client-form.ts";
import { clientPage } from "./client-page.ts";
import { controlRoomPage } from "./control-room-page.ts";
import { type ControlRoomTexts, controlRoomTexts } from "./control-room-texts.ts";
import { noFaults } from "./faults.ts";
import { noErrors } from "./form-parts.ts";
import { inboxRoutes } from "./inbox-page.ts";
import { chosenLanguage } from "./language.ts";
import { fromBody, type RequestParameters } from "./parameters.ts";
import { personRoutes } from "./person-page.ts";
import type { Provider } from "./provider.ts";
import { ownPagesOnly } from "./same-site.ts";
import { endEverySession } from "./sessions.ts";
import { replace } from "./simulator/config.ts";

/** At 320 px a wide table scrolls by itself, and long names break, so that the page does not scroll. */
const css = `.app-scroll{overflow-x:auto;position:relative}
.app-moment{white-space:nowrap}
.app-json{white-space:pre-wrap;overflow-wrap:anywhere}
.govuk-label,.govuk-body code{overflow-wrap:anywhere}
.govuk-select{max-width:100%}
`;

/** `/control` and what is below. */
export function controlRoom(provider: Provider, reset: () => void): Hono {
  const app = new Hono();
  app.get("/control-room.css", (c) => c.body(css, 200, { "Content-Type": "text/css; charset=utf-8" }));
  app.use("/control/*", ownPagesOnly(provider));
  app.get("/control", (c) => {
    const language = chosenLanguage(c, provider);
    const message = whatIsDone(controlRoomTexts(language), c.req.query("done"), c.req.query("count"));
    return c.html(controlRoomPage(provider, { language, message, errors: noErrors, typed: noErrors }));
  });
  app.post("/control/people/:id/sign-out", (c) =>
    done(c, "doneSessions", endEverySession(provider, c.req.param("id"))),
  );
  app.post("/control/keys/:family/:step", async (c) => {
    const { family, step } = c.req.param();
    if (family !== "tokens" && family !== "identity") return c.notFound();
    if (step !== "publish" && step !== "use" && step !== "retire") return c.notFound();
    await provider.keys[family][step]();
    return done(c, "doneKeys");
  });
  app.post("/control/reset", (c) => {
    reset();
    return done(c, "doneReset");
  });
  orderForms(app, provider);
  clientForms(app, provider);
  inboxRoutes(app, provider);
  personRoutes(app, provider);
  return app;
}

const aThousandYears = 31_557_600_000;

function orderForms(app: Hono, provider: Provider): void {
  app.post("/control/faults", async (c) => {
    const form = (await fromBody(c.req)) ?? noErrors;
    const [kind, name] = (form.get("fault") ?? "").split(" ");
    const times = form.get("times") || undefined;
    if (times !== undefined && !/^[1-9]\d{0,8}$/.test(times))
      return refused(c, provider, form, "times", "enterTimes");
    const clientId = form.get("clientId") || undefined;
    try {
      provider.faults.order({
        kind,
        name,
        ...(times !== undefined && { times: Number(times) }),
        ...(clientId !== undefined && { clientId }),
      });
    } catch {
      return refused(c, provider, form, "fault", "selectFault");
    }
    return done(c, "doneFault");
  });
  app.post("/control/faults/clear", (c) => {
    provider.faults.clear();
    provider.faults.configured = noFaults;
    return done(c, "doneNoFaults");
  });
  app.post("/control/clock", async (c) => {
    const form = (await fromBody(c.req)) ?? noErrors;
    const text = form.get("seconds")?.trim() ?? "";
    const seconds = Number(text);
    const isNumber = /^-?\d{1,12}$/.test(text) && Math.abs(seconds) <= aThousandYears;
    if (!isNumber || !staysInCalendar(provider.clock, seconds)) {
      return refused(c, provider, form, "seconds", "enterSeconds");
    }
    provider.clock.advance(seconds);
    return done(c, "doneClock");
  });
}

/** The page again, with what is wrong. */
function refused(
  c: Context,
  provider: Provider,
  typed: RequestParameters,
  field: string,
  message: keyof ControlRoomTexts,
): Response | Promise<Response> {
  const language = chosenLanguage(c, provider);
  const errors = new Map([[field, controlRoomTexts(language)[message]]]);
  return c.html(controlRoomPage(provider, { language, message: "", errors, typed }), 400);
}

function clientForms(app: Hono, provider: Provider): void {
  const { clients } = provider;
  const { brand } = provider.profile;
  app.get("/control/clients", (c) => {
    const client = clients.get(c.req.query("id") ?? "");
    const language = chosenLanguage(c, provider);
    return c.html(
      clientPage({ brand, language, wanted: client ?? newClient, original: client?.ClientID ?? "" }),
    );
  });
  app.post("/control/clients", async (c) => {
    const form = (await fromBody(c.req)) ?? noErrors;
    const original = form.get("original") ?? "";
    const language = chosenLanguage(c, provider);
    const read = await readClient(form, provider, language);
    if ("errors" in read) {
      const pasted = form.get("client") ?? "";
      return c.html(clientPage({ brand, language, original, pasted, ...read }), 400);
    }
    const { client } = read;
    // A client that is renamed keeps its place, and no second entry.
    if (clients.has(original)) replace(clients, original, client.ClientID, client);
    else clients.set(client.ClientID, client);
    return done(c, "doneClient");
  });
  app.post("/control/clients/remove", async (c) => {
    clients.delete((await fromBody(c.req))?.get("original") ?? "");
    return done(c, "doneRemoved");
  });
}

/** Back to the page, which says what was done; what it says is not in the URL, or any link could make it say so. */
function done(c: Context, what: keyof ControlRoomTexts, count?: number): Response {
  const query = new URLSearchParams({ done: what, ...(count !== undefined && { count: String(count) }) });
  return c.redirect(`/control?${query}`, 303);
}

function whatIsDone(texts: ControlRoomTexts, what = "", count = ""): string {
  const text = new Map(Object.entries(texts)).get(what.startsWith("done") ? what : "") ?? "";
  return /^\d{1,9}$/.test(count) ? `${text} ${count}` : text;
}
