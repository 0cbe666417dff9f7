/**
 * Plain http is redirected to https (VCL: recv, rule 9).
 *
 * @module
 */
import * as z from "zod";
import type { OwnAnswer } from "./own-answer.ts";

/** Whether plain http is redirected. Off for development without a certificate. */
export const forceTlsSchema = z.boolean().default(true);

/** The URL as the client asked for it, before its query is sorted. */
export interface AskedUrl {
  readonly host: string;
  readonly target: string;
}

/**
 * The redirect to the same URL under https. Who calls this knows the scheme from the connection, or from
 * a proxy that is trusted; in production any client can say `Fastly-SSL` (D11).
 */
export function toHttps({ host, target }: AskedUrl): OwnAnswer {
  const fields = [
    ["Location", `https://${host}${target}`],
    ["Fastly-Backend-Name", "force_ssl"],
  ] as const;
  return { status: 301, fields, page: null };
}
