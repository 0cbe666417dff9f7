import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { record, signInTo, startStack } from "./support.ts";

const stack = await startStack();
const { users, attempts, tombstones, logoutNotices } = stack.service.stores;
beforeEach(() => stack.reset());
afterAll(() => stack.close());

/** What was saved, as a file would give it back. */
const written = () => JSON.parse(JSON.stringify(stack.save()));

describe("what account-api remembers", () => {
  test("can be written down and put back: users, attempts, tombstones, notices, logout tokens", async () => {
    const session = await signInTo(stack);
    users.create("second", "old");
    const state = await stack.begin("?redirect_path=/x");
    tombstones.add("gone");
    logoutNotices.add("second");
    logoutNotices.isNewToken("a-token");
    const saved = written();
    stack.reset();
    expect(users.list()).toEqual([]);
    stack.restore(saved);
    expect(written()).toEqual(saved);
    expect((await stack.request("/api/user", stack.withSession(session))).status).toBe(200);
    expect(record(await (await stack.callback({ state, code: "good" })).json()).redirect_path).toBe("/x");
    expect([tombstones.has("gone"), logoutNotices.has("second")]).toEqual([true, true]);
    expect(logoutNotices.isNewToken("a-token")).toBe(false);
    // Ids are never given twice.
    expect([users.create("third").id, attempts.create(null).id]).toEqual([3, 3]);
  });

  test("goes on by the clock: what was saved grows old", () => {
    tombstones.add("gone");
    logoutNotices.isNewToken("a-token");
    const saved = written();
    stack.clock.advance(121);
    stack.restore(saved);
    expect([logoutNotices.isNewToken("a-token"), tombstones.has("gone")]).toEqual([true, true]);
    stack.clock.advance(31 * 24 * 3600);
    expect(tombstones.has("gone")).toBe(false);
  });

  test("is a copy: what happens later does not change it", async () => {
    await signInTo(stack);
    const saved = stack.save();
    users.create("later");
    tombstones.add("later");
    stack.restore(saved);
    expect([users.list().length, tombstones.has("later")]).toEqual([1, false]);
  });
});

const user = {
  ...{ id: 1, sub: "a", legacySub: null, email: "a@example.com", emailVerified: true },
  ...{ localAttribute: null, testMfaAttribute: null },
};
const good = {
  users: { lastId: 1, rows: [user] },
  attempts: { lastId: 0, attempts: [] },
  tombstones: [],
  logoutNotices: { notices: [], tokens: [] },
};
const usersWith = (...rows: unknown[]) => ({ ...good, users: { lastId: 9, rows } });

describe("a state that is not valid", () => {
  test("is this one not", () => {
    stack.restore(good);
    expect(written()).toEqual(good);
  });

  test.each([
    ["nothing", undefined, /expected object/],
    ["text", "{}", /expected object/],
    ["without users", { ...good, users: undefined }, /users/],
    ["with more than there is", { ...good, sessions: [] }, /sessions/],
    ["with a user without a sub", usersWith({ ...user, sub: "" }), /users\.rows\[0\]\.sub/],
    ["with a user whose id is text", usersWith({ ...user, id: "1" }), /users\.rows\[0\]\.id/],
    ["with two users of one sub", usersWith(user, { ...user, id: 2, email: null }), /rows\[1\]\.sub/],
    ["with two users of one address", usersWith(user, { ...user, id: 2, sub: "b" }), /rows\[1\]\.email/],
    ["that would give an id twice", { ...good, users: { lastId: 0, rows: [user] } }, /users\.lastId/],
    ["with a tombstone without a time", { ...good, tombstones: [["a"]] }, /tombstones\[0\]/],
    ["with a notice that is none", { ...good, logoutNotices: { notices: {}, tokens: [] } }, /notices/],
  ])("%s is refused by name, and changes nothing", (_, state, message) => {
    users.create("before");
    const before = written();
    expect(() => stack.restore(state)).toThrow(message);
    expect(() => stack.restore(state)).toThrow("The state of account-api is not valid");
    expect(written()).toEqual(before);
  });

  test("is refused without showing anybody's address", () => {
    const twice = usersWith(user, { ...user, id: 2, sub: "b" });
    expect(() => stack.restore(twice)).toThrow(/^((?!@)[\s\S])*$/);
  });
});
