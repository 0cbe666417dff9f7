/** Of two things that are wrong at once, the one that is looked at first decides; and what it leaves behind. */
import { afterAll, beforeEach, expect, test } from "vitest";
import { startStack } from "./support.ts";

const stack = await startStack();
const { op } = stack;
const { users, attempts, tombstones, logoutNotices } = stack.service.stores;
beforeEach(() => stack.reset());
afterAll(() => stack.close());

const faults = {
  "no state": () => {},
  "an unknown state": () => {},
  "no code": () => {},
  "a code that is refused": () => {
    op.script.tokenStatus = 400;
  },
  "an ID token that is not good": () => {
    op.script.claims = { aud: "somebody-else" };
  },
  "no userinfo": () => {
    op.script.userinfo = [{ status: 503, body: "" }];
  },
  "a tombstone": () => tombstones.add(op.script.sub),
  "an address that is taken": () => {
    users.update(users.create("somebody-else"), { email: "amina@example.com" });
  },
};
type Fault = keyof typeof faults;

const json = (status: number, error: string) => JSON.stringify({ status, error });
const badRequest = json(400, "Bad Request");
const serverError = json(500, "Internal Server Error");
const singleSignOn = '{"message":"Bearer token does not appear to be valid"}';

interface Left {
  readonly attempt: boolean;
  /** How often the provider was asked for tokens, and for userinfo. */
  readonly asked: readonly [tokens: number, userinfo: number];
  readonly userMade: boolean;
  readonly noticeGone: boolean;
  readonly sensitive: number;
}
const untouched: Left = {
  ...{ attempt: true, asked: [0, 0], userMade: false, noticeGone: false, sensitive: 0 },
};

const rows: readonly [Fault, Fault | null, number, string, Partial<Left>][] = [
  ["no state", "no code", 400, badRequest, {}],
  ["an unknown state", "no code", 401, singleSignOn, {}],
  ["no code", "a code that is refused", 400, badRequest, {}],
  ["a code that is refused", "an ID token that is not good", 401, singleSignOn, { asked: [1, 0] }],
  ["an ID token that is not good", "no userinfo", 500, serverError, { asked: [1, 0] }],
  ["no userinfo", "a tombstone", 401, singleSignOn, { asked: [1, 2] }],
  // The user is made, and with that the notice is gone, before the tombstone is seen.
  [
    "a tombstone",
    "an address that is taken",
    500,
    serverError,
    { attempt: false, asked: [1, 1], userMade: true, noticeGone: true },
  ],
  [
    "an address that is taken",
    null,
    500,
    "",
    { attempt: false, asked: [1, 1], userMade: true, noticeGone: true, sensitive: 1 },
  ],
];

test.each(rows)("%s goes before %s: %i", async (first, second, status, text, left) => {
  logoutNotices.add(op.script.sub);
  const state = await stack.begin();
  for (const fault of [first, ...(second ? [second] : [])]) faults[fault]();
  const missing = (fault: Fault) => first === fault || second === fault;
  const response = await stack.callback({
    ...(!missing("no state") && { state: missing("an unknown state") ? "unknown:1" : state }),
    ...(!missing("no code") && { code: "a-code" }),
  });
  expect([response.status, await response.text()]).toEqual([status, text]);
  expect({
    attempt: attempts.count() === 1,
    asked: [op.calls.tokens.length, op.calls.userinfo],
    userMade: users.find(op.script.sub) !== undefined,
    noticeGone: !logoutNotices.has(op.script.sub),
    sensitive: stack.service.faults.sensitive,
  }).toEqual({ ...untouched, ...left });
});

test("of a known user without an address: the notice outlives a failure of userinfo", async () => {
  users.create(op.script.sub);
  logoutNotices.add(op.script.sub);
  faults["no userinfo"]();
  const response = await stack.callback({ state: await stack.begin(), code: "a-code" });
  expect([response.status, await response.text()]).toEqual([500, ""]);
  expect([logoutNotices.has(op.script.sub), attempts.count()]).toEqual([true, 0]);
});

test("the session is refused when it is built, so that what a deleted user left is not asked for", async () => {
  users.create(op.script.sub);
  faults["a tombstone"]();
  expect((await stack.callback({ state: await stack.begin(), code: "a-code" })).status).toBe(500);
  expect(op.calls.userinfo).toBe(0);
});
