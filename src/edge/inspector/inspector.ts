/**
 * The inspector: what happened to the latest requests, and why; what is stored; who is who. For development
 * only, and on loopback only.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { warningOf } from "../observe/warnings.ts";
import { adviceOfStored, adviceOfStory } from "./advice.ts";
import { cachePage } from "./cache-page.ts";
import { controlsPage } from "./controls-page.ts";
import type { Desk, Purged, Trouble } from "./desk.ts";
import { flowPage } from "./flow-page.ts";
import { type Html, inspectorPage } from "./layout.ts";
import { liveScript } from "./live.ts";
import { peoplePage } from "./people-page.ts";
import { isWarning, requestRow, requestsPage, warningItem } from "./requests-page.ts";
import { rulesPage } from "./rules-page.ts";
import { storyPage } from "./story-page.ts";
import { inspectorStyle } from "./style.ts";

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** The routes under /__edge. All pages work without JavaScript. */
export function createInspector(desk: Desk): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    // Another site's page must not move the clock, or make this browser somebody else.
    if (c.req.method === "POST" && !isOfThisSite(c)) return c.text("Not from another site.\n", 403);
    await next();
    c.header("Cache-Control", "no-store");
    c.header("Content-Security-Policy", policy);
    c.header("X-Content-Type-Options", "nosniff");
    return undefined;
  });
  app.get("/style.css", (c) => c.body(inspectorStyle, 200, { "Content-Type": "text/css; charset=utf-8" }));
  app.get("/live.js", (c) => c.body(liveScript, 200, { "Content-Type": "text/javascript; charset=utf-8" }));
  addRequests(app, desk);
  addCache(app, desk);
  addPeople(app, desk);
  addControls(app, desk);
  return app;
}

function addRequests(app: Hono, desk: Desk): void {
  const requests = () => desk.recent.list().filter((event) => event.type === "request");
  app.get("/", (c) => {
    const { path = "", decision = "", person = "" } = c.req.query();
    const advice = requests().flatMap(({ requestId }) => adviceOfStory(desk.story(requestId) ?? untold));
    const all = [...advice, ...adviceOfStored(desk.stored() ?? [])];
    return c.html(requestsPage(desk.recent.list(), { path, decision, person }, all, desk.story));
  });
  app.get("/requests/:id", (c) => {
    const story = desk.story(c.req.param("id"));
    if (!story) return notThere(c, "This request is not known any more: only the latest 200 are kept.");
    return c.html(
      storyPage(
        story,
        requests().find(({ requestId }) => requestId === story.requestId),
      ),
    );
  });
  app.get("/events.json", (c) => c.json(desk.recent.list()));
  app.get("/live", () => liveAnswer(desk));
  app.get("/flow", (c) => c.html(flowPage(desk, requests())));
  app.get("/rules", (c) => c.html(rulesPage()));
  app.post("/clear", (c) => {
    desk.clear();
    return c.redirect("/__edge", 303);
  });
}

const untold = {
  requestId: "",
  at: 0,
  method: "",
  url: "",
  received: [],
  account: null,
  cache: null,
  origin: [],
  answer: null,
};

/** Requests as they are answered, each as a row, and warnings (HTML Living Standard, server-sent events). */
function liveAnswer({ recent, story }: Desk): Response {
  const encoder = new TextEncoder();
  let end: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      // Some say that a stream is open only when something has come.
      write(": open\n\n");
      const tell = async (name: string, item: Html) =>
        write(`event: ${name}\ndata: ${(await item).toString().replaceAll("\n", " ")}\n\n`);
      end = recent.subscribe((event) => {
        const told =
          event.type === "request"
            ? tell("request", requestRow(event, story(event.requestId)))
            : isWarning(event) && tell("warning", warningItem(warningOf(event)));
        if (told) void told.catch(() => end());
      });
    },
    cancel: () => end(),
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

function addCache(app: Hono, desk: Desk): void {
  app.get("/cache", (c) => c.html(cachePage(desk.stored(), desk.purgesParts)));
  app.post("/cache/purge", async (c) => {
    const fields = await textFields(c);
    try {
      const outcome = await desk.purge(purgedOf(fields), fields.soft === "yes");
      if (outcome === "gone") return refused(c, goneByNow);
    } catch {
      return refused(
        c,
        "That is no URL or surrogate key that could be purged. Go back, and choose one of the list.",
      );
    }
    return c.redirect("/__edge/cache", 303);
  });
}

