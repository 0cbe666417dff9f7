/**
 * Paths as Rails routes them.
 *
 * @module
 */
import type { Mode } from "./mode.ts";

/**
 * The path of a request by which it is routed: without the trailing slash and the format that every route takes,
 * as in `/api/user.json`.
 *
 * So a dot in a subject identifier cuts it, and One Login's have one: `urn:fdc:gov.uk:2022:abc` is `urn:fdc:gov` in
 * the format `uk:2022:abc`, unless the dot is sent as `%2E`. In corrected mode it is whole either way.
 */
export function routedPath(request: Request, mode: Mode): string {
  const path = new URL(request.url).pathname.replace(/(?!^)\/$/, "");
  const isWhole = mode === "corrected" && path.startsWith("/api/oidc-users/");
  return isWhole ? path : path.replace(/\.[^./]+$/, "");
}

/** A subject identifier as a part of a path: up to a dot where a dot cuts it. */
export function subjectPattern(mode: Mode): string {
  return mode === "corrected" ? ":subject" : ":subject{[^./]+}";
}
