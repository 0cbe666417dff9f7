/** One Login set up as the command `one-login` does it, by the simulator's environment variables. */
import { simulatorOptions } from "../../../src/origin-mocks/one-login/index.ts";
import { Browser, encode, publicKey, type Query, startOneLogin } from "./support.ts";

export const clientId = "HGIOgho9HIRhgoepdIOPFdIUWgewi0jw";
export const callback = "http://localhost:8080/oidc/authorization-code/callback";
export const base = "http://localhost:3000";

export async function startSimulator(environment: Record<string, string> = {}, files: object = {}) {
  const variables = { PUBLIC_KEY: publicKey, ...environment };
  const options = await simulatorOptions(variables, files);
  const oneLogin = await startOneLogin({ ...options, baseUrl: options.simulatorUrl ?? base });
  return { ...oneLogin, send: (path: string) => new Browser(oneLogin.app).send(path) };
}

type App = Awaited<ReturnType<typeof startSimulator>>["app"];

export function configure(app: App, body: unknown): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "Content-Type": "application/json" };
  return Promise.resolve(app.request("/config", { method: "POST", body: text, headers }));
}

export function authorizePath(overrides: Query = {}): string {
  const usual = {
    client_id: clientId,
    redirect_uri: callback,
    response_type: "code",
    scope: "openid email phone",
    state: "state-1",
    nonce: "nonce-1",
  };
  return `/authorize?${encode({ ...usual, ...overrides })}`;
}
