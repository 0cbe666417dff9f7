import { decodeProtectedHeader, exportJWK, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { createRing } from "../../../src/origin-mocks/one-login/key-ring.ts";
import { importedKey } from "../../../src/origin-mocks/one-login/signing-key.ts";
import { exchange, getJson } from "./service.ts";
import { startOneLogin } from "./support.ts";

const week = 7 * 24 * 3600;
const day = 24 * 3600;

async function ring() {
  const clock = movableClock(() => 0);
  const schedule = { every: week, publishBefore: 2 * day, retireAfter: day };
  const keys = await createRing(clock, async (generation) => generation, schedule);
  const now = async () => ({ current: await keys.current(), published: await keys.published() });
  return { clock, keys, now };
}

describe("keys that change on a schedule", () => {
  const rows: readonly [when: string, seconds: number, current: number, published: number[]][] = [
    ["at the start", 0, 0, [0]],
    ["before the next is published", 5 * day - 1, 0, [0]],
    ["two days before the next is used", 5 * day, 0, [0, 1]],
    ["when the next is used", week, 1, [0, 1]],
    ["a day later, when the old one goes", week + day, 1, [1]],
    ["many weeks later", 10 * week + 3 * day, 10, [10]],
  ];
  it.each(rows)("are published before use and after it: %s", async (_when, seconds, current, published) => {
    const { clock, now } = await ring();
    clock.advance(seconds);
    expect(await now()).toEqual({ current, published });
  });

  it("never sign with a key that is not published", async () => {
    const { clock, now } = await ring();
    for (let hours = 0; hours < 24 * 30; hours += 7) {
      clock.advance(7 * 3600);
      const { current, published } = await now();
      expect(published).toContain(current);
    }
  });
});

const kids = z.object({ keys: z.array(z.object({ kid: z.string() })) });
const methods = z.object({ assertionMethod: z.array(z.object({ id: z.string() })) });

describe("keys that are changed by hand", () => {
  async function start() {
    const started = await startOneLogin();
    const step = (path: string) => started.app.request(`/__mock/keys/${path}`, { method: "POST" });
    const published = async () =>
      kids.parse(await getJson(started, "/.well-known/jwks.json")).keys.map(({ kid }) => kid);
    return { started, step, published };
  }

  it("are published, then used, then retired; what was signed before is trusted until then", async () => {
    const { started, step, published } = await start();
    const first = await published();
    const tokens = await exchange(started, await started.browser.code());
    const signOut = async () => {
      const response = await started.app.request(`/logout?id_token_hint=${tokens.id_token}`);
      return response.headers.get("Location");
    };
    const trusted = await signOut();
    await step("tokens/publish");
    const both = await published();
    expect([both.length, both.slice(0, 2)]).toEqual([4, first]);
    await step("tokens/use");
    const { id_token } = await exchange(started, await started.browser.code());
    expect(decodeProtectedHeader(id_token).kid).toBe(both[2]);
    expect(await signOut()).toBe(trusted);
    await step("tokens/retire");
    expect(await published()).toEqual(both.slice(2));
    expect(await signOut()).toContain("unable+to+validate+id_token_hint");
  });

  it("are several in the DID document while they change", async () => {
    const { started, step } = await start();
    await step("identity/publish");
    const did = methods.parse(await getJson(started, "/.well-known/did.json"));
    expect(new Set(did.assertionMethod.map(({ id }) => id)).size).toBe(2);
    expect((await step("nothing/publish")).status).toBe(404);
  });

  it("can be imported by role", async () => {
    const own = async (algorithm: string, kid: string, role: string) => {
      const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
      return importedKey.parse({ ...(await exportJWK(privateKey)), kid, role });
    };
    const imported = [
      await own("ES256", "a", "token"),
      await own("RS256", "b", "token"),
      await own("ES256", "c", "next-token"),
      await own("ES256", "d", "identity"),
    ];
    const initially = { published: true, used: true };
    const started = await startOneLogin({ keys: { imported, initially } });
    const published = kids.parse(await getJson(started, "/.well-known/jwks.json")).keys.map(({ kid }) => kid);
    expect(published.slice(0, 3)).toEqual(["a", "b", "c"]);
    const did = methods.parse(await getJson(started, "/.well-known/did.json"));
    expect(did.assertionMethod.map(({ id }) => id)).toEqual(["did:web:one-login.test#d"]);
    const text = JSON.stringify(await getJson(started, "/.well-known/jwks.json"));
    expect(text).not.toContain('"d":');
    const { id_token } = await exchange(started, await started.browser.code());
    expect(decodeProtectedHeader(id_token).kid).toBe("c");
  });
});
