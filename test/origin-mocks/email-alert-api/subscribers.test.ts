import { describe, expect, test } from "vitest";
import { addList, subscribe, useEmailAlertApi } from "./support.ts";

const api = useEmailAlertApi();
const invalid = (details: unknown) => ({ error: "Unprocessable Entity", details });

/** A subscriber with a subscription of each frequency given, to lists named after the position. */
async function subscriberWith(address: string, ...frequencies: (string | null)[]) {
  let id = 0;
  for (const [index, frequency] of frequencies.entries()) {
    const list = await addList(api(), `List ${index}`);
    if (frequency) id = (await subscribe(api(), address, list.id, frequency)).subscriber.id;
  }
  return id;
}

/** What somebody is subscribed to, by title. */
async function subscriptionsOf(id: number) {
  const { subscriptions } = await api().json("GET", `/subscribers/${id}/subscriptions?order=title`);
  return subscriptions.map(
    (each: { subscriber_list: { title: string }; frequency: string; source: string }) =>
      [each.subscriber_list.title, each.frequency, each.source].join(" "),
  );
}

const change = (id: number, body: unknown) => api().send("PATCH", `/subscribers/${id}`, body);
const merge = (id: number, new_address: string) => change(id, { new_address, on_conflict: "merge" });
async function rows() {
  const state = await (await fetch(`${api().url}/__mock`)).json();
  return Object(state).subscribers;
}

describe("a changed address", () => {
  test.each([
    [{}, 400, { status: 400, error: "Bad Request" }],
    [{ new_address: " " }, 400, { status: 400, error: "Bad Request" }],
    [{ new_address: ["a@example.com"] }, 400, { status: 400, error: "Bad Request" }],
    [{ new_address: "no address" }, 422, invalid({ address: ["is not an email address"] })],
    [{ new_address: "TAKEN@example.com" }, 422, invalid({ address: ["has already been taken"] })],
  ])("%j is answered %i", async (body, status, expected) => {
    await subscriberWith("taken@example.com", "daily");
    const id = await subscriberWith("amina@example.com", "daily");
    const response = await change(id, body);
    expect([response.status, await response.json()]).toEqual([status, expected]);
  });

  test("is taken, and may be the same one in another case", async () => {
    const id = await subscriberWith("amina@example.com", "daily");
    expect(await (await change(id, { new_address: "AMINA@example.com" })).json()).toMatchObject({
      subscriber: { id, address: "AMINA@example.com" },
    });
  });

  test("of nobody is 404, with the body that Rails gives", async () => {
    const response = await change(99, { new_address: "a@example.com" });
    expect([response.status, await response.json()]).toEqual([404, { status: 404, error: "Not Found" }]);
  });
});

describe("merging", () => {
  test("moves what only the other was subscribed to, and takes the other's address away", async () => {
    const kept = await subscriberWith("kept@example.com", "daily");
    const absorbed = await subscriberWith("absorbed@example.com", null, "weekly");
    const response = await merge(kept, "Absorbed@example.com");
    expect(await response.json()).toMatchObject({
      subscriber: { id: kept, address: "Absorbed@example.com" },
    });
    expect(await subscriptionsOf(kept)).toEqual([
      "List 0 daily user_signed_up",
      "List 1 weekly subscriber_merged",
    ]);
    expect(await subscriptionsOf(absorbed)).toEqual([]);
    expect(await rows()).toContainEqual({ id: absorbed, address: null, govukAccountId: null });
  });

  test.each([
    ["immediately", "daily", "daily subscriber_merged"],
    ["daily", "immediately", "daily user_signed_up"],
    ["weekly", "immediately", "immediately subscriber_merged"],
    ["weekly", "weekly", "weekly user_signed_up"],
  ])("keeps of %s and %s the one that comes first in the alphabet", async (own, other, expected) => {
    const kept = await subscriberWith("kept@example.com", own);
    await subscriberWith("absorbed@example.com", other);
    await merge(kept, "absorbed@example.com");
    expect(await subscriptionsOf(kept)).toEqual([`List 0 ${expected}`]);
  });

  test("without anybody to merge with is a plain change", async () => {
    const id = await subscriberWith("amina@example.com", "daily");
    expect((await merge(id, "new@example.com")).status).toBe(200);
    expect(await subscriptionsOf(id)).toEqual(["List 0 daily user_signed_up"]);
  });

  test("into one's own address ends everything and blanks the row, while the answer shows the address", async () => {
    const id = await subscriberWith("amina@example.com", "daily", "weekly");
    const response = await merge(id, "amina@example.com");
    expect(await response.json()).toMatchObject({ subscriber: { id, address: "amina@example.com" } });
    expect(await subscriptionsOf(id)).toEqual([]);
    expect(await rows()).toEqual([{ id, address: null, govukAccountId: null }]);
  });
});

