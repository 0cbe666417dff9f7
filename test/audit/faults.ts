/** Pages with faults, of every kind and each in several ways. */
import { html, nonce, type Planted } from "./site.ts";

const session = "GOVUK-Account-Session";
const exists = "GOVUK-Account-Session-Exists";
const flash = "GOVUK-Account-Session-Flash";
const shared = { "Cache-Control": "max-age=60" };

const greeting = (name: string | null) => (name === null ? "<p>Sign in</p>" : `<p>Hello ${name}</p>`);

/** What is made for one and given to others. */
const leaks: readonly Planted[] = [
  {
    path: "/leak/no-vary",
    page: ({ name }) => ({ headers: shared, body: html("Forgets to vary", greeting(name)) }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/says-nothing",
    // Without a word of caching, the edge keeps it for its default lifetime.
    page: ({ name }) => ({ body: html("Says nothing", greeting(name)) }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/vary-cookie",
    page: ({ name }) => ({ headers: { ...shared, Vary: "Cookie" }, body: html("Cookie", greeting(name)) }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/vary-exists",
    page: ({ name }) => ({ headers: { ...shared, Vary: exists }, body: html("Exists", greeting(name)) }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/in-a-script",
    page: ({ name }) => ({
      headers: shared,
      body: html("Script", `<script>window.user={"id":${name === null ? 0 : name.length * 7919}}</script>`),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/beside-a-clock",
    page: ({ name }) => ({
      headers: shared,
      body: html("Clock", `<p>${new Date().toISOString()} ${name ?? "guest"} ${nonce()}</p>`),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/glued-to-a-number",
    page: ({ name, nth }) => ({
      headers: shared,
      body: html("Glued", `<div id="${name ?? "guest"}${nth}${String(nth * 7919)}"></div>`),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/header",
    page: ({ name }) => ({
      headers: { ...shared, "X-User": name ?? "-" },
      body: html("Header", "<p>All</p>"),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/order",
    page: ({ name }) => ({
      headers: shared,
      body: html("Order", name === "Bryn" ? "<p>tax</p><p>pension</p>" : "<p>pension</p><p>tax</p>"),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/count",
    page: ({ name }) => ({
      headers: shared,
      body: html("Count", "<li>Letter</li>".repeat(name === null ? 1 : name.length)),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/sign",
    page: ({ name }) => ({
      headers: shared,
      body: html("Sign", `<p>${name === "Amina" ? "✓" : "✗"} subscribed</p>`),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/not-found",
    page: ({ name }) => ({ status: 404, body: html("Not found", greeting(name)) }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/echo",
    page: ({ session: value }) => ({
      headers: shared,
      body: html("Echo", `<a href="/x?s=${value ?? ""}">x</a>`),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/json",
    page: ({ name }) => ({
      headers: { "Content-Type": "application/json", "Cache-Control": "public, s-maxage=30" },
      body: JSON.stringify({ name }),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/far-in-one-line",
    page: ({ name }) => ({
      headers: { "Content-Type": "application/json", ...shared },
      body: JSON.stringify({
        words: Array.from({ length: 200 }, (_, nth) => `word${nth}`),
        name,
        rest: "end",
      }),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/private-mistyped",
    page: ({ name }) => ({
      headers: { "Cache-Control": "privat, max-age=60", Pragma: "no-cache" },
      body: html("Mistyped", greeting(name)),
    }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/signed-in",
    page: ({ name }) => ({
      headers: shared,
      body: html("Signed in", name === null ? '<a href="/in">Sign in</a>' : '<a href="/out">Leave</a>'),
    }),
    rules: ["leak-signed-in"],
  },
  {
    path: "/leak/nobodys-copy",
    page: ({ name }) => ({
      headers: name === null ? shared : { "Cache-Control": "private, no-store", Vary: session },
      body: html("Only who is signed in is private", greeting(name)),
    }),
    rules: ["leak-signed-in"],
  },
  {
    path: "/leak/redirect-to-sign-in",
    page: ({ name }) =>
      name === null
        ? { status: 302, headers: { Location: "/sign-in" } }
        : { headers: { "Cache-Control": "private", Vary: session }, body: html("Account", greeting(name)) },
    rules: ["leak-signed-in"],
  },
  {
    path: "/leak/message",
    page: ({ flash: message }) => ({
      headers: { ...shared, Vary: exists },
      body: html("Message", message === null ? "" : "<p>You’ve subscribed</p>"),
    }),
    rules: ["leak-message"],
  },
  {
    path: "/leak/message-without-vary",
    page: ({ flash: message }) => ({
      headers: shared,
      body: html("Message", message === null ? "" : "<p>You’ve subscribed</p>"),
    }),
    rules: ["leak-message"],
  },
];

/** What is right until somebody slips. */
const fragile: readonly Planted[] = [
  {
    path: "/fragile/private-alone",
    page: ({ name }) => ({ headers: { "Cache-Control": "private" }, body: html("Private", greeting(name)) }),
    rules: ["one-header"],
  },
  {
    path: "/fragile/no-store-and-exists",
    page: ({ name }) => ({
      headers: { "Cache-Control": "no-store", Vary: exists },
      body: html("No-store", greeting(name)),
    }),
    rules: ["one-header"],
  },
  {
    path: "/fragile/expires-alone",
    page: ({ name }) => ({ headers: { Expires: "0" }, body: html("Expires", greeting(name)) }),
    rules: ["one-header"],
  },
  {
    path: "/fragile/cookie-alone",
    page: ({ name }) => ({
      headers: { "Set-Cookie": `seen=${nonce()}` },
      body: html("Set-Cookie", greeting(name)),
    }),
    rules: ["one-header"],
  },
  {
    path: "/fragile/set-cookie",
    page: () => ({
      headers: { "Cache-Control": "max-age=300", "Set-Cookie": `visit=${nonce()}; HttpOnly` },
      body: html("Cookie", "<p>All</p>"),
    }),
    rules: ["set-cookie"],
  },
  {
    path: "/fragile/set-cookie-surrogate",
    page: () => ({
      headers: { "Surrogate-Control": "max-age=86400", "Set-Cookie": "consent=1" },
      body: html("Cookie", "<p>All</p>"),
    }),
    rules: ["set-cookie"],
  },
  {
    path: "/fragile/vary-by-turns",
    page: ({ nth }) => ({
      headers: { ...shared, Vary: nth % 2 === 0 ? "Accept-Language" : `Accept-Language, ${exists}` },
      body: html("By turns", "<p>All</p>"),
    }),
    rules: ["vary-varies"],
  },
  {
    path: "/fragile/vary-for-people",
    page: ({ name }) => ({
      headers: name === null ? shared : { ...shared, Vary: flash },
      body: html("For people", "<p>All</p>"),
    }),
    rules: ["vary-varies"],
  },
  {
    path: "/fragile/renews-session",
    page: ({ name, session: value }) => ({
      headers: { ...shared, Vary: session, ...(value === null ? {} : { "GOVUK-Account-Session": value }) },
      body: html("Renews", greeting(name)),
    }),
    rules: ["session-change"],
  },
  {
    path: "/fragile/ends-session",
    page: ({ session: value }) => ({
      headers: { ...shared, Vary: exists, ...(value === null ? {} : { "GOVUK-Account-End-Session": "1" }) },
      body: html("Ends", "<p>Over</p>"),
    }),
    rules: ["session-change"],
  },
  {
    path: "/fragile/state",
    page: () => ({
      status: 302,
      headers: { Location: `https://one-login.example/authorize?state=${nonce()}` },
    }),
    rules: ["cached-destination"],
  },
  {
    path: "/fragile/own-place",
    page: ({ name }) => ({
      status: 302,
      headers: { ...shared, Vary: session, Location: name === null ? "/sign-in" : `/people/${name}` },
    }),
    rules: ["cached-destination"],
  },
  {
    path: "/fragile/own-place-for-all",
    page: ({ name }) => ({
      status: 301,
      headers: { Location: name === null ? "/sign-in" : `/people/${name}` },
    }),
    rules: ["leak-person", "cached-destination"],
  },
];

/** More copies than pages. */
const waste: readonly Planted[] = [
  {
    path: "/waste/signed-in",
    page: ({ name }) => ({
      headers: { ...shared, Vary: session },
      body: html("Signed in", name === null ? "<p>Sign in</p>" : "<p>Your account</p>"),
    }),
    rules: ["whole-session"],
  },
  {
    path: "/waste/for-nothing",
    page: () => ({
      headers: { ...shared, Vary: `Accept-Language, ${session}` },
      body: html("All", `<p>${nonce()}</p>`),
    }),
    rules: ["whole-session"],
  },
  {
    path: "/waste/message",
    page: ({ name, flash: message }) => ({
      headers: { "Cache-Control": "public, s-maxage=600", Vary: `${session}, ${flash}` },
      body: html(
        "Message",
        `${name === null ? "" : "<p>Sign out</p>"}${message === null ? "" : "<p>Done</p>"}`,
      ),
    }),
    rules: ["whole-session"],
  },
  {
    path: "/waste/message-unknown",
    page: ({ flash: message }) => ({
      headers: { ...shared, Vary: `${session}, ${flash}` },
      body: html("Message", message === "another-message" ? "<p>Done</p>" : ""),
    }),
    rules: ["whole-session"],
  },
  {
    path: "/waste/by-chance",
    // Not a difference between people: each is shown one of two notices at random.
    page: () => ({
      headers: { Vary: session },
      body: html("Notice", Math.random() < 0.5 ? "<p>Heads</p>" : "<p>Tails</p>"),
    }),
    rules: ["whole-session"],
  },
];

/** All pages with faults. */
export const faults: readonly Planted[] = [...leaks, ...fragile, ...waste];
