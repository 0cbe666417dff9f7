import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { type Browser, people, type Started, signInAs, startSignon, userId } from "./support.ts";

/** The example publisher has `signin` and `editor`, which publishing managers may give, and `managing_editor`. */
let started: Started;
let superadmin: Browser;
beforeAll(async () => {
  started = await startSignon();
});
beforeEach(async () => {
  started.reset();
  superadmin = await signInAs(started, "superadmin");
});
afterAll(() => started.close());

const REFUSED = "You do not have permission to perform this action.";

async function pathOf(email: string, list = superadmin): Promise<string> {
  const user = `/users/${await userId(list, "/users", email)}`;
  const page = await superadmin.text(`${user}/applications`);
  const [, path = ""] =
    /"(\/users\/\d+\/applications\/\d+)\/(?:permissions|signin_permission)/.exec(page) ?? [];
  return path;
}

/** The permissions that are offered on a page, with their ids. */
async function offered(browser: Browser, path: string): Promise<Record<string, string>> {
  const page = await browser.text(`${path}/permissions/edit`);
  const boxes = page.matchAll(/type="checkbox" value="(\d+)"[^>]*>\s*<label[^>]*>([^<]+)</g);
  return Object.fromEntries([...boxes].map(([, id = "", name = ""]) => [name, id]));
}

/** What somebody may do in the example publisher, as the list says. */
async function held(email: string): Promise<unknown> {
  const { permissions, users } = await started.state();
  const all = [permissions, users];
  if (!Array.isArray(all[0])) throw new Error("there are no permissions");
  const name = loadSignonData().users.find((user) => user.email === email)?.name;
  return all[0]
    .filter((each) => each.user === name && each.application === "Example publisher")
    .map((each) => each.permission)
    .sort();
}

const save = (browser: Browser, path: string, ids: readonly string[]) =>
  browser.post(`${path}/permissions`, [
    ["_method", "patch"],
    ...ids.map((id): [string, string] => ["application[supported_permission_ids][]", id]),
  ]);

describe("permissions are given", () => {
  test("by admins all, but not what only Signon itself may hold", async () => {
    const path = await pathOf(people.normal);
    expect(Object.keys(await offered(superadmin, path))).toEqual(["editor", "managing_editor"]);
    const { managing_editor = "" } = await offered(superadmin, path);
    expect(await superadmin.follow(await save(superadmin, path, [managing_editor]))).toContain(
      "Updated the permissions",
    );
    expect(await held(people.normal)).toEqual(["managing_editor", "signin"]);
  });

  test("by publishing managers only those that are delegated; others stay as they are", async () => {
    const suri = await signInAs(started, "super_organisation_admin");
    const path = await pathOf(people.normal);
    const { editor = "", managing_editor = "" } = await offered(superadmin, path);
    await save(superadmin, path, [managing_editor]);
    expect(await offered(suri, path)).toEqual({ editor });
    await save(suri, path, [editor]);
    expect(await held(people.normal)).toEqual(["editor", "managing_editor", "signin"]);
    await save(suri, path, []);
    expect(await held(people.normal)).toEqual(["managing_editor", "signin"]);
  });

  test("by nobody who has no access to the application", async () => {
    const suri = await signInAs(started, "super_organisation_admin");
    await superadmin.post(`${await pathOf(people.super_organisation_admin)}/signin_permission`, {
      _method: "delete",
    });
    const path = await pathOf(people.normal);
    expect(await offered(suri, path)).toEqual({});
    const { editor = "" } = await offered(superadmin, path);
    expect(await suri.follow(await save(suri, path, [editor]))).toContain(REFUSED);
    expect(await held(people.normal)).toEqual(["editor", "signin"]);
  });
});

describe("access to an application", () => {
  const remove = (browser: Browser, path: string) =>
    browser.post(`${path}/signin_permission`, { _method: "delete" });
  const give = (browser: Browser, path: string) => browser.post(`${path}/signin_permission`);

  test("is taken and given by a publishing manager where that is delegated, which it is at first", async () => {
    const suri = await signInAs(started, "super_organisation_admin");
    const path = await pathOf(people.normal);
    await remove(suri, path);
    expect(await held(people.normal)).toEqual(["editor"]);
    await give(suri, path);
    expect(await held(people.normal)).toEqual(["editor", "signin"]);
  });

  test("is not given by a publishing manager to themselves, but by an admin it is", async () => {
    const suri = await signInAs(started, "super_organisation_admin");
    const path = await pathOf(people.super_organisation_admin);
    await remove(suri, path);
    expect(await suri.follow(await give(suri, path))).toContain(REFUSED);
    expect(await held(people.super_organisation_admin)).toEqual(["editor"]);
    const own = await pathOf(people.superadmin);
    await remove(superadmin, own);
    await give(superadmin, own);
    expect(await held(people.superadmin)).toEqual(["managing_editor", "signin"]);
  });
});

describe("an application", () => {
  test("has its address and a new permission changed by a superadmin", async () => {
    const list = await superadmin.text("/doorkeeper_applications");
    const [, path = ""] = /href="(\/doorkeeper_applications\/\d+)\/edit">Example publisher/.exec(list) ?? [];
    const uri = (value: string) => ({ _method: "patch", "doorkeeper_application[redirect_uri]": value });
    expect((await superadmin.post(path, uri("javascript:alert(1)"))).status).toBe(422);
    expect((await superadmin.post(path, uri("https://publisher.example/auth/gds/callback"))).status).toBe(
      302,
    );
    expect(await superadmin.text(`${path}/edit`)).toContain("https://publisher.example/auth/gds/callback");
    const added = await superadmin.post(`${path}/supported_permissions`, {
      "supported_permission[name]": "reviewer",
    });
    expect(await superadmin.follow(added)).toContain("Successfully added permission reviewer");
    expect(Object.keys(await offered(superadmin, await pathOf(people.normal)))).toContain("reviewer");
  });
});

test("all tables are kept and brought back, and no token leaves", async () => {
  const kept = await (await started.control("/snapshot")).json();
  expect(kept).toEqual({ snapshot: 0 });
  const path = await pathOf(people.normal);
  await save(superadmin, path, []);
  expect(await held(people.normal)).toEqual(["signin"]);
  for (const _ of [1, 2]) {
    expect((await started.control("/restore", kept)).status).toBe(204);
    expect(await held(people.normal)).toEqual(["editor", "signin"]);
    await save(superadmin, path, []);
  }
  expect((await started.control("/restore", { snapshot: 9 })).status).toBe(404);
});
