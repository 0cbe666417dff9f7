/** Pages that look guilty and are not. */
import { html, nonce, type Planted } from "./site.ts";

const session = "GOVUK-Account-Session";
const exists = "GOVUK-Account-Session-Exists";
const flash = "GOVUK-Account-Session-Flash";
const shared = { "Cache-Control": "max-age=60" };
const privately = { "Cache-Control": "private, no-store", Vary: session };

const greeting = (name: string | null) => (name === null ? "<p>Sign in</p>" : `<p>Hello ${name}</p>`);
const words = "pension tax visa council school driving benefits passport voting housing".split(" ");

function shuffled(list: readonly string[]): string[] {
  return list
    .map((word) => ({ word, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ word }) => word);
}

function innocent(path: string, page: Planted["page"]): Planted {
  return { path, page, rules: [] };
}

/** Bodies that change for reasons of their own, on pages that all share. */
const restless: readonly Planted[] = [
  innocent("/fine/nonce", () => ({
    headers: { ...shared, "Content-Security-Policy": `script-src 'nonce-${nonce()}'` },
    body: html("Nonce", `<script nonce="${nonce()}"></script>`.repeat(12)),
  })),
  innocent("/fine/clock", () => ({
    headers: shared,
    body: html("Clock", `<time>${new Date().toISOString()}</time>`),
  })),
  innocent("/fine/slow-clock", () => ({
    headers: shared,
    body: html("Slow clock", `<time>${Math.floor(performance.now() / 7)}</time>`),
  })),
  innocent("/fine/csrf", () => ({
    headers: shared,
    body: html(
      "Form",
      `<form method="post"><input type="hidden" name="csrf" value="${btoa(nonce())}"></form>`,
    ),
  })),
  innocent("/fine/csrf-short", () => ({
    headers: shared,
    body: html("Form", `<input value="${nonce().slice(0, 2)}"><input value="${nonce().slice(0, 1)}">`),
  })),
  innocent("/fine/shuffled", () => ({
    headers: shared,
    body: html(
      "Shuffled",
      shuffled(words)
        .map((word) => `<li>${word}</li>`)
        .join(""),
    ),
  })),
  innocent("/fine/some-of-many", () => ({
    headers: shared,
    body: html(
      "Related",
      shuffled(words)
        .slice(0, 3)
        .map((word) => `<a href="#${word}">${word}</a>`)
        .join(""),
    ),
  })),
  innocent("/fine/one-of-two", () => ({
    headers: shared,
    body: html("Notice", Math.random() < 0.5 ? "<p>Heads</p>" : "<p>Tails</p>"),
  })),
  innocent("/fine/counter", ({ nth }) => ({
    headers: shared,
    body: html("Counter", `<p>Visitor ${nth}</p>`),
  })),
  innocent("/fine/two-servers", ({ nth }) => ({
    headers: { ...shared, "X-Served-By": nth % 2 === 0 ? "web-1" : "web-2" },
    body: html("Servers", `<!-- web-${nth % 2} -->`),
  })),
  innocent("/fine/five-servers", ({ nth }) => ({
    headers: shared,
    body: html("Servers", `<!-- server ${"abcde"[nth % 5]} -->`),
  })),
  innocent("/fine/first-was-slow", ({ nth }) => ({
    headers: shared,
    body: html("Warm", nth === 1 ? "<p>Rendered now</p>" : "<p>From the fragment cache</p>"),
  })),
  innocent("/fine/request-id", () => ({
    headers: { ...shared, "X-Request-Id": nonce(), "X-Runtime": String(Math.random()), ETag: `"${nonce()}"` },
    body: html("Ids", "<p>All</p>"),
  })),
];

