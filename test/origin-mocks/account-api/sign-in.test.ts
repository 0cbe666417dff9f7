import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createSignInAttempts, stateOf } from "../../../src/origin-mocks/account-api/attempts.ts";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { secureRandom } from "../../../src/origin-mocks/common/random.ts";
import { CLIENT_ID, record, startStack } from "./support.ts";

const stack = await startStack();
beforeEach(() => stack.reset());
afterAll(() => stack.close());

const signIn = (query = "") => stack.json(`/api/oauth2/sign-in${query}`);
const attempts = () => stack.service.stores.attempts.count();
const vtr = async (query: string) => new URL(String((await signIn(query)).auth_uri)).searchParams.get("vtr");

describe("GET /api/oauth2/sign-in", () => {
  test("spells the authentication request as the real service does", async () => {
    const answer = await signIn();
    expect(Object.keys(answer)).toEqual(["auth_uri", "state"]);
    expect(answer.state).toMatch(/^[0-9a-f]{32}:1$/);
    const [start, end] = String(answer.auth_uri).split(/nonce=[0-9a-f]{32}&/);
    expect(start).toBe(`${stack.op.issuer}authorize?client_id=${CLIENT_ID}&`);
    expect(end).toBe(
      "redirect_uri=https%3A%2F%2Fwww.gov.uk%2Fsign-in%2Fcallback&response_type=code" +
        `&scope=openid%20email%20govuk-account&state=${String(answer.state).replace(":", "%3A")}` +
        "&vtr=%5B%22Cl%22%2C%22Cl.Cm%22%5D",
    );
  });

  test("stores an attempt each time, with another state and nonce", async () => {
    const [first, second] = [await signIn(), await signIn()];
    expect(attempts()).toBe(2);
    expect(first.state).not.toBe(second.state);
    const nonces = [first, second].map((each) => new URL(String(each.auth_uri)).searchParams.get("nonce"));
    expect(new Set(nonces).size).toBe(2);
  });

  test.each(["", "?mfa=false", "?mfa=1", "?mfa=TRUE", "?mfa="])(
    "does not ask for MFA with %j",
    async (query) => {
      expect(await vtr(query)).toBe('["Cl","Cl.Cm"]');
    },
  );

  test("of a parameter that is given twice, the last counts", async () => {
    expect(await vtr("?mfa=false&mfa=true")).toBe('["Cl.Cm"]');
    expect((await stack.request("/api/oauth2/sign-in?redirect_path=//x&redirect_path=/x")).status).toBe(200);
  });

  test("asks for MFA with the exact text true", async () => {
    expect(await vtr("?mfa=true")).toBe('["Cl.Cm"]');
  });

  test.each([
    ["//x", 422],
    ["https://x", 422],
    ["http://x", 422],
    ["guidance", 422],
    [" /guidance", 422],
    ["", 200],
    ["  ", 200],
    ["/", 200],
    ["/\\evil.example", 200],
    [`/${"x".repeat(8000)}`, 200],
  ])("a redirect_path of %j is answered %i", async (path, status) => {
    const response = await stack.request(`/api/oauth2/sign-in?redirect_path=${encodeURIComponent(path)}`);
    expect(response.status).toBe(status);
    expect(attempts()).toBe(status === 200 ? 1 : 0);
    if (status === 422)
      expect(await response.json()).toEqual({ status: 422, error: "Unprocessable Content" });
  });

  test("asks for the scopes it is given", async () => {
    const { issuer } = stack.op;
    const { privateKey } = await crypto.subtle.generateKey(
      {
        name: "RSASSA-PKCS1-v1_5",
        modulusLength: 2048,
        publicExponent: new Uint8Array([1, 0, 1]),
        hash: "SHA-512",
      },
      false,
      ["sign", "verify"],
    );
    const other = await startStack({
      provider: { issuer, clientId: "x", privateKey, scope: "openid email" },
    });
    const { auth_uri } = await other.json("/api/oauth2/sign-in");
    expect(String(auth_uri)).toContain("&scope=openid%20email&");
    await other.close();
  });
});

describe("a sign-in attempt", () => {
  test("is swept away by the hourly job once it is older than two hours", async () => {
    stack.clock.advance(30 * 60);
    const state = await stack.begin();
    stack.clock.advance(2 * 3600 - 1);
    expect((await stack.callback({ state })).status).toBe(400);
    stack.clock.advance(3600);
    expect((await stack.callback({ state })).status).toBe(401);
    expect(attempts()).toBe(0);
  });

  test("outlives its two hours until the job comes by", async () => {
    const clock = movableClock(() => 0);
    const store = createSignInAttempts(clock, secureRandom);
    clock.advance(3599);
    const attempt = store.create("/x");
    clock.advance(3600 + 1);
    store.find("unknown:1");
    clock.advance(3599);
    expect(store.find(stateOf(attempt))).toEqual(attempt);
    clock.advance(3600);
    expect(store.find(stateOf(attempt))).toBeUndefined();
  });

  test("is found by both parts of its state, the second read as a number", async () => {
    const state = await stack.begin();
    const [oauthState] = state.split(":");
    for (const good of [state, `${oauthState}:1abc`]) {
      expect((await stack.callback({ state: good })).status).toBe(400);
    }
    const unknown = [
      `${oauthState}`,
      `${oauthState}:`,
      `${oauthState}:2`,
      `${oauthState}:x`,
      `x:1`,
      `${state}:1`,
      ":",
    ];
    for (const bad of unknown) expect((await stack.callback({ state: bad })).status).toBe(401);
  });

  test("is forgotten, the oldest first, when there are more than ten thousand", () => {
    const store = createSignInAttempts(movableClock(), secureRandom);
    const first = store.create(null);
    for (let count = 0; count < 10_000; count += 1) store.create(null);
    expect(store.count()).toBe(10_000);
    expect(store.find(stateOf(first))).toBeUndefined();
  });

  test("carries the path to return to, unchanged", async () => {
    const path = "/transition-check/results?c[]=import-wombats&c[]=practice-wizardry";
    const state = await stack.begin(`?redirect_path=${encodeURIComponent(path)}`);
    const answer = record(await (await stack.callback({ state, code: "good" })).json());
    expect(answer.redirect_path).toBe(path);
  });
});
