import { expect, it } from "vitest";
import { z } from "zod";
import { createSigningKeyFile } from "../../../src/origin-mocks/one-login/signing-key.ts";
import { getJson } from "./service.ts";
import { configure } from "./simulator-support.ts";
import { authorizePath, Browser, pendingId, startOneLogin } from "./support.ts";

type Started = Awaited<ReturnType<typeof startOneLogin>>;

/** Another One Login, which goes on where this one ended; and the same browser before it. */
async function moved({ save, browser }: Started): Promise<Started> {
  const next = await startOneLogin();
  next.restore(JSON.parse(JSON.stringify(save())));
  const same = new Browser(next.app);
  same.cookie = browser.cookie;
  same.browserId = browser.browserId;
  return { ...next, browser: same };
}

const change = ({ app }: Started, path: string) => app.request(`/__mock${path}`, { method: "POST" });

it("accounts that were made again and suspended are so after a restore, and sessions hold", async () => {
  const first = await startOneLogin();
  await change(first, "/people/bryn/recreate");
  await change(first, "/people/bryn/suspend");
  await first.browser.signIn();
  const second = await moved(first);
  const { person } = await getJson(second, "/__mock/people/bryn");
  expect(person).toMatchObject({ recreated: 1, intervention: "suspended" });
  expect((await second.browser.send(authorizePath())).headers.get("Location")).toContain("code=");
});

it("who waits for a code signs in with it after a restore, and reads it in the inbox", async () => {
  const first = await startOneLogin();
  const request = pendingId(await (await first.browser.send(authorizePath({ vtr: '["Cl"]' }))).text());
  const nia = { request, name: "Nia New", email: "nia@example.com", password: "x", phone: "07700 900 982" };
  expect((await first.browser.post("/create-account", nia)).status).toBe(200);
  const second = await moved(first);
  const messages = z
    .array(z.object({ to: z.string(), way: z.string(), code: z.string() }))
    .parse((await getJson(second, "/__mock/inbox")).messages);
  expect(messages.map(({ to, way }) => [to, way])).toEqual([["nia@example.com", "email"]]);
  const back = await second.browser.post("/confirm-email", { request, code: messages[0]?.code });
  expect(back.headers.get("Location")).toContain("code=");
});

it("faults of every kind that were ordered are in force after a restore", async () => {
  const first = await startOneLogin();
  const order = { kind: "userinfo", name: "EMPTY", times: 2 };
  await first.app.request("/__mock/faults", { method: "POST", body: JSON.stringify(order) });
  expect((await getJson(await moved(first), "/__mock/faults")).orders).toEqual([order]);
});

it("what /config takes, as the simulator does, is there after a restore", async () => {
  const first = await startOneLogin();
  const said = { sub: "", email: "", phoneNumber: "", returnCodes: [{ code: "A", note: "x" }] };
  expect((await configure(first.app, { responseConfiguration: said })).status).toBe(200);
  expect((await getJson(await moved(first), "/config")).responseConfiguration).toMatchObject(said);
});

it("a request with a max_age beyond all numbers waits on after a restore", async () => {
  const first = await startOneLogin();
  const request = pendingId(
    await (await first.browser.send(authorizePath({ max_age: "9".repeat(400) }))).text(),
  );
  const back = await (await moved(first)).browser.post("/sign-in", { request, person: "amina" });
  expect(back.headers.get("Location")).toContain("code=");
});

it("keys that came after the first, of tokens and of core identities, are in use after a restore and in a snapshot", async () => {
  const keys = { imported: [...(await createSigningKeyFile()), ...(await createSigningKeyFile())] };
  const first = await startOneLogin({ keys });
  await change(first, "/keys/tokens/publish");
  for (const step of ["publish", "use"]) await change(first, `/keys/identity/${step}`);
  const published = (one: Started) => getJson(one, "/.well-known/did.json");
  const before = await published(first);
  expect(before.assertionMethod).toHaveLength(2);
  const next = await startOneLogin({ keys });
  next.restore(JSON.parse(JSON.stringify(first.save())));
  expect(await published(next)).toEqual(before);
  const { name } = z.object({ name: z.string() }).parse(await (await change(first, "/snapshots")).json());
  first.reset();
  expect((await published(first)).assertionMethod).toHaveLength(1);
  await change(first, `/snapshots/${name}/restore`);
  expect(await published(first)).toEqual(before);
});