/** Pages that are different for each, and say so. */
const personal: readonly Planted[] = [
  innocent("/fine/private", ({ name }) => ({ headers: privately, body: html("Private", greeting(name)) })),
  innocent("/fine/two-headers", ({ name }) => ({
    headers: { "Cache-Control": "private", Expires: "0" },
    body: html("Two headers", greeting(name)),
  })),
  innocent("/fine/varies", ({ name }) => ({
    headers: { ...shared, Vary: session },
    body: html("Varies", greeting(name)),
  })),
  innocent("/fine/varies-spelt-oddly", ({ name }) => ({
    headers: { ...shared, Vary: "accept-language,  govuk-account-SESSION" },
    body: html("Odd", greeting(name)),
  })),
  innocent("/fine/varies-in-two-lines", ({ name }) => ({
    headers: { ...shared, Vary: ["Accept-Language", session] },
    body: html("Two lines", greeting(name)),
  })),
  innocent("/fine/exists", ({ name }) => ({
    headers: { ...shared, Vary: exists },
    body: html("Exists", name === null ? "<p>Sign in</p>" : "<p>Your account</p>"),
  })),
  innocent("/fine/flash", ({ flash: message }) => ({
    headers: { ...shared, Vary: flash },
    body: html("Flash", message === null ? "" : `<p>${message}</p>`),
  })),
  innocent("/fine/everything", ({ name, flash: message }) => ({
    headers: { ...shared, Vary: `${session}, ${exists}, ${flash}` },
    body: html("Everything", `${greeting(name)}${message ?? ""}`),
  })),
  innocent("/fine/session-asset", ({ name }) => ({
    headers: { ...shared, Vary: session },
    body: html("Asset", `<script src="/assets/theme-${name ?? "default"}.js"></script>`),
  })),
  innocent("/fine/vary-star", ({ name }) => ({
    headers: { "Cache-Control": "no-store", Vary: "*" },
    body: html("Star", greeting(name)),
  })),
  innocent("/fine/private-by-chance", () => ({
    headers: { "Cache-Control": "private" },
    body: html("Chance", words.map((word) => (Math.random() < 0.5 ? `<p>${word}</p>` : "")).join("")),
  })),
  innocent("/fine/sign-in-redirect", ({ name }) =>
    name === null
      ? { status: 302, headers: { "Cache-Control": "no-cache", Location: "/sign-in" } }
      : { headers: privately, body: html("Account", greeting(name)) },
  ),
  innocent("/fine/forbidden", ({ name }) =>
    name === null
      ? { status: 403, headers: privately, body: html("Forbidden", "<p>Not for you</p>") }
      : { headers: privately, body: html("Allowed", greeting(name)) },
  ),
];

/** Headers that would be a fault elsewhere. */
const careful: readonly Planted[] = [
  innocent("/fine/private-cookie", () => ({
    headers: { "Cache-Control": "private, max-age=60", "Set-Cookie": `id=${nonce()}` },
    body: html("Cookie", "<p>All</p>"),
  })),
  innocent("/fine/cookie-without-lifetime", () => ({
    headers: { "Set-Cookie": `id=${nonce()}` },
    body: html("Cookie", "<p>All</p>"),
  })),
  innocent("/fine/vary-when-compressed", ({ name }) => ({
    headers: { ...shared, Vary: name === null ? exists : `${exists}, Accept-Encoding` },
    body: html("Compressed", name === null ? "" : "<p>Your account</p>"),
  })),
  innocent("/fine/vary-reordered", ({ nth }) => ({
    headers: { ...shared, Vary: nth % 2 === 0 ? `Accept, ${exists}` : `${exists}, accept` },
    body: html("Reordered", `<p>${nth % 2 === 0 ? "" : ""}All</p>`),
  })),
  innocent("/fine/renews-privately", ({ name, session: value }) => ({
    headers: { ...privately, ...(value === null ? {} : { "GOVUK-Account-Session": value }) },
    body: html("Renews", greeting(name)),
  })),
  innocent("/fine/redirect", () => ({ status: 301, headers: { Location: "/fine/nonce" } })),
  innocent("/fine/redirect-by-chance", () => ({
    status: 302,
    headers: { ...shared, Location: Math.random() < 0.5 ? "/fine/nonce" : "/fine/clock" },
  })),
  innocent("/fine/redirect-with-time", () => ({
    status: 302,
    headers: { ...shared, Location: `/fine/nonce?t=${Date.now()}${Math.floor(Math.random() * 1e6)}` },
  })),
  innocent("/fine/redirect-state-no-store", () => ({
    status: 302,
    headers: {
      "Cache-Control": "no-store",
      Location: `https://one-login.example/authorize?state=${nonce()}`,
    },
  })),
  innocent("/fine/redirect-signed-in", ({ name }) => ({
    status: 302,
    headers: { ...shared, Vary: exists, Location: name === null ? "/sign-in" : "/account/home" },
  })),
  innocent("/fine/not-found", () => ({ status: 404, body: html("Not found", "<p>Nothing here</p>") })),
  innocent("/fine/empty", () => ({ headers: shared })),
];

/** All pages that are fine. */
export const innocents: readonly Planted[] = [...restless, ...personal, ...careful];
