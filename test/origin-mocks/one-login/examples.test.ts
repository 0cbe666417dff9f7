import { describe, expect, it } from "vitest";
import { exampleParts, examplePeopleCount } from "../../../src/origin-mocks/one-login/example-data.ts";
import { examplePeople } from "../../../src/origin-mocks/one-login/example-people.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { identityClient, identityQuery, proveAs } from "./proving.ts";
import { authorizePath, pendingId, type Query, startOneLogin } from "./support.ts";

const people = examplePeople;
const shapes = exampleParts.name.slice(examplePeopleCount);

async function openIdentityPage(query: Query = identityQuery(), lng = "en") {
  const { browser } = await startOneLogin({ people, clients: [identityClient] });
  const first = await (await browser.send(authorizePath(query))).text();
  const html = await (
    await browser.post("/sign-in", { request: pendingId(first), person: "kenneth", lng })
  ).text();
  const send = (form: Query) => browser.post("/prove-identity", { request: pendingId(html), ...form });
  return { html, send };
}

describe("the names of every shape", () => {
  it("are seventeen, and the page offers each of them in both languages", async () => {
    expect(shapes).toHaveLength(17);
    const { html } = await openIdentityPage();
    const welsh = (await openIdentityPage(identityQuery(), "cy")).html;
    for (const { id, label } of shapes) {
      expect(html).toContain(`<option value="${id}" >${label.en}</option>`);
      expect(welsh).toContain(`<option value="${id}" >${label.cy}</option>`);
    }
  });

  it.each(shapes.map(({ id, given, family, birthDate }) => [id, given, family, birthDate] as const))(
    "have %s, which somebody can prove to be theirs",
    async (name, given, family, birthDate) => {
      const shown = await proveAs({ outcome: "proved", name }, { people });
      expect(shown).toMatchObject({ given, family: [family], birthDate });
    },
  );

  it("have as many letters as a passport has room for, and one has no date of birth", () => {
    const longest = shapes.flatMap(({ given, family }) => [...given, family]).map((name) => name.length);
    expect(Math.max(...longest)).toBe(30);
    expect(shapes.filter(({ birthDate }) => birthDate === undefined).map(({ family }) => family)).toEqual([
      "MOORE MBE",
    ]);
  });
});

describe("the example people", () => {
  it("have what the examples say: two addresses, documents of every issuer, and a person without a birthday", async () => {
    const davina = await proveAs({ outcome: "proved" }, { people }, "davina");
    expect(davina.claim("address")).toMatchObject([
      { addressLocality: "STRATHCARRON", validFrom: "2024-01-01" },
      { addressLocality: "CAERFYRDDIN", validUntil: "2024-01-01" },
    ]);
    const stephen = await proveAs({ outcome: "proved" }, { people }, "stephen");
    expect(stephen).toMatchObject({ given: ["STEPHEN"], family: ["MOORE MBE"], birthDate: undefined });
    expect(people.map(({ name }) => name)).toContain("Stephen Moore MBE");
    const julie = await proveAs({ outcome: "proved" }, { people }, "julie");
    expect(julie.claim("passport")).toEqual([
      { documentNumber: "C01X00T47", icaoIssuerCode: "D", expiryDate: "2029-02-02" },
    ]);
    expect(julie.claim("returnCode")).toEqual([{ code: "P" }]);
  });

  it.each([
    [
      "dvla-web",
      { personalNumber: "12234569EK", issueNumber: "13", issuedBy: "DVLA", expiryDate: "2026-02-02" },
    ],
    ["dvla-app", { issuedBy: "DVLA", issueDate: "2016-02-02", fullAddress: "8 HADLEY ROAD BATH BA2 5AA" }],
    ["dva-web", { personalNumber: "33622273", issuedBy: "DVA", expiryDate: "2026-07-28" }],
    ["dva-app", { issuedBy: "DVA", issueDate: "2020-02-13", fullAddress: "87 CARNHILL DERRY BT48 8BE" }],
  ])("can have the licence %s", async (drivingPermit, fields) => {
    const { claim } = await proveAs({ outcome: "proved", drivingPermit }, { people });
    expect(claim("drivingPermit")).toMatchObject([fields]);
    const isFromApp = JSON.stringify(claim("drivingPermit")).includes("fullAddress");
    expect(isFromApp).toBe(drivingPermit.endsWith("app"));
  });

  it("may be in a world file, which One Login checks by the names of the parts", async () => {
    const eve = { id: "eve", name: "Eve", email: "eve@example.com" };
    const world = (example: Query) =>
      loadWorld({ people: [{ ...eve, example }], applications: [], apiUsers: [], pages: [] }).people;
    const shown = await proveAs(
      { outcome: "proved" },
      { people: world({ name: "initials", passport: "irl" }) },
      "eve",
    );
    expect(shown).toMatchObject({ given: ["J", "R"], family: ["HARTLEY"] });
    expect(shown.claim("passport")).toMatchObject([{ icaoIssuerCode: "IRL" }]);
    expect(shown.claim("address")).toBeUndefined();
    await expect(startOneLogin({ people: world({ name: "nobody" }) })).rejects.toThrow("[0].example.name");
  });
});

