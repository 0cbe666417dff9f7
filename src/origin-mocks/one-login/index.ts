/**
 * A mock of GOV.UK One Login, the OpenID provider behind the GOV.UK account: as strict as the live
 * service about requests, signatures, single use and expiry, with a page to pick who signs in.
 *
 * @module
 */
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { MovableClock } from "../common/clock.ts";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { assets } from "../common/page.ts";
import type { Saving } from "../common/saved.ts";
import { afterSignIn } from "./after-sign-in.ts";
import { authorize } from "./authorize.ts";
import { basicChallenge } from "./basic-auth.ts";
import { controlRoom } from "./control-room.ts";
import { discovery } from "./discovery.ts";
import { firewall, networkFaults } from "./gateway.ts";
import { logout } from "./logout.ts";
import { mockApi } from "./mock-api.ts";
import type { OneLoginOptions } from "./options.ts";
import { pages } from "./pages.ts";
import { createProvider, type Provider } from "./provider.ts";
import { registration } from "./registration.ts";
import { logRequests } from "./request-log.ts";
import * as saved from "./saved.ts";
import { securityHeaders } from "./security-headers.ts";
import { noticeExpiry } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { config } from "./simulator/config.ts";
import { formSubmit } from "./simulator/form.ts";
import { resetter } from "./snapshot.ts";
import { token } from "./token.ts";
import { unavailable } from "./unavailable.ts";
import { userinfo } from "./userinfo.ts";

export type { Argon2id } from "./argon2.ts";
export { type ClientRegistration, clientRegistration } from "./clients.ts";
export type { OneLoginOptions } from "./options.ts";
export { isProfileName, profileNames } from "./profiles.ts";
export { simulatorOptions } from "./simulator/options.ts";

/** A running mock. */
export interface OneLogin extends Saving {
  readonly app: Hono;
  readonly clock: MovableClock;
  /** Forgets sessions, codes and tokens, switches failures off, and sets the clock right. */
  reset(): void;
}

/** As much as Node allows in a URL; it also bounds what a request kept for later can hold. */
const maxBodyBytes = 16 * 1024;
/** A configuration holds keys, addresses and the like. */
const maxConfigBytes = 256 * 1024;

/**
 * Makes a mock of One Login.
 *
 * @throws {Error} naming the option or the field of a client that is wrong
 * @example
 * const oneLogin = await createOneLogin({ baseUrl: "http://localhost:3000", people, clients, readAsset });
 * serve({ fetch: oneLogin.app.fetch, hostname: "127.0.0.1", port: 3000 });
 */
export async function createOneLogin(options: OneLoginOptions): Promise<OneLogin> {
  const provider = await createProvider(options);
  const failures = createFailures();
  const { clock } = provider;
  const restore = resetter(provider);
  function reset() {
    restore();
    failures.clear();
    clock.reset();
  }
  const app = new Hono();
  app.onError((error, c) =>
    error instanceof HTTPException ? error.getResponse() : c.json({ message: "Internal Server Error" }, 500),
  );
  app.use(securityHeaders);
  app.use(
    logRequests(
      provider.log,
      () => clock.now(),
      (id) => provider.clients.has(id),
    ),
  );
  app.use(failures.middleware);
  app.use(firewall(provider));
  app.use(networkFaults(provider));
  app.use(basicChallenge(provider));
  if (provider.notifyOnExpiry) app.use(noticeExpiry(provider));
  for (const path of ["/config", "/form-submit"]) app.use(path, limit(maxConfigBytes));
  app.use(limit(maxBodyBytes, ["/config", "/form-submit"]));
  app.use("/assets/*", assets(options.readAsset));
  for (const endpoint of [
    pages,
    discovery,
    authorize,
    signIn,
    afterSignIn,
    unavailable,
    token,
    userinfo,
    logout,
    registration,
    formSubmit,
  ]) {
    app.route("/", endpoint(provider));
  }
  app.route("/", config(provider, reset));
  app.route("/", controlRoom(provider, reset));
  const controlled = control({
    name: "one-login",
    clock,
    failures,
    reset: restore,
    state: () => state(provider),
  });
  // Behind the guard of the control interface.
  app.route("/__mock", controlled.route("/", mockApi(provider)));
  return {
    ...{ app, clock, reset },
    save: () => saved.save(provider),
    restore: (state) => saved.restore(provider, state),
  };
}

/** Refuses a body that is too large. */
function limit(maxSize: number, except: readonly string[] = []) {
  const middleware = bodyLimit({
    maxSize,
    onError: (c) => c.json({ error: "invalid_request", error_description: "Request body is too large" }, 400),
  });
  return (...[c, next]: Parameters<typeof middleware>) =>
    except.includes(c.req.path) ? next() : middleware(c, next);
}

/** How much is remembered: numbers, never a value. */
function state({ stores }: Provider) {
  const count = (store: { purgeStale(): boolean; readonly size: number }) => {
    store.purgeStale();
    return store.size;
  };
  return { sessions: count(stores.sessions), codes: count(stores.codes) };
}
