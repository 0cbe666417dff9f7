/**
 * What stands before the live service: a firewall that refuses some requests, and networks that fail.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { droppedConnection } from "../common/failures.ts";
import { faultHeader } from "./faults.ts";
import type { Provider } from "./provider.ts";

/** Longest query strings, by path, in characters. */
const longest: Record<string, number> = { "/authorize": 4096, "/logout": 2048 };
/** What the faults of the network, ordered by page or by API, are about. */
const protocol = /^\/(?:authorize|token|userinfo|logout|trustmark|\.well-known\/.*)$/;
/** Where services, not browsers, call. */
const direct = ["/token", "/userinfo", "/.well-known/did.json", "/.well-known/jwks.json"];

/** Refuses with 403 what the live firewall refuses, if it is asked to. */
export function firewall({ requireUserAgent, profile }: Provider): MiddlewareHandler {
  return async (c, next) => {
    if (!requireUserAgent || !profile.firewall) return next();
    const { path } = c.req;
    const isNameless = direct.includes(path) && !c.req.header("User-Agent");
    const isLong = new URL(c.req.url).search.length - 1 > (longest[path] ?? Number.POSITIVE_INFINITY);
    return isNameless || isLong ? c.text("The request could not be satisfied", 403) : next();
  };
}

/**
 * Faults of the network for one request, ordered by its header: `status=503`, `delay=500` in
 * milliseconds, and `drop`, which ends the connection without an answer.
 */
export function networkFaults({ wait, faults }: Provider): MiddlewareHandler {
  return async (c, next) => {
    const orders = (c.req.header(faultHeader) ?? "").split(",").map((order) => order.trim());
    if (protocol.test(c.req.path)) {
      orders.push(...[...faults.take("network", "", null)].flatMap((name) => meanings[name] ?? []));
    }
    const delay = numberOf(orders, "delay", 0, 60_000);
    if (delay !== undefined) await wait(delay);
    const status = numberOf(orders, "status", 400, 599);
    if (status !== undefined) return new Response(null, { status });
    return orders.includes("drop") ? droppedConnection() : next();
  };
}

/** What the names mean that a page or the API orders by. */
const meanings: Record<string, string> = { DROP: "drop", SLOW: "delay=5000", UNAVAILABLE: "status=503" };

function numberOf(orders: readonly string[], name: string, least: number, most: number): number | undefined {
  const text = orders.find((order) => order.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const number = Number(text);
  return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
}
