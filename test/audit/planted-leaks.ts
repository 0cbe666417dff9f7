/** Pages that leak, each in its own way. */
import { html, nonce, type Planted } from "./site.ts";

const session = "GOVUK-Account-Session";
const exists = "GOVUK-Account-Session-Exists";
const shared = { "Cache-Control": "max-age=60" };

const greeting = (name: string | null) => (name === null ? "<p>Sign in</p>" : `<p>Hello ${name}</p>`);

/** What an app hands out to each, and no report may show. */
export const tokens: Readonly<Record<string, string>> = {
  Amina: "9d41f0c2b7e84a6d8e35c1f7aa20b64e",
  Bryn: "PkZ0c8Qy3VtN5wX1sLrD7hJ2bMfG9aEu==",
};

/** What is made for one and given to others. */
export const leaks: readonly Planted[] = [
  {
    path: "/leak/no-vary",
    page: ({ name }) => ({ headers: shared, body: html("Forgets to vary", greeting(name)) }),
    rules: ["leak-person"],
  },
  {
    path: "/leak/beside-a-counter",
    page: ({ name, nth }) => ({
      headers: shared,
      body: html(
        "Facts",
        `<dl><dd class="fact">${name === null ? "No" : "Yes"}</dd><dd class="fact">${nth}</dd><dd class="fact">same</dd></dl>`,
      ),
    }),
    rules: ["leak-signed-in"],
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
    path: "/leak/token",
    page: ({ name }) => ({
      headers: shared,
      body: html("Token", `<meta name="key" content="${tokens[name ?? ""] ?? "none"}">`),
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
