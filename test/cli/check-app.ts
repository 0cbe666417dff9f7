/** An app whose pages are cached in ways that plays are about. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const headers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/account": { "Cache-Control": "max-age=60", Vary: "GOVUK-Account-Session" },
  "/leak": { "Cache-Control": "max-age=60" },
  "/stale": { "Cache-Control": "max-age=10, stale-while-revalidate=30" },
  "/private": { "Cache-Control": "private" },
};

/** Counted from the answer, however long the tests have been running. */
const inAMinute = () => ({ Expires: new Date(Date.now() + 60_000).toUTCString() });

/** Greets whoever is signed in; no two answers are alike. */
export function greeting(request: IncomingMessage, response: ServerResponse): void {
  const [session = "", flash = ""] = String(request.headers["govuk-account-session"] ?? "").split("$$");
  const { pathname } = new URL(request.url ?? "/", "http://app.example");
  const fields = pathname === "/expires" ? inAMinute() : headers[pathname];
  response.writeHead(200, { "Content-Type": "text/html", ...fields });
  const lines = [
    `<h1>Hello ${session || "stranger"}</h1>`,
    `<p>${flash}</p>`,
    `<!-- ${randomUUID()} -->`,
    "",
  ];
  response.end(request.method === "HEAD" ? "" : lines.join("\n"));
}
