import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createBrowser, PASSWORD, people, type Started, signInAs, startSignon, userId } from "./support.ts";

let started: Started;
beforeAll(async () => {
  started = await startSignon();
});
beforeEach(() => started.reset());
afterAll(() => started.close());

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

function visitor(email: string) {
  const browser = createBrowser(started.url);
  const signIn = async (password = PASSWORD) => {
    const response = await browser.post("/users/sign_in", {
      "user[email]": email,
      "user[password]": password,
    });
    return response.status;
  };
  return { browser, signIn };
}

describe("signing in", () => {
  test.each([
    ["an unknown address", "nobody@example.com", PASSWORD],
    ["a wrong password", people.admin, "wrong"],
    ["no password", people.admin, ""],
    ["an API user", "frontend@example.com", ""],
  ])("is refused with %s, without saying which it was", async (_, email, password) => {
    const { browser } = visitor(email);
    const response = await browser.post("/users/sign_in", {
      "user[email]": email,
      "user[password]": password,
    });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("Invalid email or password.");
    expect((await browser.get("/")).headers.get("Location")).toBe("/users/sign_in");
  });

  test("takes the address in any letter case", async () => {
    expect(await visitor(` ${people.admin.toUpperCase()}`).signIn()).toBe(302);
  });

  test("is locked for an hour after six wrong passwords, which an admin can end", async () => {
    const { signIn } = visitor(people.admin);
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn("wrong");
    expect(await signIn()).toBe(302);
    for (let attempt = 0; attempt < 6; attempt += 1) await signIn("wrong");
    expect(await signIn()).toBe(422);
    started.clock.advance(HOUR);
    expect(await signIn()).toBe(302);
    for (let attempt = 0; attempt < 6; attempt += 1) await signIn("wrong");
    const superadmin = await signInAs(started, "superadmin");
    const path = `/users/${await userId(superadmin, "/users", people.admin)}`;
    expect(await superadmin.text(`${path}/edit`)).toContain("Unlock account");
    const page = await superadmin.follow(await superadmin.post(`${path}/unlocking`, { _method: "put" }));
    expect(page).toContain(`Unlocked ${people.admin}`);
    expect(await signIn()).toBe(302);
  });

  test("is locked after ten wrong codes", async () => {
    const { browser, signIn } = visitor(people.normal);
    await signIn();
    const send = () => browser.post("/users/two_step_verification_session", { code: "not a code" });
    for (let attempt = 0; attempt < 9; attempt += 1) expect((await send()).status).toBe(422);
    expect((await send()).headers.get("Location")).toBe("/users/sign_in");
    expect(await signIn()).toBe(422);
  });

  test("by a forgotten password takes a link of the last six hours", async () => {
    const { browser } = visitor(people.admin);
    await browser.post("/users/password", { "user[email]": people.admin });
    const [mail] = JSON.parse(await browser.text("/__mock/mails"));
    started.clock.advance(6 * HOUR - 1);
    expect((await browser.get(mail.link)).status).toBe(200);
    started.clock.advance(1);
    expect((await browser.get(mail.link)).status).toBe(422);
    const invitation = mail.link.replace("password/edit?reset_password", "invitation/accept?invitation");
    expect((await browser.get(invitation)).status).toBe(422);
  });

  test("lasts for half an hour from the last request", async () => {
    const browser = await signInAs(started, "admin");
    started.clock.advance(29 * MINUTE);
    expect((await browser.get("/")).status).toBe(200);
    started.clock.advance(29 * MINUTE);
    expect((await browser.get("/")).status).toBe(200);
    started.clock.advance(31 * MINUTE);
    expect((await browser.get("/")).status).toBe(302);
  });

  test("makes a new session, so that one planted before is worth nothing", async () => {
    const { browser, signIn } = visitor(people.admin);
    await browser.get("/users");
    const planted = new Map(browser.jar);
    await signIn();
    expect((await browser.get("/users")).status).toBe(200);
    const thief = createBrowser(started.url);
    for (const [name, value] of planted) thief.jar.set(name, value);
    expect((await thief.get("/users")).status).toBe(302);
  });

  test("sets a cookie no script reads, and none for somebody who only looks", async () => {
    const looking = await fetch(`${started.url}/users/sign_in`);
    expect(looking.headers.getSetCookie()).toEqual([]);
    const body = new URLSearchParams({ "user[email]": people.admin, "user[password]": PASSWORD });
    const response = await fetch(`${started.url}/users/sign_in`, {
      method: "POST",
      body,
      redirect: "manual",
    });
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^_signon_integration_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });
});

