import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { type Browser, people, record, type Started, signInAs, startSignon } from "./support.ts";

const DEFRA = "department-for-environment-food-rural-affairs";
const APHA = "animal-and-plant-health-agency";
const GDS = "government-digital-service";
const NOON = Date.UTC(2026, 10, 20, 12);
const NIGHT = 11 * 3600 + 1;

/** GDS and then Defra list the agency as a child; nobody lists the inspectorate. */
const data = loadSignonData({
  ...loadSignonData(),
  organisationsFeed: loadSignonData().organisationsFeed.map((each) => ({
    ...each,
    children: each.slug === GDS || each.slug === DEFRA ? [APHA] : [],
  })),
  parentFixes: {},
});

let started: Started;
beforeAll(async () => {
  started = await startSignon({ data, clock: movableClock(() => NOON) });
});
beforeEach(() => started.reset());
afterAll(() => started.close());

const setParent = (child: string, parent: string | null) => started.control("/parent", { child, parent });
const night = () => started.signon.clock.advance(NIGHT);
async function parentOf(slug: string): Promise<unknown> {
  const { organisations } = await started.state();
  if (!Array.isArray(organisations)) throw new Error("there are no organisations");
  return record(organisations.find((each) => each.slug === slug)).parent;
}

describe("the import every night at 23:00", () => {
  test("sets a parent back that was set by hand, to the last that lists the child", async () => {
    await setParent(APHA, "example-inspectorate");
    expect(await parentOf(APHA)).toBe("example-inspectorate");
    night();
    expect(await parentOf(APHA)).toBe(DEFRA);
  });

  test("keeps a parent set by hand when nobody lists the child", async () => {
    await setParent("example-inspectorate", GDS);
    night();
    expect(await parentOf("example-inspectorate")).toBe(GDS);
  });

  test("does not take a parent away", async () => {
    await setParent(APHA, null);
    expect(await parentOf(APHA)).toBeNull();
    night();
    expect(await parentOf(APHA)).toBe(DEFRA);
  });

  test("has its word after it: a permanent fix", async () => {
    const fixed = await startSignon({ data: { ...data, parentFixes: { [APHA]: GDS } } });
    await fixed.control("/import");
    const { organisations } = await fixed.state();
    expect(organisations).toContainEqual({ slug: APHA, parent: GDS });
    await fixed.close();
  });

  test("adds what is new, updates by content id and then by slug, and leaves what is gone", async () => {
    const [gds, defra] = data.organisationsFeed;
    if (!gds || !defra) throw new Error("the feed is too short");
    const feed = [
      { ...gds, slug: "gds-renamed", name: "GDS <renamed>" },
      { ...defra, contentId: "11111111-1111-4111-8111-111111111111", name: "Defra renamed" },
      { ...gds, slug: "new-one", contentId: "22222222-2222-4222-8222-222222222222", name: "A new one" },
    ];
    const other = await startSignon({ data: { ...data, organisationsFeed: feed } });
    await other.control("/import");
    const browser = await signInAs(other, "superadmin");
    const page = await browser.text("/organisations");
    for (const name of ["GDS &lt;renamed&gt;", "Defra renamed", "A new one", "Example Inspectorate"])
      expect(page).toContain(name);
    expect(page).not.toContain(">Government Digital Service<");
    await other.close();
  });
});

describe("a parent", () => {
  let browser: Browser;
  beforeEach(async () => {
    browser = await signInAs(started, "superadmin");
  });

  async function setOnPage(name: string, parent: string): Promise<Response> {
    const list = await browser.text("/organisations");
    const [, path = ""] = new RegExp(`href="(/organisations/\\d+)/edit">${name}`).exec(list) ?? [];
    await browser.get(`${path}/edit`);
    return browser.post(`${path}/parent`, { _method: "put", "organisation[parent]": parent });
  }

  test("is set on a page, and decides whom a super organisation admin manages", async () => {
    const suri = await signInAs(started, "super_organisation_admin");
    expect(await suri.text("/users")).toContain(people.normal);
    const page = await browser.follow(await setOnPage("Animal and Plant Health Agency", GDS));
    expect(page).toContain("Set the parent of Animal and Plant Health Agency");
    expect(await suri.text("/users")).not.toContain(people.normal);
    night();
    const again = await signInAs(started, "super_organisation_admin");
    expect(await again.text("/users")).toContain(people.normal);
  });

  test("is one alone, and never itself, its own child, or nobody", async () => {
    const defra = "Department for Environment, Food &amp; Rural Affairs";
    for (const parent of [DEFRA, APHA, "nobody"]) {
      expect(await browser.follow(await setOnPage(defra, parent))).toContain("cannot stand under itself");
      expect((await setParent(DEFRA, parent)).status).toBe(404);
      expect(await parentOf(DEFRA)).toBeNull();
    }
    expect((await started.control("/parent", { child: 1 })).status).toBe(400);
  });

  test("asks nothing of people, but an organisation may ask for 2-step verification", async () => {
    const list = await browser.text("/organisations");
    const [, path = ""] = /href="(\/organisations\/\d+)\/edit">Department/.exec(list) ?? [];
    await browser.post(path, { _method: "put", "organisation[require_2sv]": "1" });
    const oren = await signInAs(started, "organisation_admin");
    expect((await oren.get("/users")).headers.get("Location")).toBe("/account/two_step_verification/prompt");
  });
});
