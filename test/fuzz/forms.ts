/**
 * What reads forms in the mocks, and the mocks themselves as they are sent forms.
 *
 * @module
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import { Hono, type HonoRequest } from "hono";
import { movableClock } from "../../src/origin-mocks/common/clock.ts";
import { parametersOf } from "../../src/origin-mocks/common/parameters.ts";
import { nestedQuery } from "../../src/origin-mocks/email-alert-api/nested-query.ts";
import { fromBody } from "../../src/origin-mocks/one-login/parameters.ts";
import { readFormResponse } from "../../src/origin-mocks/one-login/simulator/form-fields.ts";
import { createSecrets } from "../../src/origin-mocks/secrets.ts";
import { parametersOf as signonParameters } from "../../src/origin-mocks/signon/parameters.ts";
import { type Service, type ServiceName, serviceNames, wireServices } from "../../src/origin-mocks/wiring.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";
import type { Fuzzed } from "./fuzz.ts";

const type = "application/x-www-form-urlencoded";

/** What reads a form of a request gives. */
function reading<Result>(read: (request: HonoRequest) => Promise<Result>): (form: string) => Promise<Result> {
  return async (form) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const app = new Hono().post("*", async (c) => {
      await read(c.req).then(resolve, reject);
      return c.body(null);
    });
    await app.request("/", { method: "POST", headers: { "Content-Type": type }, body: form });
    return promise;
  };
}

const forms = [
  "grant_type=authorization_code&code=abc&redirect_uri=https%3A%2F%2Fa.test%2F&client_assertion=a.b.c",
  "a=1&a=2&b%5B%5D=3&c%5Bd%5D=4&&=&e",
  "address=a%40example.com&topic_id=fish&frequency=daily&authenticity_token=x",
  "user%5Bemail%5D=a%40b.c&user%5Bpassword%5D=x+y&_method=put",
];
const responses = [
  "sub=me&email=a%40b.c&emailVerified=true&maxLoCAchieved=P2&returnCodes=%5B%7B%22code%22%3A%22A%22%7D%5D",
  "sub=x&passportDetails=%5B%7B%7D%5D&coreIdentityVerifiableCredentials=%7B%7D",
];
const oneLoginReads = reading(fromBody);
const oneOf = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record).map(([name, value]): [string, string] => [name, String(value)]);

/** Each parameter as the last of its name has it. */
const lasts = (form: string) => Object.fromEntries(new URLSearchParams(form));

const services = await mocks();

/** All mocks, wired within this process. */
async function mocks(): Promise<Readonly<Record<ServiceName, Service>>> {
  const urls = {
    ...{ "one-login": "http://one-login.test", "account-api": "http://account-api.test" },
    ...{ signon: "http://signon.test", frontend: "http://frontend.test" },
    ...{ "email-alert-api": "http://ea-api.test", "email-alert-frontend": "http://ea-frontend.test" },
  };
  const wired: { all?: Readonly<Record<ServiceName, Service>> } = {};
  const call: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const name = serviceNames.find((one) => urls[one] === new URL(request.url).origin);
    if (!name || !wired.all) throw new TypeError("There is no such service.");
    return wired.all[name].app.fetch(request);
  };
  wired.all = await wireServices({
    ...{ urls, websiteRoot: "http://www.test", world: loadWorld(), secrets: await createSecrets() },
    ...{ readAsset: async () => undefined, clock: movableClock(), fetchOf: () => call },
  });
  return wired.all;
}

/** A mock as it is sent a form. What it may not answer is an error of its own. */
function sent(name: ServiceName, paths: readonly string[]): Fuzzed {
  return {
    name: `forms for ${name}`,
    seeds: forms.flatMap((form) => paths.map((path) => `${path} ${form}`)),
    share: 0.01,
    async check(input) {
      const path = paths.find((one) => input.startsWith(`${one} `));
      if (path === undefined) return;
      const init = { method: "POST", headers: { "Content-Type": type }, body: input.slice(path.length + 1) };
      const { status } = await services[name].app.request(path, init);
      ok(status < 500, `${path} answers ${status}`);
    },
  };
}

/** All of them. */
export const formReaders: readonly Fuzzed[] = [
  {
    name: "forms as One Login reads them",
    seeds: forms,
    share: 0.05,
    async check(input) {
      const read = await oneLoginReads(input);
      ok(read && [...read.keys()].every((key) => !key.includes("[")));
      deepStrictEqual(await oneLoginReads(new URLSearchParams([...read]).toString()), read);
    },
  },
  {
    name: "forms as the APIs read them",
    seeds: forms,
    share: 0.05,
    async check(input) {
      const app = new Hono().post("*", async (c) => c.json(oneOf(await parametersOf(c))));
      const init = { method: "POST", headers: { "Content-Type": type }, body: input };
      deepStrictEqual(await (await app.request("/", init)).json(), Object.entries(lasts(input)));
    },
  },
  {
    name: "forms as Signon reads them",
    seeds: forms,
    share: 0.05,
    async check(input) {
      const app = new Hono().post("*", async (c) => c.json([...(await signonParameters(c))]));
      const init = { method: "POST", headers: { "Content-Type": type }, body: input };
      deepStrictEqual(await (await app.request("/?x=1", init)).json(), [
        ...(new URLSearchParams(input).has("x") ? [] : [["x", "1"]]),
        ...new URLSearchParams(input),
      ]);
    },
  },
  {
    name: "nested parameters",
    seeds: ["a[b][]=1&a[b][]=2", "tags[x][any][]=1&links[y]=2", "a[__proto__][b]=1&a=2"],
    check(input) {
      const read = nestedQuery(new URLSearchParams(input));
      ok(!("b" in {}) && Object.getPrototypeOf(read) === Object.prototype, "a prototype is changed");
    },
  },
  {
    name: "the form of the simulator",
    seeds: responses,
    check(input) {
      const read = readFormResponse(new Map(new URLSearchParams(input)));
      ok("invalid" in read ? read.invalid.length > 0 : read.response.sub);
    },
  },
  sent("one-login", ["/token", "/authorize", "/logout", "/sign-in", "/sign-in/email", "/form-submit"]),
  sent("signon", ["/oauth/token", "/oauth/introspect", "/oauth/revoke", "/users/sign_in", "/users/password"]),
  sent("account-api", ["/api/oidc_events/backchannel_logout", "/api/oauth2/callback"]),
  sent("email-alert-api", ["/subscriptions", "/subscribers/auth-token", "/unsubscribe/x"]),
  sent("email-alert-frontend", [
    ...["/email/manage/authenticate", "/email/subscriptions/frequency", "/email/subscriptions/verify"],
    ...["/email/manage/unsubscribe-all", "/email/unsubscribe/one-click/x"],
  ]),
  sent("frontend", ["/message", "/sign-in"]),
];
