import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { requiresTwoStep, roles } from "../../../src/origin-mocks/signon/roles.ts";
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

const DAY = 86_400;
const NEW = "/users/two_step_verification_session/new";
const SESSION = "/users/two_step_verification_session";
const SET_UP = "/account/two_step_verification";

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

const nia = () => userId(browser, "/users", people.normal);
const reset = async () =>
  browser.post(`/users/${await nia()}/two_step_verification_reset`, { _method: "put" });

function visitor() {
  const theirs = createBrowser(started.url);
  const codeOn = async (page: string) => /app would show (\d{6})/.exec(await theirs.text(page))?.[1] ?? "";
  const signIn = () =>
    theirs.post("/users/sign_in", { "user[email]": people.normal, "user[password]": PASSWORD });
  return { theirs, codeOn, signIn };
}

describe("2-step verification", () => {
  test("is reset: the person sets it up anew, and has been sent an email", async () => {
    const id = await nia();
    expect(await browser.text(`/users/${id}/edit`)).toContain("Reset 2-step verification");
    const page = await browser.follow(await reset());
    expect(page).toContain(`Reset 2-step verification for ${people.normal}`);
    expect(page).not.toContain(">Reset 2-step verification<");
    const { theirs, codeOn, signIn } = visitor();
    await signIn();
    expect((await theirs.get("/")).headers.get("Location")).toBe(`${SET_UP}/prompt`);
    const code = await codeOn(SET_UP);
    expect((await theirs.post(SET_UP, { _method: "put", code: "000" })).status).toBe(422);
    expect((await theirs.post(SET_UP, { _method: "put", code })).status).toBe(302);
    expect((await theirs.get("/account")).status).toBe(200);
    const [mail] = JSON.parse(await browser.text("/__mock/mails"));
    expect(mail).toEqual({ to: people.normal, subject: "2-step verification has been reset", link: null });
  });

  test("is not asked again for 30 days of a browser that is remembered", async () => {
    const { theirs, codeOn, signIn } = visitor();
    await signIn();
    await theirs.post(SESSION, { code: await codeOn(NEW), remember_me: "1" });
    await theirs.get("/users/sign_out");
    started.clock.advance(29 * DAY);
    await signIn();
    expect((await theirs.get("/")).status).toBe(200);
    await theirs.get("/users/sign_out");
    started.clock.advance(2 * DAY);
    await signIn();
    expect((await theirs.get("/")).headers.get("Location")).toBe(NEW);
  });

  test("is asked of a remembered browser when it was reset and set up elsewhere", async () => {
    const remembered = visitor();
    await remembered.signIn();
    await remembered.theirs.post(SESSION, { code: await remembered.codeOn(NEW), remember_me: "1" });
    await remembered.theirs.get("/users/sign_out");
    await reset();
    const other = visitor();
    await other.signIn();
    await other.theirs.post(SET_UP, { _method: "put", code: await other.codeOn(SET_UP) });
    await remembered.signIn();
    expect((await remembered.theirs.get("/")).headers.get("Location")).toBe(NEW);
  });

  test("is not asked of a browser without the password before it", async () => {
    const { theirs } = visitor();
    expect((await theirs.get(NEW)).headers.get("Location")).toBe("/users/sign_in");
    expect((await theirs.post(SESSION, { code: "1" })).headers.get("Location")).toBe("/users/sign_in");
  });

  test("is asked for by an admin, which ends an exemption", async () => {
    const id = await userId(browser, "/users", people.organisation_admin);
    await browser.post(`/users/${id}/two_step_verification_mandation`, { _method: "put" });
    const theirs = await signInAs(started, "organisation_admin");
    expect((await theirs.get("/")).headers.get("Location")).toBe(`${SET_UP}/prompt`);
  });
});

describe("an exemption from 2-step verification", () => {
  const exempt = async (day: string, reason: string) =>
    browser.post(`/users/${await nia()}/two_step_verification_exemption`, {
      _method: "put",
      "user[reason_for_2sv_exemption]": reason,
      "user[expiry_date_for_2sv_exemption]": day,
    });

  test("has a reason and a day to come, and bars roles that need a second factor", async () => {
    expect((await exempt("2001-01-01", "No phone")).status).toBe(422);
    expect((await exempt("tomorrow", "No phone")).status).toBe(422);
    expect((await exempt("2999-01-01", "")).status).toBe(422);
    expect(await browser.follow(await exempt("2999-01-01", "No phone"))).toContain("Exempt until 2999-01-01");
    const role = await browser.post(`/users/${await nia()}/role`, { _method: "put", "user[role]": "admin" });
    expect([role.status, await role.text()]).toEqual([422, expect.stringContaining("cannot have this role")]);
  });

  test("is given by nobody outside GDS", async () => {
    const data = loadSignonData();
    const users = data.users.map((user) => ({ ...user, organisation: "example-inspectorate" }));
    const other = await startSignon({ data: { ...data, users } });
    const superadmin = await signInAs(other, "superadmin");
    const path = `/users/${await userId(superadmin, "/users", people.normal)}`;
    expect((await superadmin.get(`${path}/two_step_verification_exemption/edit`)).status).toBe(302);
    expect(await superadmin.text(`${path}/edit`)).not.toContain("Exempt user");
    await other.close();
  });
});

test("every role but normal needs a second factor; by the older rule only admins do", () => {
  expect(roles.map((role) => requiresTwoStep(role, "all-roles"))).toEqual([true, true, true, true, false]);
  expect(roles.map((role) => requiresTwoStep(role, "govuk-admins"))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