describe("what is chosen on the page of the identity check", () => {
  it("stands in place of what is known, or takes it away, for this sign-in alone", async () => {
    const { claim } = await proveAs(
      { outcome: "proved", passport: "none", addresses: "two-addresses" },
      { people },
    );
    expect(claim("passport")).toBeUndefined();
    expect(claim("address")).toHaveLength(2);
  });

  it("is refused when it is not on the list, and what was chosen stays", async () => {
    const { send } = await openIdentityPage();
    for (const form of [{ name: "none" }, { passport: "x" }, { addresses: "<script>" }]) {
      const response = await send({ outcome: "lower", drivingPermit: "dva-app", ...form });
      const html = await response.text();
      expect(response.status).toBe(400);
      expect(html).toContain(`<a href="#${Object.keys(form)[0]}">Select one of the list</a>`);
      expect(html).toMatch(/value="lower"[^>]*checked/);
      expect(html).toContain('<option value="dva-app" selected>');
      expect(html).not.toContain("<script");
    }
  });

  it("may be that it is proved with return codes", async () => {
    const { claim, isProved } = await proveAs({ outcome: "proved-with-codes", codes: "a" }, { people });
    expect([claim("returnCode"), isProved]).toEqual([[{ code: "A" }], true]);
  });
});

describe("details that somebody types", () => {
  it.each<[string, Query]>([
    ["the passport's number", { documentNumber: "123 456789" }],
    ["the number of a licence that was chosen", { drivingPermit: "dvla-web", documentNumber: "12234569ek" }],
    ["the date of birth", { birthDate: "8 7 1965" }],
    ["the date as the core identity has it", { birthDate: "1965-07-08" }],
  ])("are right with %s", async (_what, form) => {
    expect((await proveAs({ outcome: "proved", ...form }, { people })).isProved).toBe(true);
  });

  it.each<[string, Query]>([
    ["another document number", { documentNumber: "123456780" }],
    ["another date of birth", { birthDate: "9/7/1965" }],
    ["a date of birth of somebody who has none", { name: "post-nominals", birthDate: "1 1 1970" }],
    ["the number of a passport that was not checked", { passport: "none", documentNumber: "123456789" }],
    ["no date", { birthDate: '"}]' }],
  ])("prove nothing with %s: the return code says so, or else access is denied", async (_what, form) => {
    const { isProved, claim } = await proveAs({ outcome: "proved", ...form }, { people });
    expect([isProved, claim("returnCode"), claim("passport")]).toEqual([false, [{ code: "F" }], undefined]);
    const core = ["https://vocab.account.gov.uk/v1/coreIdentityJWT"];
    const { send } = await openIdentityPage(identityQuery(core));
    const back = await send({ outcome: "proved", ...form });
    expect(back.headers.get("Location")).toContain("?error=access_denied&");
  });
});
