import { describe, expect, it } from "vitest";
import { type ClientRegistration, loadClients } from "../../../src/origin-mocks/one-login/clients.ts";
import { subjectIdentifier } from "../../../src/origin-mocks/one-login/subjects.ts";
import { client, encode, person, publicKey, startOneLogin, tokenForm } from "./support.ts";

async function subject(overrides: Partial<ClientRegistration>, who = "amina"): Promise<string> {
  const registered = (await loadClients([client(overrides)])).get("rp");
  if (!registered) throw new Error("The client was not registered");
  return subjectIdentifier(person(who), registered);
}

describe("a pairwise subject", () => {
  it("is another for every person and every sector", async () => {
    const own = await subject({});
    expect(await subject({}, "bryn")).not.toBe(own);
    expect(await subject({ SectorIdentifierUri: "https://other.test" })).not.toBe(own);
  });

  it("is the same within a sector: by sector identifier or by redirect host, without www", async () => {
    const own = await subject({ RedirectUrls: ["https://www.rp.test/callback"] });
    expect(await subject({ RedirectUrls: ["https://rp.test/other"] })).toBe(own);
    expect(
      await subject({
        RedirectUrls: ["https://a.test/", "https://b.test/"],
        SectorIdentifierUri: "https://rp.test/path",
      }),
    ).toBe(own);
  });

  it("gives way to one for all where the client is public", async () => {
    const open = await subject({ SubjectType: "public" });
    expect(
      await subject({ SubjectType: "public", RedirectUrls: ["https://a.test/", "https://b.test/"] }),
    ).toBe(open);
    expect(await subject({})).not.toBe(open);
  });
});

describe("a public key", () => {
  it("is accepted with and without armour and line breaks", async () => {
    const bare = publicKey.replaceAll(/-----[A-Z ]+-----|\n/g, "");
    for (const PublicKey of [publicKey, publicKey.replaceAll("\n", ""), bare]) {
      const { app, browser, clock } = await startOneLogin({ clients: [client({ PublicKey })] });
      const form = await tokenForm(clock.now(), { code: await browser.code() });
      const body = new URLSearchParams(encode(form));
      expect((await app.request("/token", { method: "POST", body })).status).toBe(200);
    }
  });
});
