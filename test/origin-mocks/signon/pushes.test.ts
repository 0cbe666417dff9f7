import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSignon, loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import {
  type Browser,
  PUBLISHER,
  people,
  pkce,
  record,
  type Started,
  signInAs,
  startSignon,
  userId,
} from "./support.ts";

let started: Started;
let browser: Browser;
let ade: string;
let adeUid: string;
beforeAll(async () => {
  started = await startSignon();
});
beforeEach(async () => {
  started.reset();
  browser = await signInAs(started, "superadmin");
  ade = await userId(browser, "/users", people.admin);
  adeUid = loadSignonData().users.find(({ email }) => email === people.admin)?.uid ?? "";
});
afterAll(() => started.close());

/** Somebody signs in to the application, so that it has a token of theirs. */
async function useApplication(who: "superadmin" | "admin"): Promise<{ theirs: Browser; token: string }> {
  const theirs = await signInAs(started, who);
  const { verifier, challenge } = pkce();
  const query = new URLSearchParams({
    client_id: PUBLISHER.id,
    redirect_uri: started.callback,
    response_type: "code",
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const location = (await theirs.get(`/oauth/authorize?${query}`)).headers.get("Location") ?? "";
  const code = new URL(location).searchParams.get("code") ?? "";
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: started.callback,
    code_verifier: verifier,
    client_id: PUBLISHER.id,
    client_secret: PUBLISHER.secret,
  });
  const answer = await fetch(`${started.url}/oauth/token`, { method: "POST", body });
  return { theirs, token: String(record(await answer.json()).access_token) };
}

const suspend = () =>
  browser.post(`/suspensions/${ade}`, {
    _method: "put",
    "user[suspended]": "1",
    "user[reason_for_suspension]": "They left",
  });
const rename = (name: string) => browser.post(`/users/${ade}/name`, { _method: "put", "user[name]": name });
const told = async () => {
  await started.signon.settled();
  return started.application.told.map(({ method, path }) => `${method} ${path}`);
};
const update = () => `PUT /auth/gds/api/users/${adeUid}`;
const reauth = () => `POST /auth/gds/api/users/${adeUid}/reauth`;

describe("an application somebody used", () => {
  test("is told of a suspension, and that they must sign in again", async () => {
    const { token } = await useApplication("admin");
    await suspend();
    expect(await told()).toEqual([update(), reauth()]);
    const [first, second] = started.application.told;
    expect(first?.body).toMatchObject({ user: { uid: adeUid, permissions: [], disabled: true } });
    expect(second?.body).toEqual({});
    expect((await started.userJson(token)).status).toBe(401);
  });

  test("is told again when the suspension ends, although all tokens were revoked", async () => {
    await useApplication("admin");
    await suspend();
    await browser.post(`/suspensions/${ade}`, { _method: "put", "user[suspended]": "0" });
    expect(await told()).toEqual([update(), reauth(), update(), reauth()]);
    expect(started.application.told[2]?.body).toMatchObject({
      user: { permissions: ["signin"], disabled: false },
    });
  });

  test("is told what `/user.json` says, by an API user that may", async () => {
    const { token } = await useApplication("admin");
    await rename("Ade Renamed");
    await told();
    const [push] = started.application.told;
    expect(push?.body).toEqual(await (await started.userJson(token)).json());
    const pusher = await started.userJson(push?.authorization?.slice("Bearer ".length) ?? "");
    expect(await pusher.json()).toMatchObject({
      user: {
        name: "Signon API Client (permission and suspension updater)",
        email: "signon+permissions@alphagov.co.uk",
        permissions: ["signin", "user_update_permission"],
      },
    });
  });

  test("is told by the same token for years, and by a new one in its last four weeks", async () => {
    await useApplication("admin");
    const tokenAfter = async (days: number) => {
      started.clock.advance(days * 86_400);
      started.application.told.length = 0;
      browser = await signInAs(started, "superadmin");
      await rename(`Ade after ${days}`);
      await told();
      return started.application.told.at(-1)?.authorization;
    };
    const first = await tokenAfter(1);
    expect(await tokenAfter(20)).toBe(first);
    const signon = await signInAs(started, "superadmin");
    await signon.get("/");
    started.clock.advance(10 * 365.2425 * 86_400 - 40 * 86_400);
    // Nobody signed in for so long, so everybody is suspended; what is waiting is told all the same.
    await started.control("/suspend", { uid: adeUid });
    await told();
    expect(started.application.told.at(-1)?.authorization).not.toBe(first);
  });

  test("signs everybody out there who signs out of Signon, by a GET", async () => {
    const { theirs } = await useApplication("admin");
    const response = await theirs.get("/users/sign_out");
    expect([response.status, response.headers.get("Location")]).toEqual([302, "/users/sign_in"]);
    expect(await told()).toEqual([reauth()]);
    expect((await theirs.get("/")).headers.get("Location")).toBe("/users/sign_in");
  });

  test("is told to sign somebody out whose access was removed", async () => {
    await useApplication("admin");
    const page = await browser.text(`/users/${ade}/applications`);
    const [, path = ""] = /action="([^"]+signin_permission)"/.exec(page) ?? [];
    await browser.post(path, { _method: "delete" });
    expect(await told()).toEqual([update(), reauth()]);
    expect(started.application.told[0]?.body).toMatchObject({ user: { permissions: [], disabled: false } });
  });
});

describe("an application", () => {
  test("is not told of people who never used it", async () => {
    await suspend();
    expect(await told()).toEqual([]);
  });

  test.each(["supports_push_updates", "retired"])("is not told anything with %s changed", async (flag) => {
    await useApplication("admin");
    const list = await browser.text("/doorkeeper_applications");
    const [, path = ""] = /href="(\/doorkeeper_applications\/\d+)\/edit">Example publisher/.exec(list) ?? [];
    const value = flag === "retired" ? "1" : "0";
    await browser.post(path, { _method: "patch", [`doorkeeper_application[${flag}]`]: value });
    await suspend();
    expect(await told()).toEqual([]);
  });

  test("that is down is tried six times, each time later, and then given up", async () => {
    await useApplication("admin");
    started.application.answers.status = 503;
    await rename("Ade Renamed");
    const tries: number[] = [(await told()).length];
    for (const seconds of [14, 1, 29, 1, 60, 120, 240, 100_000]) {
      started.clock.advance(seconds);
      await fetch(`${started.url}/healthcheck/live`);
      tries.push((await told()).length);
    }
    expect(tries).toEqual([1, 1, 2, 2, 3, 4, 5, 6, 6]);
    expect(await started.state()).toMatchObject({ pushes: { waiting: 0, givenUp: 1 } });
  });

  test("is told what is true when it is told, not what was when it happened", async () => {
    await useApplication("admin");
    started.application.answers.status = 503;
    await rename("First");
    await told();
    await rename("Second");
    await told();
    started.application.answers.status = 200;
    started.application.told.length = 0;
    started.clock.advance(16);
    await fetch(`${started.url}/healthcheck/live`);
    await told();
    const names = started.application.told.map(({ body }) => record(record(body).user).name);
    expect(names).toEqual(["Second", "Second"]);
  });

  test("that nobody reaches is no fault of Signon's", async () => {
    const fetcher: typeof fetch = () => Promise.reject(new TypeError("fetch failed"));
    const { app } = createSignon({ world: loadWorld(), fetch: fetcher });
    const [user] = loadWorld().apiUsers;
    const body = JSON.stringify({ uid: user?.uid });
    expect((await app.request("/__mock/suspend", { method: "POST", body })).status).toBe(204);
  });
});
