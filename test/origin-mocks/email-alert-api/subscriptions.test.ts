import { describe, expect, test } from "vitest";
import { addList, subscribe, useEmailAlertApi } from "./support.ts";

const api = useEmailAlertApi();
const badFrequency = { error: "Unprocessable Entity", details: null };
const missing = { status: 404, error: "Not Found" };

describe("POST /subscriptions", () => {
  test.each([
    [{ subscriber_list_id: 1 }, 400, { status: 400, error: "Bad Request" }],
    [{ address: "a@example.com" }, 400, { status: 400, error: "Bad Request" }],
    [{ address: "a@example.com", subscriber_list_id: 99 }, 404, missing],
    [{ address: "a@b", subscriber_list_id: 1 }, 422, { details: { address: ["is not an email address"] } }],
    [{ address: "a@example.com", subscriber_list_id: 1, frequency: "hourly" }, 422, badFrequency],
    [{ address: "a@example.com", subscriber_list_id: 1, frequency: null }, 422, badFrequency],
  ])("%j is answered %i", async (body, status, expected) => {
    await addList(api(), "Fish");
    const response = await api().send("POST", "/subscriptions", body);
    expect([response.status, await response.json()]).toEqual([status, expect.objectContaining(expected)]);
  });

  test("is immediate unless told, and tells by email, with no link to confirm by", async () => {
    const list = await addList(api(), "Fish", { url: "/fish" });
    const body = { subscriber_list_id: list.id, address: "amina@example.com" };
    const { subscription } = await api().json("POST", "/subscriptions", body);
    expect(subscription).toMatchObject({
      frequency: "immediately",
      source: "user_signed_up",
      ended_at: null,
    });
    expect(await api().emails()).toMatchObject([
      {
        address: "amina@example.com",
        subject: "You’ve subscribed to: Fish",
        links: [
          { href: "https://www.gov.uk/fish" },
          { href: expect.stringContaining(`https://www.gov.uk/email/unsubscribe/${subscription.id}?token=`) },
          { href: "https://www.gov.uk/email/manage/authenticate?address=amina%40example.com" },
        ],
      },
    ]);
  });

  test("with the same frequency changes nothing and tells nobody, with another replaces the one there is", async () => {
    const { id } = await addList(api(), "Fish");
    const first = await subscribe(api(), "amina@example.com", id, "daily");
    const wanted = { subscriber_list_id: id, address: "AMINA@example.com" };
    const again = await api().json("POST", "/subscriptions", { ...wanted, frequency: "daily" });
    expect(again.subscription.id).toBe(first.id);
    expect(await api().emails()).toEqual([]);
    const other = await api().json("POST", "/subscriptions", { ...wanted, frequency: "weekly" });
    expect(other.subscription).toMatchObject({ source: "frequency_changed", frequency: "weekly" });
    const { subscription: old } = await api().json("GET", `/subscriptions/${first.id}`);
    expect(old).toMatchObject({ ended_at: expect.any(String), ended_reason: "frequency_changed" });
  });
});

describe("a changed frequency", () => {
  test("is a new subscription, to which the old one's id leads", async () => {
    const { id: listId } = await addList(api(), "Fish");
    const old = await subscribe(api(), "amina@example.com", listId, "daily");
    const patch = (id: string, body: unknown) => api().send("PATCH", `/subscriptions/${id}`, body);
    const { subscription } = await api().json("PATCH", `/subscriptions/${old.id}`, { frequency: "weekly" });
    expect(subscription).toMatchObject({ frequency: "weekly", source: "frequency_changed" });
    expect(subscription.id).not.toBe(old.id);
    expect((await api().json("GET", `/subscriptions/${old.id}/latest`)).subscription.id).toBe(
      subscription.id,
    );
    expect((await patch(old.id, { frequency: "daily" })).status).toBe(404);
    const same = await api().json("PATCH", `/subscriptions/${subscription.id}`, { frequency: "weekly" });
    expect(same.subscription.id).toBe(subscription.id);
    const refused = await patch(subscription.id, { frequency: "hourly" });
    expect([refused.status, await refused.json()]).toEqual([422, badFrequency]);
    expect(await api().emails()).toEqual([]);
  });
});

