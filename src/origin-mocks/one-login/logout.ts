/**
 * Sign-out at the relying party's request (OpenID Connect RP-Initiated Logout 1.0).
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { fromBody, fromQuery, given, parseJson, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { endSession } from "./sessions.ts";

/** Where the browser goes, and why not where the service wanted. */
interface Outcome {
  /** The default page when absent. */
  readonly uri?: string;
  readonly error?: readonly [code: string, description: string];
}

const hintSchema = z.looseObject({
  aud: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  sub: z.string().optional(),
});

/** `GET` and `POST /logout`: ends the browser's session whatever else is wrong, then redirects. */
export function logout(provider: Provider): Hono {
  const app = new Hono();
  app.get("/logout", (c) => signOut(c, provider, fromQuery(c.req.url)));
  app.post("/logout", async (c) => {
    const parameters = await fromBody(c.req);
    if (!parameters) return c.body("Invalid Request", 400, { "Content-Type": "text/html; charset=utf-8" });
    return signOut(c, provider, parameters);
  });
  return app;
}

async function signOut(c: Context, provider: Provider, parameters: RequestParameters): Promise<Response> {
  const session = endSession(c, provider);
  c.header("Cache-Control", "no-store");
  const isTooLate = provider.profile.logoutNeedsSession && !session;
  const { uri, error } = isTooLate ? {} : await judge(provider, parameters);
  const state = given(parameters, "state");
  const added = new URLSearchParams({
    ...(error && { error_code: error[0], error_description: error[1] }),
    ...(state && { state }),
  });
  // The simulator leaves a question mark even when nothing follows, but for a request without parameters.
  const keepsMark = provider.likeSimulator && parameters.size > 0;
  return c.redirect(withQuery(uri ?? provider.defaultLogoutUrl, added.toString(), keepsMark));
}

/** Neither the age of the hint nor a live session matters: signing out must always work. */
async function judge(provider: Provider, parameters: RequestParameters): Promise<Outcome> {
  const hint = given(parameters, "id_token_hint");
  if (hint === undefined) return {};
  const payload = await provider.keys.verify(hint);
  if (payload === undefined) return { error: ["invalid_request", "unable to validate id_token_hint"] };
  const claims = hintSchema.safeParse(parseJson(payload));
  if (!claims.success) return { error: ["invalid_request", "invalid id_token_hint"] };
  const [audience] = [claims.data.aud].flat();
  if (!audience || !claims.data.sub) return {};
  const client = provider.clients.get(audience);
  if (!client) return { error: ["unauthorized_client", "client not found"] };
  const uri = given(parameters, "post_logout_redirect_uri");
  if (uri === undefined) return {};
  if (!client.PostLogoutRedirectUrls.includes(uri)) {
    return { error: ["invalid_request", "client registry does not contain post_logout_redirect_uri"] };
  }
  // The configuration interface takes any text.
  if (!/^https?:$/.test(URL.parse(uri)?.protocol ?? "")) {
    return { error: ["invalid_request", "invalid post logout redirect URI"] };
  }
  return { uri };
}

function withQuery(uri: string, query: string, keepsMark: boolean): string {
  if (query === "" && !keepsMark) return uri;
  return `${uri}${uri.includes("?") ? "&" : "?"}${query}`;
}
