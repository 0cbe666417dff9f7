import { expect, test } from "vitest";
import { createAuthTokens } from "../../../src/origin-mocks/common/auth-token.ts";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { addList, SECRET, startEmailAlertApi, useEmailAlertApi } from "./support.ts";

const api = useEmailAlertApi();
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

test("the outbox is a page that escapes what it shows, newest first, and only for this machine", async () => {
  const page = async () => await (await fetch(`${api().url}/__mock/outbox`)).text();
  expect(await page()).toContain("There are none yet");
  for (const title of ["First <script>", "Second & last"]) {
    const { id } = await addList(api(), title);
    await api().json("POST", "/subscriptions", { subscriber_list_id: id, address: "amina@example.com" });
  }
  const html = await page();
  expect(html.match(/subscribed to: [^<]*/g)).toEqual([
    "subscribed to: Second &amp; last",
    "subscribed to: First &lt;script&gt;",
  ]);
  const fromEdge = { headers: { Via: "1.1 edge" } };
  expect((await fetch(`${api().url}/__mock/outbox`, fromEdge)).status).toBe(404);
});

test("the links of an email lead to what their tokens say, for seven days", async () => {
  const list = await addList(api(), "Fish");
  const address = "amina@example.com";
  const { subscription } = await api().json("POST", "/subscriptions", {
    subscriber_list_id: list.id,
    address,
  });
  await api().json("POST", "/subscriptions/auth-token", { address, topic_id: "fish", frequency: "daily" });
  const emails = await api().emails();
  const tokens = emails.flatMap(({ links }: { links: { href: string }[] }) =>
    links.flatMap(({ href }) => new URL(href).searchParams.get("token") ?? []),
  );
  const clock = movableClock();
  const { read } = createAuthTokens(SECRET, clock, random);
  const expected = [
    { subscriber_id: subscription.subscriber.id },
    { address, topic_id: "fish", frequency: "daily" },
  ];
  expect(await Promise.all(tokens.map(read))).toEqual(expected);
  clock.advance(7 * 24 * 3600 - 60);
  expect(await Promise.all(tokens.map(read))).toEqual(expected);
  clock.advance(120);
  expect(await Promise.all(tokens.map(read))).toEqual([null, null]);
});

test("a token that was changed, or is of another secret, or is none, says nothing", async () => {
  const clock = movableClock();
  const token = await createAuthTokens("one", clock, random).create({ subscriber_id: 1 });
  const { read } = createAuthTokens("one", clock, random);
  expect(await read(token)).toEqual({ subscriber_id: 1 });
  expect(await createAuthTokens("two", clock, random).read(token)).toBeNull();
  const changed = Array.from(token, (_, at) => {
    const other = token.charAt(at) === "A" ? "B" : "A";
    return token.slice(0, at) + other + token.slice(at + 1);
  });
  expect(new Set(await Promise.all(changed.map(read)))).toEqual(new Set([null]));
  for (const none of ["", "--", "a--b--c", "é--é--é", "----"]) expect(await read(none)).toBeNull();
});

test("a token made by Rails, in its old form and in its new one, is read", async () => {
  // Made with ActiveSupport's key generator and message encryptor as their documentation describes them.
  const clock = movableClock(() => Date.UTC(2026, 0, 1));
  const { read } = createAuthTokens("secret", clock, random);
  const exp = "2026-01-02T00:00:00.000Z";
  const inner = btoa(JSON.stringify({ subscriber_id: 7 }));
  for (const text of [
    JSON.stringify({ _rails: { message: inner, exp, pur: null } }),
    JSON.stringify({ _rails: { data: { subscriber_id: 7 }, exp } }),
  ]) {
    expect(await read(await railsMessage("secret", text))).toEqual({ subscriber_id: 7 });
  }
});

/** PBKDF2 without a salt, 65,536 rounds; then ciphertext, nonce and tag, each in base64, joined by two dashes. */
async function railsMessage(secret: string, text: string): Promise<string> {
  const { pbkdf2Sync, createCipheriv } = await import("node:crypto");
  const iv = random(12);
  const cipher = createCipheriv("aes-256-gcm", pbkdf2Sync(secret, "", 65_536, 32, "sha256"), iv);
  const box = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [box, iv, cipher.getAuthTag()].map((part) => Buffer.from(part).toString("base64")).join("--");
}

test("the world's lists and subscribers are there at the start and after a reset", async () => {
  const fish = { title: "Fish", url: "/fish", description: null, contentId: null, tags: {} };
  const subscriptions = [{ list: "Fish", frequency: "weekly" as const }];
  const world = { subscriberLists: [fish], subscribers: [{ address: "ewa@example.com", subscriptions }] };
  const started = await startEmailAlertApi({ world });
  expect((await started.send("DELETE", "/subscribers/1")).status).toBe(204);
  await fetch(`${started.url}/__mock/reset`, { method: "POST" });
  expect(await started.json("GET", "/subscribers/1/subscriptions")).toMatchObject({
    subscriber: { address: "ewa@example.com" },
    subscriptions: [{ frequency: "weekly", subscriber_list: { slug: "fish" } }],
  });
  await started.close();
  const unknown = { ...world, subscriberLists: [] };
  await expect(startEmailAlertApi({ world: unknown })).rejects.toThrow("Fish, which is no list");
});