test("an ended subscription is shown, and cannot be ended again", async () => {
  const { id: listId } = await addList(api(), "Fish");
  const { id } = await subscribe(api(), "amina@example.com", listId);
  const unsubscribe = () => api().send("POST", `/unsubscribe/${id}`);
  expect([(await unsubscribe()).status, (await unsubscribe()).status]).toEqual([204, 404]);
  const { subscription } = await api().json("GET", `/subscriptions/${id}`);
  expect(subscription).toMatchObject({ ended_reason: "unsubscribed" });
});

describe("POST /subscriptions/auth-token", () => {
  const send = (body: unknown) => api().send("POST", "/subscriptions/auth-token", body);

  test.each([
    [{}, ["address", "topic_id", "frequency"]],
    [{ address: "a@example.com", topic_id: "fish", frequency: "hourly" }, ["frequency"]],
    [{ address: "a,b@example.com", topic_id: "fish", frequency: "daily" }, ["address"]],
  ])("%j is refused, naming %j", async (body, fields) => {
    const response = await send(body);
    expect(response.status).toBe(422);
    expect(Object.keys(Object(await response.json()).details)).toEqual(fields);
  });

  test("sends a link to confirm by, also to whom the API knows to have an account", async () => {
    await addList(api(), "Fish");
    api().accountApi.know("s1", { email: "amina@example.com" });
    await api().json("POST", "/subscribers/govuk-account/link", { govuk_account_session: "s1" });
    const body = { address: "amina@example.com", topic_id: "fish", frequency: "daily" };
    expect(await (await send(body)).json()).toEqual({});
    const [email] = await api().emails();
    expect(email.subject).toBe("Confirm that you want to get emails from GOV.UK");
    expect(email.links[0].href).toMatch(
      /^https:\/\/www\.gov\.uk\/email\/subscriptions\/authenticate\?token=[\w%-]+&topic_id=fish&frequency=daily$/,
    );
  });
});

describe("POST /subscribers/auth-token", () => {
  const send = (body: unknown) => api().send("POST", "/subscribers/auth-token", body);
  const destination = "/email/manage/authenticate/process";
  const relative = ["must be a root-relative URL"];

  test.each([
    [{}, { address: ["can't be blank"], destination: ["can't be blank"] }],
    [{ address: "x", destination }, { address: ["is not an email address"] }],
    [{ address: "a@example.com", destination: "https://evil.example/" }, { destination: relative }],
    [{ address: "a@example.com", destination: "//evil.example/" }, { destination: relative }],
    [{ address: "a@example.com", destination: "/\\evil.example/" }, { destination: relative }],
  ])("%j is refused", async (body, details) => {
    const response = await send(body);
    expect([response.status, await response.json()]).toEqual([
      422,
      { error: "Unprocessable Entity", details },
    ]);
  });

  test("sends a link to who is known, and refuses who belongs to an account", async () => {
    const address = "amina@example.com";
    expect((await send({ address, destination })).status).toBe(404);
    await subscribe(api(), address, (await addList(api(), "Fish")).id);
    expect((await send({ address: "Amina@example.com", destination })).status).toBe(201);
    const [email] = await api().emails();
    expect(email).toMatchObject({ address, subject: "Change your GOV.UK email preferences" });
    expect(email.links[0].href).toMatch(
      /^https:\/\/www\.gov\.uk\/email\/manage\/authenticate\/process\?token=/,
    );
    api().accountApi.know("s1", { email: address });
    await api().json("POST", "/subscribers/govuk-account/link", { govuk_account_session: "s1" });
    const refused = await send({ address, destination });
    expect([refused.status, await refused.text()]).toEqual([403, ""]);
  });
});
