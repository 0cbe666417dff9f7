import { describe, expect, it } from "vitest";
import { loadClients } from "../../../src/origin-mocks/one-login/clients.ts";
import { profileOf } from "../../../src/origin-mocks/one-login/profiles.ts";
import { readVectors } from "../../../src/origin-mocks/one-login/vectors-of-trust.ts";
import { client } from "./support.ts";

const clients = await loadClients([
  client({ ClientID: "identity", IdentityVerificationSupported: true, ClientLoCs: ["P0", "P2"] }),
  client({ ClientID: "authentication", ClientLoCs: ["P0", "P2"] }),
]);

function read(vtr: string | undefined, id = "identity") {
  const registered = clients.get(id);
  if (!registered) throw new Error(`No client ${id}`);
  return readVectors(vtr, registered, profileOf("current"))?.[0];
}

describe("the first vector of trust", () => {
  const usual = { credentialTrust: "Cl.Cm", levelOfConfidence: null };
  const rows: readonly [vtr: string | undefined, first: object][] = [
    [undefined, usual],
    ["", usual],
    ["[]", usual],
    ['["Cl"]', { credentialTrust: "Cl", levelOfConfidence: null }],
    ['["Cl.Cm"]', usual],
    ['["Cm.Cl"]', usual],
    ['["P2.Cl.Cm"]', { credentialTrust: "Cl.Cm", levelOfConfidence: "P2" }],
    ['["Cl.P2.Cm"]', { credentialTrust: "Cl.Cm", levelOfConfidence: "P2" }],
    ['["Cl.P0"]', { credentialTrust: "Cl", levelOfConfidence: "P0" }],
    ['["Cl.Cm.P0"]', { credentialTrust: "Cl.Cm", levelOfConfidence: "P0" }],
    ['["Cl.Cm.P2"]', { credentialTrust: "Cl.Cm", levelOfConfidence: "P2" }],
    ['["Cl.Cm","Cl"]', usual],
    ['["Cl","Cl.Cm"]', { credentialTrust: "Cl", levelOfConfidence: null }],
    ['["Cl.Cm","Cl.Cm.P0"]', usual],
    ['["Cl.Cm.Xx"]', usual],
  ];

  it.each(rows)("of %s is read", (vtr, first) => {
    expect(read(vtr)).toEqual(first);
  });

  it.each([
    '["Cm"]',
    '["Cl.Cl"]',
    '["P2"]',
    '["P0"]',
    '["Cl.P2"]',
    '["Cl.Cm.P1"]',
    '["Cl.Cm.P3"]',
    '["Cl.Cm.P4"]',
    '["Cl.Cm.P2.P1"]',
    '["Cl.Cm.P2.P2"]',
    '["Cl.Cm.P2","Cl.Cm.P1"]',
    '["Cl.Cm.P2","Cl.Cm"]',
    "[]]",
    '"Cl.Cm"',
    "Cl.Cm",
    '["Ch"]',
    '["Cl.Cm.PCL200"]',
    '[""]',
    "[1]",
    "{}",
    "null",
  ])("of %s is refused", (vtr) => {
    expect(read(vtr)).toBeUndefined();
  });

  it("asks for identity only where the client is registered for it", () => {
    expect(read('["Cl.Cm.P2"]', "authentication")).toBeUndefined();
    expect(read('["Cl.Cm.P0"]', "authentication")).toBeDefined();
  });
});
