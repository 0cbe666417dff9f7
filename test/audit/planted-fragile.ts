/** Pages that are right until somebody slips. */
import { html, nonce, type Planted } from "./site.ts";

const session = "GOVUK-Account-Session";
const exists = "GOVUK-Account-Session-Exists";
const flash = "GOVUK-Account-Session-Flash";
const shared = { "Cache-Control": "max-age=60" };

const greeting = (name: string | null) => (name === null ? "<p>Sign in</p>" : `<p>Hello ${name}</p>`);

/** Each is kept in order by one thing. */
export const fragile: readonly Planted[] = [
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
    path: "/fragile/vary-language-by-turns",
    page: ({ nth }) => ({
      headers: nth % 2 === 0 ? shared : { ...shared, Vary: "Accept-Language" },
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
    path: "/fragile/renews-for-people",
    page: ({ name, session: value }) => ({
      headers:
        value === null
          ? { "Cache-Control": "private", Vary: session }
          : { ...shared, "GOVUK-Account-Session": value },
      body: html("Renews", greeting(name)),
    }),
    rules: ["session-change"],
  },
  {
    path: "/fragile/invalid-session",
    page: ({ session: value }) => ({
      headers: { ...shared, ...(value === null ? {} : { "GOVUK-Account-Session": "not valid" }) },
      body: html("Invalid", "<p>All</p>"),
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
