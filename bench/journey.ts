/**
 * One sign-in with One Login as a service sees it: from /authorize, where somebody is approved by
 * `login_hint`, to /userinfo.
 *
 * @module
 */
import { z } from "zod";

/** The service that signs people in, and whom. */
export const service = {
  clientId: "bench",
  redirectUri: "http://127.0.0.1/callback",
  email: "amina@example.com",
} as const;

/** How requests are sent: one connection, on which one request follows the other. */
export interface Connection {
  request(sent: {
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }): Promise<Answer>;
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: { text(): Promise<string> };
}

const tokens = z.object({ access_token: z.string(), id_token: z.string() });
const info = z.object({ email: z.literal(service.email) });

const authorize = `/authorize?${new URLSearchParams({
  client_id: service.clientId,
  redirect_uri: service.redirectUri,
  response_type: "code",
  scope: "openid email",
  state: "state",
  nonce: "nonce",
  login_hint: service.email,
})}`;

const form = new URLSearchParams({
  grant_type: "authorization_code",
  redirect_uri: service.redirectUri,
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
});

/**
 * Signs in once, on a connection of its own.
 *
 * @param assertion proves who the service is (RFC 7523); without `jti`, so that it is good for many sign-ins
 * and nothing need be signed on the load's side
 * @returns the tokens
 * @throws {Error} when an answer is not as expected
 */
export async function journey(connection: Connection, assertion: string): Promise<z.infer<typeof tokens>> {
  const approved = await connection.request({ method: "GET", path: authorize });
  await approved.body.text();
  const location = new URL(String(approved.headers.location ?? "about:blank"));
  const code = location.searchParams.get("code");
  if (code === null) throw new Error(`/authorize answered ${approved.statusCode} without a code.`);
  const exchanged = await connection.request({
    method: "POST",
    path: "/token",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: `${form}&code=${code}&client_assertion=${assertion}`,
  });
  const issued = tokens.parse(JSON.parse(await exchanged.body.text()));
  const shown = await connection.request({
    method: "GET",
    path: "/userinfo",
    headers: { Authorization: `Bearer ${issued.access_token}` },
  });
  info.parse(JSON.parse(await shown.body.text()));
  return issued;
}
