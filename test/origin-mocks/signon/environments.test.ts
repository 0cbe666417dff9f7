import { afterEach, describe, expect, test } from "vitest";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { createSignons, loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { FRONTEND_TOKEN } from "./support.ts";

type Name = "production" | "staging" | "integration";

/** Eight in the evening, so that the next import, at 23:00, comes before the next morning. */
const EVENING = Date.UTC(2026, 10, 20, 20);
const clock = movableClock(() => EVENING);
const data = loadSignonData();
const applications = data.applications.map((each) =>
  each.name === "Example publisher"
    ? { ...each, redirectUri: "https://publisher.publishing.example/auth/gds/callback" }
    : each,
);
const signons = createSignons({
  world: loadWorld(),
  data: { ...data, applications },
  clock,
  addressChanges: { staging: { from: "publishing.example", to: "staging.publishing.example" } },
  fetch: async () => new Response(null),
});
afterEach(() => signons.reset());

const NINE_HOURS = 9 * 3600 + 1;
const bearer = { headers: { Authorization: `Bearer ${FRONTEND_TOKEN}` } };
const statusIn = async (name: Name) => (await signons[name].app.request("/user.json", bearer)).status;
const control = (name: Name, path: string, body: unknown = {}) =>
  signons[name].app.request(`/__mock${path}`, { method: "POST", body: JSON.stringify(body) });
const revokeIn = (name: Name) => control(name, "/revoke", { token: FRONTEND_TOKEN });
const statuses = async () => [
  await statusIn("production"),
  await statusIn("staging"),
  await statusIn("integration"),
];

describe("every morning staging becomes a copy of production", () => {
  test("what was changed in production is so in staging the next day, and integration stands alone", async () => {
    await revokeIn("production");
    expect(await statuses()).toEqual([401, 200, 200]);
    clock.advance(NINE_HOURS);
    expect(await statuses()).toEqual([401, 401, 200]);
  });

  test("what was changed in staging alone is gone, and never reached production", async () => {
    await revokeIn("staging");
    expect(await statuses()).toEqual([200, 401, 200]);
    clock.advance(NINE_HOURS);
    expect(await statuses()).toEqual([200, 200, 200]);
  });

  test("a user made only in staging disappears, and one made in production appears with the tokens", async () => {
    const [made] = ["9ef9779f-3cba-481a-9a73-00d39e33eb7b"];
    const state = `users exist with the UUIDs ${made}`;
    const uids = async (name: Name) => await (await signons[name].app.request("/__mock")).text();
    for (const [name, other] of [
      ["staging", "production"],
      ["production", "staging"],
    ] as const) {
      signons.reset();
      await signons[name].app.request("/_pact/state", { method: "POST", body: JSON.stringify({ state }) });
      expect(await uids(name)).toContain(made);
      expect(await uids(other)).not.toContain(made);
      clock.advance(NINE_HOURS);
      const isInBoth = name === "production";
      expect((await uids("staging")).includes(String(made))).toBe(isInBoth);
      expect((await uids("production")).includes(String(made))).toBe(isInBoth);
      expect(await uids("integration")).not.toContain(made);
    }
  });

  test("not before five, once for the day, and after the copy they change apart again", async () => {
    await revokeIn("production");
    clock.advance(NINE_HOURS - 120);
    expect(await statusIn("staging")).toBe(200);
    clock.advance(120);
    expect(await statusIn("staging")).toBe(401);
    signons.reset();
    clock.advance(NINE_HOURS);
    await statusIn("staging");
    await revokeIn("production");
    clock.advance(3600);
    expect(await statusIn("staging")).toBe(200);
  });

  test("a clock that was set back brings no second morning", async () => {
    clock.advance(NINE_HOURS);
    await statusIn("staging");
    clock.advance(-NINE_HOURS);
    await revokeIn("staging");
    expect(await statuses()).toEqual([200, 401, 200]);
  });

  test("it can be had at once, in staging alone", async () => {
    await revokeIn("production");
    expect((await control("staging", "/sync")).status).toBe(204);
    expect(await statusIn("staging")).toBe(401);
    expect((await control("integration", "/sync")).status).toBe(404);
    signons.reset();
    await revokeIn("production");
    signons.sync();
    expect(await statuses()).toEqual([401, 401, 200]);
  });
});

test("addresses of applications are those of the environment, though the tables are the same", async () => {
  signons.sync();
  const policies = await Promise.all(
    (["production", "staging"] as const).map(async (name) => {
      const page = await signons[name].app.request("/users/sign_in");
      return page.headers.get("Content-Security-Policy");
    }),
  );
  expect(policies[0]).toContain("https://publisher.publishing.example");
  expect(policies[1]).toContain("https://publisher.staging.publishing.example");
});

describe("a role asks for 2-step verification", () => {
  const sana = { "user[email]": "sana.superadmin@example.com", "user[password]": "a mock password" };
  async function afterPromotion(name: Name): Promise<string> {
    const { app } = signons[name];
    const post = (path: string, fields: Record<string, string>, cookie = "") =>
      app.request(path, { method: "POST", body: new URLSearchParams(fields), headers: { cookie } });
    const cookie = (response: Response) => response.headers.getSetCookie().join(";").split(";")[0] ?? "";
    const session = cookie(await post("/users/sign_in", sana));
    const list = await (await app.request("/users", { headers: { cookie: session } })).text();
    const row =
      list
        .split("govuk-summary-card__title-wrapper")
        .find((each) => each.includes("ade.admin@example.com")) ?? "";
    const [, id = ""] = /\/users\/(\d+)\//.exec(row) ?? [];
    await post(`/users/${id}/role`, { _method: "put", "user[role]": "organisation_admin" }, session);
    return (await app.request(`/users/${id}/edit`, { headers: { cookie: session } })).text();
  }

  test("in production, and nowhere else", async () => {
    expect(await afterPromotion("production")).toContain("Required but not set up");
    expect(await afterPromotion("integration")).toContain("Not set up");
    expect(await afterPromotion("staging")).toContain("Not set up");
  });
});
