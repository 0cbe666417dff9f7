/**
 * The addresses of a preview. Each service has a host name of its own, because an issuer is an exact URL and pages
 * link to `/sign-in`. The names follow from the website's: of `https://demo.example.org`, One Login is
 * `https://demo-one-login.example.org`. So one variable says them all, and on workers.dev, where a worker's name
 * is its host name, they are names of workers.
 *
 * @module
 */
import { mapServices } from "../stack.ts";
import { type ServiceName, serviceNames } from "../wiring.ts";

/** What a request can be meant for. The desk is where the preview itself is controlled. */
export type Place = "website" | "desk" | ServiceName;

/** Where everything is. */
export interface Addresses {
  readonly websiteRoot: string;
  readonly desk: string;
  readonly services: Readonly<Record<ServiceName, string>>;
  /** What a URL is of; undefined for a host that is none of ours. */
  placeOf(url: string): Place | undefined;
}

/**
 * All addresses, from the website's.
 *
 * @param websiteRoot an origin whose host name has several parts
 * @example
 * addressesOf("https://demo.example.org").services["one-login"]; // "https://demo-one-login.example.org"
 */
export function addressesOf(websiteRoot: string): Addresses {
  const { protocol, host } = new URL(websiteRoot);
  const [first = "", ...domain] = host.split(".");
  const hostOf = (name: string) => [`${first}-${name}`, ...domain].join(".");
  const places = new Map<string, Place>([
    [host, "website"],
    [hostOf("mocks"), "desk"],
    ...serviceNames.map((name) => [hostOf(name), name] as const),
  ]);
  return {
    websiteRoot,
    desk: `${protocol}//${hostOf("mocks")}`,
    services: mapServices((name) => `${protocol}//${hostOf(name)}`),
    placeOf: (url) => places.get(new URL(url).host),
  };
}
