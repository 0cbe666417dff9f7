/**
 * The gate before everything that controls a preview: its address is no secret, so it asks for one.
 *
 * @module
 */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { getCookie } from "hono/cookie";
import { closedPage, tokenPage } from "./pages.ts";

/** What the gate's form is sent to. */
export const gatePath = "/__gate";

const cookieName = "__Host-mock_token";
const ofCookie = new RegExp(`(?:^|;\\s*)${cookieName}=[^;]*`, "g");

/** The gate of one token. */
export interface Gate {
  /** Lets those with the token through, and takes it off what they send. */
  readonly guard: MiddlewareHandler;
  /** Where a browser hands the token in, at {@link gatePath}. */
  readonly entrance: Hono;
}

/** @param token the secret; undefined closes the gate for all */
export function createGate(token: string | undefined): Gate {
  const isRight = async (given: string | undefined) =>
    token !== undefined && given !== undefined && (await isSame(given, token));

  const guard: MiddlewareHandler = async (c, next) => {
    if (token === undefined) return refused(c, 403, closedPage());
    const bearer = /^bearer +(\S+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
    const isBearer = await isRight(bearer);
    if (!isBearer && !(await isRight(getCookie(c, cookieName)))) {
      return refused(c, 401, tokenPage(gatePath, pathOf(c)));
    }
    c.req.raw = withoutToken(c.req.raw, isBearer);
    return next();
  };

  const entrance = new Hono();
  entrance.use(bodyLimit({ maxSize: 8 * 1024 }));
  entrance.post("/", async (c) => {
    const form = await c.req.parseBody();
    const to = typeof form.to === "string" && isOwnPath(form.to) ? form.to : "/";
    if (token === undefined) return refused(c, 403, closedPage());
    const given = typeof form.token === "string" ? form.token.trim() : undefined;
    if (!(await isRight(given))) return refused(c, 401, tokenPage(gatePath, to, true));
    c.header("Set-Cookie", `${cookieName}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`);
    c.header("Cache-Control", "no-store");
    return c.redirect(to, 303);
  });
  return { guard, entrance };
}

function refused(c: Context, status: 401 | 403, page: ReturnType<typeof closedPage>) {
  const challenge = status === 401 ? { "WWW-Authenticate": 'Bearer realm="preview"' } : {};
  const headers = { "Cache-Control": "no-store", ...challenge };
  if (c.req.header("Accept")?.includes("text/html")) return c.html(page, status, headers);
  const what = status === 401 ? "This needs the token of the preview." : "This preview has no token yet.";
  return c.json({ error: what }, status, headers);
}

/** Where to go once the token is there: the page asked for, unless asking did something. */
function pathOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return c.req.method === "GET" && isOwnPath(pathname) ? pathname + search : "/";
}

/** A second slash, of either kind, would be the start of a host. */
function isOwnPath(path: string): boolean {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path);
}

/** The services show what they are sent to whoever looks: not this. */
function withoutToken(request: Request, isBearer: boolean): Request {
  const passed = new Request(request);
  if (isBearer) passed.headers.delete("Authorization");
  const cookie = passed.headers.get("Cookie")?.replaceAll(ofCookie, "").replace(/^;\s*/, "");
  if (cookie) passed.headers.set("Cookie", cookie);
  else passed.headers.delete("Cookie");
  return passed;
}

/** Digests of what differs differ anywhere, so the time tells nothing of how much was right. */
async function isSame(given: string, expected: string): Promise<boolean> {
  const [one, other] = await Promise.all([digest(given), digest(expected)]);
  return one.reduce((difference, byte, at) => difference | (byte ^ (other[at] ?? 0)), 0) === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
