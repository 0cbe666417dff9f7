import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Browser, people, record, type Started, signInAs, startSignon, userId } from "./support.ts";

const roles = ["superadmin", "admin", "super_organisation_admin", "organisation_admin", "normal"] as const;
const REFUSED = "You do not have permission to perform this action.";

let started: Started;
let ids: Readonly<Record<string, string>>;
const browsers = new Map<(typeof roles)[number], Browser>();
beforeAll(async () => {
  started = await startSignon();
});
beforeEach(async () => {
  started.reset();
  for (const role of roles) browsers.set(role, await signInAs(started, role));
  const superadmin = browserOf("superadmin");
  ids = {
    NIA: await userId(superadmin, "/users", people.normal),
    OREN: await userId(superadmin, "/users", people.organisation_admin),
    ADE: await userId(superadmin, "/users", people.admin),
    SANA: await userId(superadmin, "/users", people.superadmin),
    FRONTEND: await userId(superadmin, "/api_users", "frontend@example.com"),
  };
});
afterAll(() => started.close());

function browserOf(role: (typeof roles)[number]): Browser {
  const browser = browsers.get(role);
  if (!browser) throw new Error(`${role} is not signed in`);
  return browser;
}

/** A path with ids in place of names. */
const path = (template: string) => template.replace(/[A-Z]{3,}/, (name) => ids[name] ?? name);

/** Each action with the roles that may, written as the first letters: s, a, so, oa, n. */
const pages: [path: string, allowed: string][] = [
  ["/", "s a so oa n"],
  ["/account", "s a so oa n"],
  ["/users", "s a so oa"],
  ["/users/invitation/new", "s a"],
  ["/api_users", "s"],
  ["/api_users/new", "s"],
  ["/api_users/FRONTEND/edit", "s"],
  ["/api_users/FRONTEND/manage_tokens", "s"],
  ["/api_users/FRONTEND/authorisations/new", "s"],
  ["/api_users/FRONTEND/applications", "s"],
  ["/suspensions/FRONTEND/edit", "s"],
  ["/doorkeeper_applications", "s"],
  ["/organisations", "s a"],
  ["/users/NIA/edit", "s a so"],
  ["/users/NIA/name/edit", "s a so"],
  ["/users/NIA/email/edit", "s a so"],
  ["/users/NIA/role/edit", "s"],
  ["/users/NIA/organisation/edit", "s a"],
  ["/users/NIA/two_step_verification_reset/edit", "s a so"],
  ["/users/NIA/two_step_verification_mandation/edit", "s a so"],
  ["/users/NIA/two_step_verification_exemption/edit", "s a"],
  ["/users/NIA/unlocking/edit", "s a so"],
  ["/users/NIA/invitation_resend/edit", "s a so"],
  ["/users/NIA/event_logs", "s a so"],
  ["/users/NIA/applications", "s a so"],
  ["/suspensions/NIA/edit", "s a so"],
  ["/users/OREN/edit", "s a so oa"],
  ["/users/OREN/two_step_verification_exemption/edit", ""],
  ["/users/ADE/edit", "s a"],
  ["/users/SANA/edit", "s"],
];
const letters = ["s", "a", "so", "oa", "n"];

describe.each(pages)("%s", (template, allowed) => {
  test(`is for ${allowed || "nobody"}, and others are told so where they came from`, async () => {
    const seen: Record<string, number> = {};
    for (const [index, role] of roles.entries()) {
      const browser = browserOf(role);
      await browser.get("/");
      const response = await browser.get(path(template));
      const letter = letters[index] ?? "";
      seen[letter] = response.status;
      if (allowed.split(" ").includes(letter)) continue;
      expect(response.headers.get("Location")).toBe("/");
      expect(await browser.follow(response)).toContain(REFUSED);
    }
    expect(seen).toEqual(
      Object.fromEntries(letters.map((letter) => [letter, allowed.split(" ").includes(letter) ? 200 : 302])),
    );
  });
});

describe("what changes something is refused like the page before it", () => {
  const organisation = { "user[organisation_id]": "" };
  const changes: [what: string, path: string, fields: Record<string, string>, allowed: string][] = [
    ["inviting", "/users/invitation", { "user[name]": "X", "user[email]": "x@example.com" }, "s a"],
    ["making an API user", "/api_users", { "api_user[name]": "X", "api_user[email]": "x@example.com" }, "s"],
    ["a token", "/api_users/FRONTEND/authorisations", { "authorisation[application_id]": "1" }, "s"],
    [
      "suspending",
      "/suspensions/NIA",
      { _method: "put", "user[suspended]": "1", "user[reason_for_suspension]": "x" },
      "s a so",
    ],
    ["a role", "/users/NIA/role", { _method: "put", "user[role]": "admin" }, "s"],
    ["an organisation", "/users/NIA/organisation", { _method: "put", ...organisation }, "s a"],
    ["a second factor", "/users/NIA/two_step_verification_reset", { _method: "put" }, "s a so"],
  ];
  test.each(changes)("%s", async (_, template, fields, allowed) => {
    // From the least power to the most: what one changed does not matter to those before.
    for (const role of [...roles].reverse()) {
      const before = JSON.stringify(await withoutTimes());
      await browserOf(role).post(path(template), fields);
      const isAllowed = allowed.split(" ").includes(letters[roles.indexOf(role)] ?? "");
      expect([role, JSON.stringify(await withoutTimes()) !== before]).toEqual([role, isAllowed]);
      if (isAllowed) break;
    }
  });

  async function withoutTimes() {
    const { users, accessTokens, events } = record(await started.state());
    return {
      users,
      accessTokens,
      events: Array.isArray(events) && events.map(({ code }) => code).filter((code) => code !== 11),
    };
  }
});

test("an admin who invites may not choose a role", async () => {
  const fields = { "user[name]": "X", "user[email]": "x@example.com", "user[role]": "superadmin" };
  const response = await browserOf("admin").post("/users/invitation", fields);
  expect(await browserOf("admin").follow(response)).toContain(REFUSED);
  expect(await browserOf("admin").text("/users")).not.toContain("x@example.com");
});

test("a super organisation admin sees their subtree, an organisation admin their own organisation", async () => {
  const superOrganisation = await browserOf("super_organisation_admin").text("/users");
  expect(superOrganisation).toContain(people.normal);
  expect(superOrganisation).not.toContain(people.admin);
  const organisation = await browserOf("organisation_admin").text("/users");
  expect(organisation).toContain(people.organisation_admin);
  expect(organisation).not.toContain(people.normal);
});