function purgedOf({ url, vary, variant, surrogateKey }: Partial<Record<string, string>>): Purged {
  if (url && vary !== undefined)
    return { url, vary, variant: variant === undefined ? null : Number(variant) };
  if (url) return { url };
  return surrogateKey ? { surrogateKey } : { everything: true };
}

const goneByNow =
  "That is not stored any more, or was stored anew meanwhile. Go back to the cache, and choose from what is there now.";

function addPeople(app: Hono, desk: Desk): void {
  app.get("/people", (c) =>
    c.html(peoplePage(desk.people.list(), doneWords[c.req.query("done") ?? ""] ?? null)),
  );
  app.post("/people", async (c) => {
    const { as = "", flash = "", value = "" } = await textFields(c);
    const cookie = cookieValue(as, value, desk);
    if (cookie === undefined) return refused(c, "This session is not known any more. Sign in again.");
    if (cookie !== null && !isCookieValue.test(cookie)) return refused(c, noCookieValue);
    if (!/^[a-z.,-]*$/.test(flash)) return refused(c, noFlash);
    c.header("Set-Cookie", desk.cookie(c.req.raw, flash === "" ? cookie : `${cookie}$$${flash}`));
    return c.redirect(`/__edge/people?done=${as in doneWords ? as : "somebody"}`, 303);
  });
}

/** Null for none, undefined for what is not known. */
function cookieValue(as: string, value: string, { people }: Pick<Desk, "people">): string | null | undefined {
  if (as === "nobody") return null;
  if (as === "damaged") return '"damaged';
  return as === "value" ? value : people.sessionOf(Number(as));
}

/** What a cookie can be in a header: also what no session may be, to see what becomes of it. */
const isCookieValue = /^[\x20-\x3a\x3c-\x7e]{1,9000}$/;
const noCookieValue =
  "A cookie's value has visible characters of ASCII alone, and no semicolon. Go back, and enter one.";
const noFlash = "A message has letters a to z, dots, commas and hyphens alone. Go back, and change it.";

const doneWords: Readonly<Record<string, string>> = {
  nobody: "This browser is signed in as nobody now.",
  damaged: "The cookie of this browser is damaged now: open a page, and look at the warnings.",
  somebody: "This browser has that session now. Open a page of the site.",
};

function addControls(app: Hono, desk: Desk): void {
  app.get("/controls", (c) => c.html(controlsPage(desk)));
  app.post("/clock", async (c) => {
    const seconds = Number((await textFields(c)).seconds || Number.NaN);
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > 31_536_000) {
      return refused(
        c,
        "The clock goes forward by a whole number of seconds, a year at the most. Go back, and enter one.",
      );
    }
    desk.clock.advance(seconds);
    return c.redirect("/__edge/controls", 303);
  });
  app.post("/origin", async (c) => {
    const trouble = troubleOf(await textFields(c));
    if (!trouble)
      return refused(c, "The milliseconds are a whole number up to 60000. Go back, and enter one.");
    desk.origin.choose(trouble);
    return c.redirect("/__edge/controls", 303);
  });
}

function troubleOf({ kind, milliseconds = "" }: Partial<Record<string, string>>): Trouble | null {
  if (kind === "none" || kind === "away") return { kind };
  if (kind === "error") return { kind, status: 503 };
  const wait = /^\d+$/.test(milliseconds) ? Number(milliseconds) : Number.NaN;
  return kind === "slow" && wait <= 60_000 ? { kind, milliseconds: wait } : null;
}

/** The fields of a form, those that are text. */
async function textFields(c: Context): Promise<Partial<Record<string, string>>> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** Fetch metadata where there are any, else Origin; a program sends neither. */
function isOfThisSite(c: Context): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  if (site !== undefined) return site === "same-origin" || site === "none";
  const origin = c.req.header("Origin");
  return origin === undefined || URL.parse(origin)?.host === new URL(c.req.url).host;
}

function paragraph(words: string) {
  return html`<p>${words}</p><p><a href="/__edge">All requests</a></p>`;
}

function refused(c: Context, words: string) {
  return c.html(inspectorPage({ title: "That cannot be done", at: "", main: paragraph(words) }), 400);
}

function notThere(c: Context, words: string) {
  return c.html(inspectorPage({ title: "Not known", at: "", main: paragraph(words) }), 404);
}
