import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Browser,
  createBrowser,
  FRONTEND_TOKEN,
  PASSWORD,
  people,
  type Started,
  signInAs,
  startSignon,
  userId,
} from "./support.ts";

let started: Started;
let browser: Browser;
beforeAll(async () => {
  started = await startSignon();
});
beforeEach(async () => {
  started.reset();
  browser = await signInAs(started, "superadmin");
});
afterAll(() => started.close());

const frontend = () => userId(browser, "/api_users", "frontend@example.com");

/** The value of an option or box that a page offers under a text. */
async function choiceOn(page: string, text: string): Promise<string> {
  const html = await browser.text(page);
  const option = new RegExp(`<option value="(\\d+)"[^>]*>${text}<`).exec(html);
  const box = new RegExp(`value="(\\d+)"[^>]*>\\s*<label[^>]*>${text}<`).exec(html);
  const value = (option ?? box)?.[1];
  if (value === undefined) throw new Error(`${text} is not on ${page}`);
  return value;
}

async function addToken(id: string, application: string): Promise<string> {
  const value = await choiceOn(`/api_users/${id}/authorisations/new`, application);
  const response = await browser.post(`/api_users/${id}/authorisations`, {
    "authorisation[application_id]": value,
  });
  const page = await browser.follow(response);
  return /<code id="token">([^<]+)</.exec(page)?.[1] ?? "";
}

describe("API users", () => {
  test("are made with a name and an address at work, and have no token yet", async () => {
    const fields = { "api_user[name]": "Search", "api_user[email]": "Search@Example.com" };
    const page = await browser.follow(await browser.post("/api_users", fields));
    expect(page).toContain("Successfully created API user");
    expect(page).toContain("search@example.com");
  });

  test.each([
    ["", "search@example.com"],
    ["Search", "no address"],
    ["Search", "frontend@example.com"],
    ["Search", "somebody@gmail.com"],
    ["Search", "somebody@mail.yahoo.co.uk"],
    ["Search", "sömebody@example.com"],
  ])("are not made of %j and %j", async (name, email) => {
    const response = await browser.post("/api_users", { "api_user[name]": name, "api_user[email]": email });
    expect(response.status).toBe(422);
    const html = await response.text();
    expect(html).toContain("There is a problem");
    for (const [, id = ""] of html.matchAll(/<li><a href="#([^"]+)"/g)) expect(html).toContain(`id="${id}"`);
  });

  test("a new token is shown once, and after that only its two ends", async () => {
    const id = await frontend();
    const token = await addToken(id, "account-api");
    expect(token).toMatch(/^[\w-]{43}$/);
    const list = await browser.text(`/api_users/${id}/manage_tokens`);
    expect(list).not.toContain(token);
    expect(list).toContain(`${token.slice(0, 8)}${"•".repeat(24)}${token.slice(-8)}`);
    expect(JSON.stringify(await started.state())).not.toContain(token);
    for (const path of ["edit", "applications", "manage_tokens"])
      expect(await browser.text(`/api_users/${id}/${path}`)).not.toContain(token);
  });

  test("a new token lets its owner in, and no more until a permission is given", async () => {
    const fields = { "api_user[name]": "Search", "api_user[email]": "search@example.com" };
    await browser.post("/api_users", fields);
    const id = await userId(browser, "/api_users", "search@example.com");
    const token = await addToken(id, "account-api");
    expect(await permissions(token)).toEqual(["signin"]);
    const [, path = ""] =
      /href="([^"]+permissions\/edit)"/.exec(await browser.text(`/api_users/${id}/applications`)) ?? [];
    expect(await browser.text(path)).not.toContain("signin<");
    const value = await choiceOn(path, "internal_app");
    const update = [
      ["_method", "patch"],
      ["application[supported_permission_ids][]", value],
    ] as [string, string][];
    await browser.post(path.replace("/edit", ""), update);
    expect(await permissions(token)).toEqual(["internal_app", "signin"]);
    await browser.post(path.replace("/edit", ""), { _method: "patch" });
    expect(await permissions(token)).toEqual(["signin"]);
  });

  test("one user has tokens for several applications, and several for one; each ends by itself", async () => {
    const id = await frontend();
    const [second, other] = [await addToken(id, "account-api"), await addToken(id, "email-alert-api")];
    const page = await browser.text(`/api_users/${id}/manage_tokens`);
    const paths = [...page.matchAll(/href="([^"]+\/authorisations\/\d+)\/edit"/g)].map(([, path]) => path);
    expect(paths).toHaveLength(3);
    const answer = await browser.post(`${paths[0]}/revoke`);
    expect(await browser.follow(answer)).toContain("Access for account-api was revoked");
    const statuses = [FRONTEND_TOKEN, second, other].map(
      async (token) => (await started.userJson(token)).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 200, 200]);
    expect((await browser.post(`${paths[0]}/revoke`)).status).toBe(404);
  });
});