describe("an invitation", () => {
  test("is an email with a link to choose a password by, good for two weeks and once", async () => {
    const superadmin = await signInAs(started, "superadmin");
    const fields = { "user[name]": "<b>New</b>", "user[email]": "new@example.com", "user[role]": "admin" };
    const invited = await superadmin.post("/users/invitation", fields);
    expect(invited.headers.get("Location")).toMatch(/^\/users\/\d+\/require_2sv$/);
    await superadmin.post(invited.headers.get("Location") ?? "", {
      _method: "patch",
      "user[require_2sv]": "0",
    });
    expect(await superadmin.text("/users")).toMatch(
      /&lt;b&gt;New&lt;\/b&gt;[\s\S]*new@example.com[\s\S]*invited/,
    );
    const { browser, signIn } = visitor("new@example.com");
    expect(await signIn()).toBe(422);
    const [mail] = JSON.parse(await superadmin.text("/__mock/mails"));
    expect(await browser.text(mail.link)).toContain("Create a password");
    const token = new URL(mail.link, started.url).searchParams.get("invitation_token") ?? "";
    const choose = (password: string, again = password) =>
      browser.post("/users/invitation", {
        _method: "put",
        token,
        "user[password]": password,
        "user[password_confirmation]": again,
      });
    expect((await choose("too short")).status).toBe(422);
    expect((await choose("long enough now", "another one")).status).toBe(422);
    started.clock.advance(13 * DAY);
    expect((await choose(PASSWORD)).status).toBe(302);
    expect((await choose(PASSWORD)).status).toBe(422);
    expect(await signIn()).toBe(302);
  });

  test("of somebody who is there already is not sent", async () => {
    const superadmin = await signInAs(started, "superadmin");
    const fields = { "user[name]": "Ade", "user[email]": people.admin.toUpperCase() };
    const page = await superadmin.follow(await superadmin.post("/users/invitation", fields));
    expect(page).toContain("User already invited");
    expect(JSON.parse(await superadmin.text("/__mock/mails"))).toEqual([]);
  });

  test("that nobody takes up in 90 days is forgotten", async () => {
    const superadmin = await signInAs(started, "superadmin");
    await superadmin.post("/users/invitation", { "user[name]": "New", "user[email]": "new@example.com" });
    const names = async () => JSON.stringify((await started.state()).users);
    expect(await names()).toContain('"New"');
    started.clock.advance(92 * DAY);
    expect(await names()).not.toContain('"New"');
  });
});

describe("somebody who was away for 45 days", () => {
  test("is suspended by night, with an email; programs are not", async () => {
    started.clock.advance(44 * DAY);
    expect(JSON.stringify((await started.state()).events)).toBe("[]");
    started.clock.advance(3 * DAY);
    const { events, users } = await started.state();
    expect(JSON.stringify(events)).toContain('"code":4');
    expect(users).toContainEqual(expect.objectContaining({ name: "Frontend", suspended: false }));
    expect(users).toContainEqual(expect.objectContaining({ name: "Ade Admin", suspended: true }));
    expect(await visitor(people.admin).signIn()).toBe(422);
  });
});

describe("every page", () => {
  test("says who may frame it, runs no script, and is kept by no cache", async () => {
    const { headers } = await fetch(`${started.url}/users/sign_in`);
    expect(headers.get("X-Frame-Options")).toBe("SAMEORIGIN");
    expect(headers.get("Cache-Control")).toBe("no-store");
    const policy = headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`form-action 'self' ${new URL(started.callback).origin}`);
    expect(policy).not.toContain("script-src");
  });

  test("takes forms from its own pages only", async () => {
    const send = (origin: string) =>
      fetch(`${started.url}/users/sign_in`, {
        method: "POST",
        headers: { origin },
        body: new URLSearchParams({ "user[email]": people.admin, "user[password]": PASSWORD }),
        redirect: "manual",
      });
    expect((await send("https://evil.example")).status).toBe(403);
    expect((await send("null")).status).toBe(403);
    expect((await send(started.url)).status).toBe(302);
  });

  test("asks those who are not signed in to do so", async () => {
    for (const path of [
      "/",
      "/users",
      "/users/1/edit",
      "/api_users",
      "/suspensions/1/edit",
      "/organisations",
      "/account",
    ]) {
      const response = await fetch(`${started.url}${path}`, { redirect: "manual" });
      expect([path, response.status, response.headers.get("Location")]).toEqual([
        path,
        302,
        "/users/sign_in",
      ]);
    }
  });
});
