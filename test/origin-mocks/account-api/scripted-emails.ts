/**
 * A small email-alert-api on a real socket: it notes what it is asked, and answers as it is told.
 */
import { Hono } from "hono";
import { listen } from "./listen.ts";

export const EMAIL_TOKEN = "token-for-email-alert-api";

/** One request, as it came. */
export interface Asked {
  readonly call: string;
  readonly body: string;
  readonly headers: Headers;
}

const subscriber = { id: 7, address: "old@example.com", govuk_account_id: "1" };
const subscriptions = [{ id: "x", subscriber_list: { id: 1, title: "T", url: "/page", slug: "topic" } }];

export async function startEmailAlertApi() {
  const asked: Asked[] = [];
  /** Statuses in place of the usual ones, by method and path. */
  const statuses = new Map<string, number>();
  const app = new Hono();
  app.all("*", async (c) => {
    const call = `${c.req.method} ${c.req.path}`;
    asked.push({ call, body: await c.req.text(), headers: c.req.raw.headers });
    const status = statuses.get(call);
    if (status !== undefined) return new Response(null, { status });
    if (c.req.method === "DELETE") return c.body(null, 204);
    return c.json({ subscriber, ...(c.req.path.endsWith("/subscriptions") && { subscriptions }) });
  });
  const listening = await listen(app);
  return {
    statuses,
    options: { url: listening.url, bearerToken: EMAIL_TOKEN },
    /** What it was asked since the last time, with the bodies. */
    asked: () => asked.splice(0),
    calls: () => asked.splice(0).map(({ call, body }) => (body === "" ? call : `${call} ${body}`)),
    reset() {
      asked.length = 0;
      statuses.clear();
    },
    close: listening.close,
  };
}
