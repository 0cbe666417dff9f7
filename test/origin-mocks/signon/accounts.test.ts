import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eventsOf } from "../../../src/origin-mocks/signon/events.ts";
import { newUser } from "../../../src/origin-mocks/signon/load.ts";
import { emptyTables } from "../../../src/origin-mocks/signon/tables.ts";
import {
  type Browser,
  createBrowser,
  PASSWORD,
  people,
  type Started,
  signInAs,
  startSignon,
  userId,
} from "./support.ts";

let started: Started;
let browser: Browser;
let ade: string;
beforeAll(async () => {
  started = await startSignon();
});
beforeEach(async () => {
  started.reset();
  browser = await signInAs(started, "superadmin");
  ade = `/users/${await userId(browser, "/users", people.admin)}`;
});
afterAll(() => started.close());

async function codes(): Promise<unknown[]> {
  const { events } = await started.state();
  return Array.isArray(events) ? events.map(({ code }) => code).filter((code) => code !== 11) : [];
}

async function organisationId(name: string): Promise<string> {
  const page = await browser.text(`${ade}/organisation/edit`);
  return new RegExp(`value="(\\d+)"[^>]*>${name}`).exec(page)?.[1] ?? "";
}

describe("a person", () => {
  test.each([
    ["name", "user[name]", "Ade Renamed", 34],
    ["email", "user[email]", "Ade.Renamed@Example.com", 15],
    ["role", "user[role]", "normal", 33],
  ])("has another %s, which is written down", async (field, parameter, value, code) => {
    const answer = await browser.post(`${ade}/${field}`, { _method: "put", [parameter]: value });
    expect(answer.headers.get("Location")).toBe(`${ade}/edit`);
    const page = await browser.follow(answer);
    expect(page).toContain("Updated user");
    expect(page.toLowerCase()).toContain(value.toLowerCase());
    expect(await codes()).toEqual([code]);
  });

  test("may keep the address they have", async () => {
    const same = await browser.post(`${ade}/email`, { _method: "put", "user[email]": people.admin });
    expect([same.status, await codes()]).toEqual([302, []]);
  });

  test("is moved to another organisation, which applications are told with the next answer", async () => {
    const id = await organisationId("Example Inspectorate");
    const answer = await browser.post(`${ade}/organisation`, { _method: "put", "user[organisation_id]": id });
    expect(await browser.follow(answer)).toContain("Example Inspectorate");
    expect(await codes()).toEqual([46]);
  });

  test.each([
    ["name", "user[name]", " "],
    ["email", "user[email]", people.normal],
    ["email", "user[email]", "somebody@outlook.com"],
    ["role", "user[role]", "king"],
    ["organisation", "user[organisation_id]", "999"],
  ])("does not get the %s %s=%s", async (field, parameter, value) => {
    const answer = await browser.post(`${ade}/${field}`, { _method: "put", [parameter]: value });
    expect([answer.status, await codes()]).toEqual([422, []]);
  });

  test("who is admin of an organisation always has one", async () => {
    const none = { _method: "put", "user[organisation_id]": "" };
    await browser.post(`${ade}/organisation`, none);
    const role = { _method: "put", "user[role]": "organisation_admin" };
    expect((await browser.post(`${ade}/role`, role)).status).toBe(422);
    const id = await organisationId("Example Inspectorate");
    await browser.post(`${ade}/organisation`, { _method: "put", "user[organisation_id]": id });
    expect((await browser.post(`${ade}/role`, role)).status).toBe(302);
    expect((await browser.post(`${ade}/organisation`, none)).status).toBe(422);
    const invited = { "user[name]": "X", "user[email]": "x@example.com", "user[role]": "organisation_admin" };
    expect((await browser.post("/users/invitation", invited)).status).toBe(422);
  });

  test("who was invited gets the email again, also at a new address", async () => {
    await browser.post("/users/invitation", { "user[name]": "New", "user[email]": "new@example.com" });
    const path = `/users/${await userId(browser, "/users", "new@example.com")}`;
    await browser.post(`${path}/invitation_resend`, { _method: "put" });
    await browser.post(`${path}/email`, { _method: "put", "user[email]": "newer@example.com" });
    const mails: { to: string }[] = JSON.parse(await browser.text("/__mock/mails"));
    expect(mails.map(({ to }) => to)).toEqual(["newer@example.com", "new@example.com", "new@example.com"]);
  });
});

describe("one's own account", () => {
  const oren = () => signInAs(started, "organisation_admin");
  const change = (theirs: Browser, now: string, password: string) =>
    theirs.post("/account/password", {
      _method: "put",
      "user[current_password]": now,
      "user[password]": password,
      "user[password_confirmation]": password,
    });

  test("has another address, if nobody has it", async () => {
    const theirs = await oren();
    const send = (email: string) => theirs.post("/account/email", { _method: "put", "user[email]": email });
    expect((await send(people.admin)).status).toBe(422);
    expect(await theirs.follow(await send("oren@example.com"))).toContain("oren@example.com");
  });

  test("has another password, for who knows the one before", async () => {
    const theirs = await oren();
    expect((await change(theirs, "wrong", "another password")).status).toBe(422);
    expect((await change(theirs, PASSWORD, PASSWORD)).status).toBe(422);
    expect((await change(theirs, PASSWORD, "short")).status).toBe(422);
    expect((await change(theirs, PASSWORD, "another password")).status).toBe(302);
    const again = createBrowser(started.url);
    const signIn = (password: string) =>
      again.post("/users/sign_in", { "user[email]": people.organisation_admin, "user[password]": password });
    expect((await signIn(PASSWORD)).status).toBe(422);
    expect((await signIn("another password")).status).toBe(302);
  });
});

describe("the log of a person", () => {
  test("says what happened, and who did it", async () => {
    const oren = `/users/${await userId(browser, "/users", people.organisation_admin)}`;
    await browser.post(`${oren}/two_step_verification_mandation`, { _method: "put" });
    const page = await browser.text(`${oren}/event_logs`);
    expect(page).toContain("2-step verification mandated");
    expect(page).toContain("Sana Superadmin");
  });

  test("hides tokens made and revoked from all but superadmins and admins", () => {
    const tables = emptyTables();
    const user = newUser(tables, { uid: "u", name: "U", email: "u@example.com", apiUser: true }, 0);
    const plain = { at: 0, userId: user.id, initiatorId: null, applicationId: null, detail: "" };
    tables.events.push(...[2, 29, 30, 48, 11].map((code) => ({ ...plain, code })));
    const codesFor = (isAdmin: boolean) => eventsOf(tables, user, isAdmin).map(({ code }) => code);
    expect(codesFor(true)).toEqual([11, 48, 30, 29, 2]);
    expect(codesFor(false)).toEqual([11, 2]);
  });
});

test.each(["DELETE", "POST"])("a %s with the body {} is answered like any other", async (method) => {
  const response = await fetch(`${started.url}/oauth/authorize`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: "{}",
  });
  expect(response.status).toBe(404);
});
