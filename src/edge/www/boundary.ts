/**
 * The boundary: what a client may not tell an app about itself, and what the edge tells it instead.
 *
 * @module
 */
import { canonicalName } from "../fields/canonical-name.ts";
import type { FieldLine, Fields } from "../fields/fields.ts";

/** Who sent a request, as the connection says. */
export interface BoundaryClient {
  readonly address: string;
  readonly scheme: string;
  readonly host: string;
  readonly ja3?: string;
}

/**
 * Headers by which a client could name its own address, scheme, host, path or method to an app, or a proxy,
 * a file or a step that has been done: what some server or framework has been known to believe.
 */
const proxyHeaders: ReadonlySet<string> = new Set([
  "cf-connecting-ip",
  "client-ja3",
  "cloudfront-forwarded-proto",
  "forwarded",
  "front-end-https",
  "original-url",
  "proxy",
  "script-name",
  "x-accel-mapping",
  "x-arr-ssl",
  "x-client-ip",
  "x-cluster-client-ip",
  "x-envoy-original-path",
  "x-forwarded",
  "x-host",
  "x-http-host-override",
  "x-http-path-override",
  "client-ip",
  "true-client-ip",
  "x-middleware-subrequest",
  "x-originating-ip",
  "x-override-url",
  "x-proxyuser-ip",
  "x-real-ip",
  "x-remote-addr",
  "x-remote-ip",
  "x-rewrite-url",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-scheme",
  "x-script-name",
  "x-sendfile-type",
  "x-url-scheme",
]);

/** Headers that only the edge may set on www.gov.uk (VCL: recv, rules 16, 20 and 30). */
const govukHeaders: ReadonlySet<string> = new Set([
  "govuk-request-id",
  "usage-cookies-opt-in",
  "backend-override",
]);

/**
 * Whether a header speaks for a proxy, and so is not believed when a client sends it. Names are
 * compared in any case, and `_` as `-`, which a Rack app could not tell apart.
 */
export function isProxyHeader(name: string): boolean {
  const canonical = canonicalName(name);
  return (
    canonical.startsWith("x-forwarded-") ||
    canonical.startsWith("x-original-") ||
    canonical.startsWith("fastly-") ||
    proxyHeaders.has(canonical)
  );
}

/** Whether a header is www.gov.uk's own, the account's left aside. */
export function isGovukHeader(name: string): boolean {
  const canonical = canonicalName(name);
  return canonical.startsWith("govuk-abtest-") || govukHeaders.has(canonical);
}

/** What any reverse proxy tells an app of its client; one address, that of the client itself. */
export function forwardedFields(client: BoundaryClient): Fields {
  return [
    ["X-Forwarded-For", client.address],
    ["X-Forwarded-Proto", client.scheme],
    ["X-Forwarded-Host", client.host],
  ];
}

/** The same as RFC 7239 has it. www.gov.uk's edge does not send it. */
export function forwardedField({ address, scheme, host }: BoundaryClient): Fields {
  return [["Forwarded", `for=${nodeOf(address)};proto=${scheme};host=${quoted(host)}`]];
}

/** An address as RFC 7239 §6 has it: one of IPv6 in brackets, and so between quotes. */
function nodeOf(address: string): string {
  return address.includes(":") ? `"[${address}]"` : quoted(address);
}

/** A value that is no token stands between quotes (RFC 7239 §4); neither hosts nor addresses have any. */
function quoted(value: string): string {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(value) ? value : `"${value}"`;
}

/**
 * What www.gov.uk's edge tells an app besides (VCL: recv, rules 1 and 16).
 *
 * @param requestId a fresh UUID
 */
export function govukFields(client: BoundaryClient, requestId: string): Fields {
  return [
    ["Fastly-Client-IP", client.address],
    ["True-Client-IP", client.address],
    ["X-Forwarded-Server", "govuk-edge"],
    ["GOVUK-Request-Id", requestId],
  ];
}

/**
 * What it tells an app in the profile that has all of its rules (VCL: recv, rules 2, 3, 9, 15 and 19).
 *
 * @param target path and query as they go on
 */
export function wwwFields({ scheme, ja3 }: BoundaryClient, target: string): Fields {
  const lines: FieldLine[] = [
    ["Fastly-Purge-Requires-Auth", "1"],
    ["original-url", target],
  ];
  if (scheme === "https") lines.push(["Fastly-SSL", "1"]);
  if (ja3 !== undefined) lines.push(["Client-JA3", ja3]);
  return lines;
}
