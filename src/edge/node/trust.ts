/**
 * Who the client is: the peer of the connection, or whom a trusted proxy names.
 *
 * @module
 */
import type { IncomingHttpHeaders } from "node:http";
import { BlockList, isIP } from "node:net";
import { listMembers } from "../fields/list.ts";
import type { Client } from "../request.ts";

/** Proxies whose X-Forwarded-* are believed. */
export type TrustedProxies = Pick<BlockList, "check">;

/** What is known of a connection. */
export interface Peer {
  readonly address: string;
  readonly encrypted: boolean;
}

/**
 * Reads the addresses of trusted proxies.
 *
 * @param rules each `loopback`, an address, or a range such as 10.0.0.0/8
 * @throws {Error} naming the rule that is none of these
 */
export function trustedProxies(rules: readonly string[]): TrustedProxies {
  const trusted = new BlockList();
  for (const rule of rules) {
    if (rule === "loopback") {
      trusted.addSubnet("127.0.0.0", 8, "ipv4");
      trusted.addAddress("::1", "ipv6");
    } else addRange(trusted, rule);
  }
  return trusted;
}

function addRange(trusted: BlockList, rule: string): void {
  const [, address = "", bits] = /^([^/]+)(?:\/([0-9]{1,3}))?$/.exec(rule) ?? [];
  const family = isIP(address);
  const widest = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? widest : Number(bits);
  if (family === 0 || prefix > widest) {
    throw new Error(
      `Cannot trust the proxy "${rule}": expected loopback, an address, or a range such as 10.0.0.0/8.`,
    );
  }
  trusted.addSubnet(address, prefix, family === 4 ? "ipv4" : "ipv6");
}

/**
 * The client of a request. A proxy that ends TLS may tell its fingerprint as Client-JA3, the last if there
 * are several. Of X-Forwarded-For the last address that is no trusted proxy counts: what stands before it,
 * anyone may have written.
 *
 * @returns null when the request names no host, or none that could be one
 */
export function clientOf(peer: Peer, headers: IncomingHttpHeaders, trusted: TrustedProxies): Client | null {
  const address = plainAddress(peer.address);
  const authority = hostOf(textOf(headers[":authority"]) ?? textOf(headers.host));
  if (authority === null) return null;
  const scheme = peer.encrypted ? "https" : "http";
  if (!isProxy(peer, trusted)) return { address, scheme, host: withoutDefaultPort(scheme, authority) };
  const told = forwardedScheme(textOf(headers["x-forwarded-proto"])) ?? scheme;
  const host = hostOf(listMembers(textOf(headers["x-forwarded-host"])).at(-1) ?? null) ?? authority;
  // An empty last one is the proxy's, too: it knows none, and those before it are the client's.
  const ja3 = textOf(headers["client-ja3"])?.split(",").at(-1)?.trim() ?? "";
  return {
    address: forwardedAddress(textOf(headers["x-forwarded-for"]), address, trusted),
    scheme: told,
    host: withoutDefaultPort(told, host),
    ...(ja3 !== "" && { ja3 }),
  };
}

/** RFC 9110 §4.2.3: with the default port or without, it is the same URL, and so the same key. */
function withoutDefaultPort(scheme: "http" | "https", host: string): string {
  return host.replace(scheme === "https" ? /:443$/ : /:80$/, "");
}

/** Whether a connection is a trusted proxy's, so that each request on it may have another client. */
export function isProxy(peer: Peer, trusted: TrustedProxies): boolean {
  return isTrusted(plainAddress(peer.address), trusted);
}

function forwardedAddress(header: string | null, peer: string, trusted: TrustedProxies): string {
  let client = peer;
  for (const member of listMembers(header).reverse()) {
    const address = withoutPort(member);
    if (isIP(address) === 0) break;
    client = plainAddress(address);
    if (!isTrusted(client, trusted)) break;
  }
  return client;
}

/** Some proxies tell the port of their peer, too, and then set an IPv6 address in brackets. */
function withoutPort(member: string): string {
  const [, six, four] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::[0-9]{1,5})?$/i.exec(member) ?? [];
  return (six?.includes(":") ? six : four) ?? member;
}

function forwardedScheme(header: string | null): "http" | "https" | null {
  const scheme = listMembers(header).at(-1)?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : null;
}

function isTrusted(address: string, trusted: TrustedProxies): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 4 ? "ipv4" : "ipv6");
}

// A dual-stack socket gives IPv4 peers as ::ffff:192.0.2.1.
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=[0-9.]+$)/i, "");
}

/** A host and its port as a URL would spell them, so that there is one key for them. */
function hostOf(header: string | null): string | null {
  const parts = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?$/i.exec(header ?? "");
  const [, name, port] = parts ?? [];
  if (name === undefined || Number(port ?? 0) > 65_535) return null;
  // A name is worth no URL; what ends in a number is an address, of which there are many spellings.
  const isName = /(?:^|\.)[a-z]+$/i.test(name);
  const host = isName ? name.toLowerCase() : URL.parse(`http://${name}`)?.hostname;
  if (host === undefined) return null;
  return port === undefined ? host : `${host}:${Number(port)}`;
}

function textOf(value: string | readonly string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "string" ? value : value.join(", ");
}
