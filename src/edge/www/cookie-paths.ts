/**
 * Where cookies pass. Everywhere else they are cut off on both ways, so that a page is one for all.
 *
 * @module
 */
import * as z from "zod";
import type { Way } from "./request-methods.ts";

/** Where cookies pass (VCL: recv, rule 31; fetch, rule 13). */
export const cookiePathsSchema = z.strictObject({
  /**
   * Beginnings of URLs whose app gets Cookie and may send Set-Cookie. They are production's, quirks
   * included: `/emailfoo` is exempt too, and `/sign-in/callback?code=x` is not, because a slash was left
   * behind the name in 2024.
   */
  exempt: z
    .array(z.string().startsWith("/"))
    .default(["/apply-for-a-licence", "/email", "/sign-in/callback/"]),
  /**
   * Whether a request that goes by the cache keeps its Cookie on all paths, as in production: there it
   * has left (VCL: recv, rule 29) before the rule about cookies is reached.
   */
  passedMethods: z.enum(["keep", "strip"]).default("keep"),
});

type CookiePaths = z.output<typeof cookiePathsSchema>;

/** Whether the app gets Cookie. @param target as it goes on */
export function keepsCookie(target: string, way: Way, paths: CookiePaths): boolean {
  return (way === "pass" && paths.passedMethods === "keep") || isExempt(target, paths);
}

/** Whether the client gets the app's Set-Cookie: by the path alone, whatever the method. */
export function keepsSetCookie(target: string, paths: CookiePaths): boolean {
  return isExempt(target, paths);
}

function isExempt(target: string, { exempt }: CookiePaths): boolean {
  return exempt.some((prefix) => target.startsWith(prefix));
}
