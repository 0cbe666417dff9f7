/** A relying party for tests: it exchanges codes and reads userinfo. */
import { z } from "zod";
import type { OneLogin } from "../../../src/origin-mocks/one-login/index.ts";
import { assertion, encode, type Query, tokenForm } from "./support.ts";

const tokensSchema = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string().optional(),
});
export type Tokens = z.infer<typeof tokensSchema>;

type Running = Pick<OneLogin, "app" | "clock">;

export async function sendToken(
  { app, clock }: Running,
  overrides: Query,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams(encode(await tokenForm(clock.now(), overrides)));
  return app.request("/token", { method: "POST", body, headers });
}

/** Exchanges a code as a client. */
export async function exchange(
  oneLogin: Running,
  code: string,
  clientId = "rp",
  headers = {},
): Promise<Tokens> {
  const client_assertion = await assertion(oneLogin.clock.now(), {
    claims: { iss: clientId, sub: clientId },
  });
  const response = await sendToken(oneLogin, { code, client_id: undefined, client_assertion }, headers);
  return tokensSchema.parse(await response.json());
}

export async function userinfo(
  { app }: Running,
  token: string,
  headers = {},
): Promise<Record<string, unknown>> {
  const response = await app.request("/userinfo", {
    headers: { Authorization: `Bearer ${token}`, ...headers },
  });
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

/** JSON of a path. */
export async function getJson({ app }: Running, path: string): Promise<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(await (await app.request(path)).json());
}
