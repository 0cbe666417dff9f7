import { describe, expect, it } from "vitest";
import {
  accountOutcome,
  expectFlash,
  expectLoggedOut,
  expectSession,
  expectSessionUntouched,
  expectVary,
  mockLoggedInSession,
} from "../../src/personalisation/testing.ts";
import { core } from "./gem-app.ts";

const session = "GOVUK-Account-Session";
const noStore = { "Cache-Control": "no-store" };
const answer = (headers: Record<string, string>) => new Response(null, { headers });

describe("mockLoggedInSession", () => {
  it.each([
    [mockLoggedInSession(), "placeholder"],
    [mockLoggedInSession("abc"), "abc"],
    [mockLoggedInSession("abc", null), "abc"],
    [mockLoggedInSession("abc", ["f", "g"]), "abc$$f,g"],
    [mockLoggedInSession(undefined, new Set(["f"])), "placeholder$$f"],
  ])("is the header of somebody who is signed in", (headers, expected) => {
    expect(headers).toEqual({ [session]: expected });
  });

  it("signs in", async () => {
    const response = await core(new Request("http://x/show", { headers: mockLoggedInSession("abc", ["f"]) }));
    expect(await response.json()).toEqual({ logged_in: true, account_session_header: "abc", flash: ["f"] });
  });
});

describe("accountOutcome", () => {
  it("is what a response says of the session", () => {
    const headers = { [session]: "abc$$f,g", "Cache-Control": "private, No-Store", Vary: "Accept,Origin" };
    const said = { vary: ["Accept", "Origin"], session: "abc", flash: ["f", "g"] };
    expect(accountOutcome(answer(headers))).toEqual({ ...said, loggedOut: false, noStore: true });
  });

  it.each([
    ["of the web", new Headers({ [session]: "abc", "GOVUK-Account-End-Session": "" })],
    ["in a response", answer({ [session]: "abc", "GOVUK-Account-End-Session": "" })],
    ["of Node", { headers: { "govuk-account-session": "abc", "govuk-account-end-session": "" } }],
    ["of another Headers", { headers: { get: (name: string) => (name === session ? "abc" : "") } }],
  ])("reads headers %s", (_kind, response) => {
    expect(accountOutcome(response)).toMatchObject({ session: "abc", loggedOut: true, noStore: false });
  });

  it("reads headers that have several lines, or none", () => {
    const headers = { vary: ["Accept", "Origin"], "govuk-account-session": undefined };
    expect(accountOutcome({ headers })).toMatchObject({ vary: ["Accept", "Origin"], session: null });
  });

  it("tells an empty session from none", () => {
    expect(accountOutcome(answer({ [session]: "" })).session).toBe("");
    expect(accountOutcome(answer({})).session).toBeNull();
  });
});

describe("what is expected of a response", () => {
  it.each<[string, () => void]>([
    ["Vary", () => expectVary(answer({ Vary: `accept, ${session.toLowerCase()}` }))],
    ["Vary on others", () => expectVary(answer({ Vary: "Accept, A, B" }), "b", "a")],
    ["a session", () => expectSession(answer({ ...noStore, [session]: "abc$$f" }), "abc")],
    ["messages", () => expectFlash(answer({ ...noStore, [session]: "abc$$f,g" }), "f", "g")],
    ["no messages", () => expectFlash(answer({}))],
    ["the end", () => expectLoggedOut(answer({ ...noStore, "GOVUK-Account-End-Session": "1" }))],
    ["nothing", () => expectSessionUntouched(answer({ Vary: session }))],
  ])("holds for %s", (_what, check) => {
    expect(check).not.toThrow();
  });

  it.each<[string, () => void]>([
    [
      `expected Vary to name ${session}, and found ${session}-Exists`,
      () => expectVary(answer({ Vary: `${session}-Exists` })),
    ],
    ["expected Vary to name B, and found A", () => expectVary(answer({ Vary: "A" }), "A", "B")],
    [`expected Vary to name ${session}, and found no Vary`, () => expectVary(answer({}))],
    [
      'expected the session "abc", and found "xyz"',
      () => expectSession(answer({ ...noStore, [session]: "xyz" }), "abc"),
    ],
    ['expected the session "abc", and found none', () => expectSession(answer({}), "abc")],
    [
      "expected Cache-Control: no-store, and found a response that may be stored",
      () => expectSession(answer({ [session]: "abc" }), "abc"),
    ],
    [
      'expected the messages ["f"], and found ["g","f"]',
      () => expectFlash(answer({ ...noStore, [session]: "abc$$g,f" }), "f"),
    ],
    ['expected the messages [], and found ["f"]', () => expectFlash(answer({ [session]: "abc$$f" }))],
    ["expected Cache-Control: no-store", () => expectFlash(answer({ [session]: "abc$$f" }), "f")],
    ["expected the header GOVUK-Account-End-Session, and found none", () => expectLoggedOut(answer(noStore))],
    ["expected Cache-Control: no-store", () => expectLoggedOut(answer({ "GOVUK-Account-End-Session": "1" }))],
    [
      `expected no header ${session}, and found "abc"`,
      () => expectSessionUntouched(answer({ [session]: "abc" })),
    ],
    [
      "expected no header GOVUK-Account-End-Session, and found one",
      () => expectSessionUntouched(answer({ "GOVUK-Account-End-Session": "1" })),
    ],
  ])("fails with: %s", (message, check) => {
    expect(check).toThrow(expect.objectContaining({ name: "AssertionError" }));
    expect(check).toThrow(message);
  });

  it("does not show a long session whole", () => {
    const long = "0123456789".repeat(40);
    const check = () => expectSession(answer({ ...noStore, [session]: `${long}x` }), long);
    expect(check).toThrow('expected the session "012345…" (400 characters), and found "012345…" (401 char');
  });
});
