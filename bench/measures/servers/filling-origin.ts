/**
 * An app within the process of the edge: pages with the fields that a page of GOV.UK has, no two the same.
 *
 * @module
 */
import type { OriginTransport } from "../../../src/edge/index.ts";
import { everyKey } from "../orders.ts";

const lastModified = Date.UTC(2026, 0, 1);

/** The path of a page. */
export function pathOf(number: number): string {
  return `/page-${number}`;
}

/** The Cookie field of a person: as long as a session makes it. */
export function sessionCookie(number: number): string {
  return `__Host-govuk_account_session=${String(number).padStart(8, "0").repeat(18)}`;
}

/** An app that counts what it was asked for. Below `/unrelated` pages carry another key. */
export function fillingOrigin(): { readonly transport: OriginTransport; requests(): number } {
  let requests = 0;
  const text = "a".repeat(1_000);
  return {
    requests: () => requests,
    transport: async ({ url: { pathname } }) => {
      requests += 1;
      const number = requests;
      const isUnrelated = pathname.startsWith("/unrelated");
      const bytes = isUnrelated && pathname.endsWith("20k") ? text.repeat(20) : text;
      const received = [
        ["Date", new Date().toUTCString()],
        ["Content-Type", "text/html; charset=utf-8"],
        ["Content-Length", String(bytes.length)],
        ["Cache-Control", "max-age=86400, public"],
        ["ETag", `W/"${number.toString(16).padStart(32, "0")}"`],
        ["Last-Modified", new Date(lastModified + number * 1_000).toUTCString()],
        ["Vary", pathname === "/one" ? "GOVUK-Account-Session" : "GOVUK-Account-Session-Exists"],
        ["Surrogate-Key", isUnrelated ? "unrelated" : `${everyKey} organisation-${number % 1_000}`],
      ] as const;
      // As from a socket: no two responses share a text.
      const own = (value: string) => Buffer.from(value, "latin1").toString("latin1");
      return {
        status: 200,
        fields: received.map(([name, value]) => [own(name), own(value)] as const),
        body: new Response(Buffer.from(bytes, "latin1")).body,
      };
    },
  };
}
