/** Pages with more copies than they need. */
import { html, nonce, type Planted } from "./site.ts";

const session = "GOVUK-Account-Session";
const flash = "GOVUK-Account-Session-Flash";
const shared = { "Cache-Control": "max-age=60" };

/** More copies than pages. */
export const waste: readonly Planted[] = [
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
