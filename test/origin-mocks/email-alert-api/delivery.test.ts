import { describe, expect, test } from "vitest";
import { addList, DELIVERY_TOKEN, PLAIN_TOKEN, subscribe, TOKEN, useEmailAlertApi } from "./support.ts";

const api = useEmailAlertApi();
const address = "somebody@example.com";

async function tell(path: string, body: Record<string, unknown>, token = DELIVERY_TOKEN) {
  const response = await fetch(api().url + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return [response.status, await response.text()];
}

/** Why each subscription of somebody's has ended; null for those that have not. */
async function reasons(): Promise<unknown[]> {
  const { subscriptions } = JSON.parse(await (await fetch(`${api().url}/__mock`)).text());
  return subscriptions.map(({ endedReason }: { endedReason: unknown }) => endedReason);
}

async function subscribed() {
  for (const title of ["One", "Two"]) await subscribe(api(), address, (await addList(api(), title)).id);
}

const delivered = { id: "an id", reference: "an email", to: address, status: "delivered" };

describe("POST /status-updates", () => {
  test.each(["delivered", "temporary-failure", "technical-failure", "pending"])(
    "%s changes nothing",
    async (status) => {
      await subscribed();
      expect(await tell("/status-updates", { ...delivered, status })).toEqual([204, ""]);
      expect(await reasons()).toEqual([null, null]);
    },
  );

  test("permanent-failure ends everything, because nobody reads it, in any letter case", async () => {
    await subscribed();
    const failed = { ...delivered, status: "permanent-failure", to: address.toUpperCase() };
    expect(await tell("/status-updates", failed)).toEqual([204, ""]);
    expect(await reasons()).toEqual(["non_existent_email", "non_existent_email"]);
    expect(await tell("/status-updates", failed)).toEqual([204, ""]);
  });

  test("of an address that nobody has is taken, and one without what it must have is not", async () => {
    const failed = { ...delivered, status: "permanent-failure" };
    expect(await tell("/status-updates", failed)).toEqual([204, ""]);
    for (const missing of ["reference", "status", "to"])
      expect((await tell("/status-updates", { ...failed, [missing]: undefined }))[0]).toBe(400);
  });
});

describe("POST /spam-reports", () => {
  test("ends everything, because it is not wanted", async () => {
    await subscribed();
    expect(await tell("/spam-reports", { reference: "an email", to: address })).toEqual([204, ""]);
    expect(await reasons()).toEqual(["marked_as_spam", "marked_as_spam"]);
    expect((await tell("/spam-reports", {}))[0]).toBe(400);
  });
});

test.each(["/status-updates", "/spam-reports"])(
  "%s is for who delivers, who can do nothing else, and for no application",
  async (path) => {
    const forbidden = {
      message: "Sorry, you don't seem to have the status_updates permission for this app.",
    };
    for (const token of [TOKEN, PLAIN_TOKEN])
      expect(await tell(path, delivered, token)).toEqual([403, JSON.stringify(forbidden)]);
    expect((await tell(path, delivered, "unknown"))[0]).toBe(401);
    expect((await tell("/subscriptions", delivered))[0]).toBe(403);
  },
);
