/**
 * The language of the pages: asked for by the service with `ui_locales` (OpenID Connect Core section
 * 3.1.2.1), or chosen on a page, and remembered in a cookie.
 *
 * @module
 */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Language } from "../common/page.ts";
import { words } from "./parameters.ts";
import type { Provider } from "./provider.ts";

const cookieName = "lng";
const aYear = 31_536_000;

/** What this request itself asked for, before the cookie comes back. */
const asked = new WeakMap<Request, Language>();

/** The language to answer in. */
export function languageOf(c: Context): Language {
  return asked.get(c.req.raw) ?? known(getCookie(c, cookieName)) ?? "en";
}

/** Remembers the first language of a list that there is; a list of others changes nothing. */
export function rememberLanguage(c: Context, provider: Provider, locales: string | undefined): void {
  const [language] = words(locales).flatMap((locale) => known(locale.split("-", 1).join("")) ?? []);
  if (language === undefined) return;
  asked.set(c.req.raw, language);
  const secure = provider.baseUrl.startsWith("https:");
  setCookie(c, cookieName, language, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge: aYear });
}

/** The language of a page that is asked for by itself: `?lng=` or `?ui_locales=` chooses it. */
export function chosenLanguage(c: Context, provider: Provider): Language {
  rememberLanguage(c, provider, c.req.query("lng") ?? c.req.query("ui_locales"));
  return languageOf(c);
}

function known(text: string | undefined): Language | undefined {
  return text === "en" || text === "cy" ? text : undefined;
}