describe("ending everything", () => {
  test("keeps the subscriber, the address and the account, and can be done again", async () => {
    const id = await subscriberWith("amina@example.com", "daily", "weekly");
    api().accountApi.know("s1", { email: "amina@example.com" });
    await api().json("POST", "/subscribers/govuk-account/link", { govuk_account_session: "s1" });
    for (const _ of [1, 2]) expect((await api().send("DELETE", `/subscribers/${id}`)).status).toBe(204);
    expect(await rows()).toEqual([{ id, address: "amina@example.com", govukAccountId: "42" }]);
    expect(await subscriptionsOf(id)).toEqual([]);
  });
});

describe("a subscriber's subscriptions", () => {
  const titles = async (id: number, query = "") => {
    const { subscriptions } = await api().json("GET", `/subscribers/${id}/subscriptions${query}`);
    return subscriptions.map((each: { subscriber_list: { title: string } }) => each.subscriber_list.title);
  };

  test("come newest first, or in the order asked for", async () => {
    let id = 0;
    for (const title of ["B", "C", "A"]) {
      id = (await subscribe(api(), "amina@example.com", (await addList(api(), title)).id)).subscriber.id;
      api().clock.advance(1);
    }
    expect(await titles(id)).toEqual(["A", "C", "B"]);
    expect(await titles(id, "?order=created_at")).toEqual(["B", "C", "A"]);
    expect(await titles(id, "?order=title")).toEqual(["A", "B", "C"]);
    expect(await titles(id, "?order=-title")).toEqual(["C", "B", "A"]);
    const response = await api().send("GET", `/subscribers/${id}/subscriptions?order=id`);
    expect([response.status, await response.json()]).toEqual([422, { error: "Order parameter not valid" }]);
  });
});

describe("forgetting", () => {
  const nullify = async () => (await fetch(`${api().url}/__mock/nullify`, { method: "POST" })).json();
  const days = (count: number) => api().clock.advance(count * 24 * 3600);

  test("comes 28 days after the last subscription ended, and asks to delete the account by the wrong id", async () => {
    const id = await subscriberWith("amina@example.com", "daily");
    api().accountApi.know("s1", { email: "amina@example.com" });
    await api().json("POST", "/subscribers/govuk-account/link", { govuk_account_session: "s1" });
    days(29);
    expect(await nullify()).toEqual({ nullified: 0 });
    await api().send("DELETE", `/subscribers/${id}`);
    days(27);
    expect(await nullify()).toEqual({ nullified: 0 });
    days(2);
    expect(await nullify()).toEqual({ nullified: 1 });
    expect(await rows()).toEqual([{ id, address: null, govukAccountId: null }]);
    // account-api expects a subject identifier there, so it answers 404, and that counts as done.
    expect(api().accountApi.asked.at(-1)).toMatchObject({ call: "DELETE /api/oidc-users/42", body: "{}" });
  });

  test("comes by itself, when an hour has passed", async () => {
    const id = await subscriberWith("amina@example.com", "daily");
    await api().send("DELETE", `/subscribers/${id}`);
    days(29);
    expect(await rows()).toMatchObject([{ address: "amina@example.com" }]);
    expect((await api().send("GET", `/subscribers/${id}/subscriptions`)).status).toBe(200);
    expect(await rows()).toEqual([{ id, address: null, govukAccountId: null }]);
  });
});
