import { describe, expect, it } from "vitest";
import { type Account, createAccount } from "../../src/personalisation/index.ts";

const session = "GOVUK-Account-Session";

function accountWith(value?: string): Account {
  return createAccount(new Headers(value === undefined ? {} : { [session]: value }));
}

function applied(account: Account, headers = new Headers()) {
  account.apply(headers);
  return {
    session: headers.get(session),
    ended: headers.get("GOVUK-Account-End-Session"),
    cacheControl: headers.get("Cache-Control"),
  };
}

const untouched = { session: null, ended: null, cacheControl: null };
const sent = (value: string | null) => ({ session: value, ended: null, cacheControl: "no-store" });
const ended = (value: string | null = null) => ({ session: value, ended: "1", cacheControl: "no-store" });

describe("changing the session", () => {
  it("takes null for nothing new, and the empty string for a value", () => {
    const account = accountWith("abc");
    account.setSession(null);
    expect(applied(account)).toEqual(sent("abc"));
    const emptied = accountWith("abc");
    emptied.setSession("");
    expect(emptied.loggedIn).toBe(false);
    expect(applied(emptied)).toEqual(sent(""));
  });

  it("adds each message once, in order, and drops the old ones", () => {
    const account = accountWith("abc$$old");
    expect(["x", "y", "bad,msg", "x"].map((message) => account.flashAdd(message))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(account.flashAdd(null)).toBe(false);
    expect([...account.flash]).toEqual(["old"]);
    expect(applied(account)).toEqual(sent("abc$$x,y"));
  });

  it("forgets the session at logout, but sends one that is set afterwards beside the end", () => {
    const account = accountWith("abc");
    account.logout();
    expect(account.session).toBeNull();
    expect(account.loggedIn).toBe(false);
    account.setSession("xyz");
    expect(applied(account)).toEqual(ended("xyz"));
  });
});

describe("Vary", () => {
  it.each([
    [undefined, undefined, session],
    [undefined, "Accept", `Accept, ${session}`],
    [undefined, session, `${session}, ${session}`],
    [[`${session}-Exists`, `${session}-Flash`], "Accept", `Accept, ${session}-Exists, ${session}-Flash`],
    [[], "Accept", "Accept"],
    [[], undefined, null],
  ])("with the option %j is added to %j", (vary, present, expected) => {
    const headers = new Headers(present ? { Vary: present } : {});
    createAccount(new Headers(), vary ? { vary } : {}).apply(headers);
    expect(headers.get("Vary")).toBe(expected);
  });
});

describe("what is said too late, or is not to be said", () => {
  it("a change after the headers were written throws, and nothing else does", () => {
    const account = accountWith("abc$$f");
    expect(applied(account)).toEqual(sent("abc"));
    const tooLate = "after the headers of the response were written";
    expect(() => account.setSession("x")).toThrow(tooLate);
    expect(() => account.logout()).toThrow(tooLate);
    expect(() => account.flashAdd("x")).toThrow(tooLate);
    expect(() => account.flashKeep()).toThrow(tooLate);
    expect(() => account.varyOn([])).toThrow(tooLate);
    expect(account.flashAdd("bad message")).toBe(false);
    expect(account.loggedIn).toBe(true);
    expect(applied(account)).toEqual(sent("abc"));
  });

  it.each(["secret\r\nX: 1", "secret\u0000", "secret€"])("no session is set that cannot be sent", (value) => {
    const account = accountWith("abc");
    expect(() => account.setSession(value)).toThrow(TypeError);
    expect(() => account.setSession(value)).not.toThrow("secret");
    expect(applied(account)).toEqual(untouched);
  });

  it("as JSON it does not have the session", () => {
    expect(JSON.stringify({ account: accountWith("secret$$f") })).toBe('{"account":{"loggedIn":true}}');
  });
});

it("a page may vary on less than the session, and say so itself", () => {
  const account = accountWith("abc");
  account.varyOn([`${session}-Exists`]);
  const headers = new Headers({ Vary: "Accept" });
  account.apply(headers);
  expect(headers.get("Vary")).toBe(`Accept, ${session}-Exists`);
});