async function permissions(token: string): Promise<unknown> {
  return JSON.parse(await (await started.userJson(token)).text()).user.permissions;
}

describe("suspension", () => {
  const suspend = (id: string, reason = "They left") =>
    browser.post(`/suspensions/${id}`, [
      ["_method", "put"],
      ["user[suspended]", "0"],
      ["user[suspended]", "1"],
      ["user[reason_for_suspension]", reason],
    ]);
  const unsuspend = (id: string) =>
    browser.post(`/suspensions/${id}`, { _method: "put", "user[suspended]": "0" });

  test("needs a reason, ends all tokens, and they do not come back", async () => {
    const id = await frontend();
    expect((await suspend(id, " ")).status).toBe(422);
    expect(await browser.follow(await suspend(id))).toContain("frontend@example.com is now suspended.");
    const revoked = await started.userJson(FRONTEND_TOKEN);
    expect([revoked.status, revoked.headers.get("WWW-Authenticate")]).toEqual([
      401,
      expect.stringContaining("The access token was revoked"),
    ]);
    expect(await browser.text(`/api_users/${id}/edit`)).toContain("Unsuspend user");
    expect(await browser.text(`/suspensions/${id}/edit`)).toContain("Suspended?");
    expect(await browser.follow(await unsuspend(id))).toContain("frontend@example.com is now active.");
    expect((await started.userJson(FRONTEND_TOKEN)).status).toBe(401);
  });

  test("leaves a token that was made after it alive, with nothing allowed", async () => {
    const id = await frontend();
    await suspend(id);
    const token = await addToken(id, "account-api");
    const response = await started.userJson(token);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ user: { permissions: [], disabled: true } });
  });

  test("keeps somebody out, says why only to who knows the password, and ends their browser session", async () => {
    const theirs = await signInAs(started, "admin");
    await suspend(await userId(browser, "/users", people.admin));
    expect((await theirs.get("/")).headers.get("Location")).toBe("/users/sign_in");
    const again = createBrowser(started.url);
    const attempt = (password: string) =>
      again.post("/users/sign_in", { "user[email]": people.admin, "user[password]": password });
    expect(await (await attempt(PASSWORD)).text()).toContain("has been suspended");
    expect(await (await attempt("something else")).text()).not.toContain("has been suspended");
  });

  test("replaces the password when it ends, so that the person chooses another by email", async () => {
    const id = await userId(browser, "/users", people.suspended);
    await unsuspend(id);
    const theirs = createBrowser(started.url);
    const signIn = (password: string) =>
      theirs.post("/users/sign_in", { "user[email]": people.suspended, "user[password]": password });
    expect((await signIn(PASSWORD)).status).toBe(422);
    await theirs.post("/users/password", { "user[email]": people.suspended });
    const [mail] = JSON.parse(await browser.text("/__mock/mails"));
    const token = new URL(mail.link, started.url).searchParams.get("reset_password_token") ?? "";
    expect(await theirs.text(mail.link)).toContain("Change your password");
    const chosen = {
      "user[password]": "another password",
      "user[password_confirmation]": "another password",
    };
    expect((await theirs.post("/users/password", { _method: "put", token, ...chosen })).status).toBe(302);
    expect((await signIn("another password")).status).toBe(302);
    expect((await theirs.get(mail.link)).status).toBe(422);
  });
});
