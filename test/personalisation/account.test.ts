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

describe("reading a request", () => {
  it.each<[string | undefined, boolean, string | null, string[], object]>([
    [undefined, false, null, [], untouched],
    ["", false, null, [], untouched],
    [" ", false, null, [], untouched],
    ["$$", false, null, [], untouched],
    ["abc", true, "abc", [], untouched],
    ["abc$$", true, "abc", [], untouched],
    ["abc$$f", true, "abc", ["f"], sent("abc")],
    ["abc$$f,g", true, "abc", ["f", "g"], sent("abc")],
    ["abc$$f,f", true, "abc", ["f"], sent("abc")],
    ["abc$$f$$g", true, "abc", ["f"], sent("abc")],
    ["abc$$,f", true, "abc", ["", "f"], sent("abc")],
    ["abc$$bad message!", true, "abc", ["bad message!"], sent("abc")],
    ["$$f", false, "", ["f"], sent("")],
  ])("with session %j", (value, loggedIn, expected, flash, response) => {
    const account = accountWith(value);
    expect(account.loggedIn).toBe(loggedIn);
    expect(account.session).toBe(expected);
    expect([...account.flash]).toEqual(flash);
    expect(applied(account)).toEqual(response);
  });
});

describe("changing the session", () => {
  it.each<[string, string | undefined, (account: Account) => void, object]>([
    ["setting a new value sends it", "abc", (a) => a.setSession("xyz"), sent("xyz")],
    ["setting nothing sends what was there", "abc", (a) => a.setSession(), sent("abc")],
    ["setting null keeps what was there", "abc", (a) => a.setSession(null), sent("abc")],
    ["setting nothing without a session sends no header", undefined, (a) => a.setSession(), sent(null)],
    ["adding a message without a session makes one", undefined, (a) => a.flashAdd("x"), sent("$$x")],
    ["keeping nothing still sends the session", "abc", (a) => a.flashKeep(), sent("abc")],
    ["a refused message changes nothing", "abc", (a) => a.flashAdd("bad message"), untouched],
    ["logging out ends it", "abc", (a) => a.logout(), ended()],
    ["logging out after a message was read sends both", "abc$$a", (a) => a.logout(), ended("abc")],
  ])("%s", (_sentence, value, change, expected) => {
    const account = accountWith(value);
    change(account);
    expect(applied(account)).toEqual(expected);
  });

  it("keeps messages across a new value", () => {
    const account = accountWith("abc$$a");
    account.flashKeep();
    account.setSession("xyz");
    expect(applied(account)).toEqual(sent("xyz$$a"));
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

  it("puts kept messages before those added, whichever came first", () => {
    const kept = accountWith("abc$$a,b");
    kept.flashKeep();
    kept.flashAdd("new");
    expect(applied(kept)).toEqual(sent("abc$$a,b,new"));

    const added = accountWith("abc$$a,b");
    added.flashAdd("new");
    added.flashKeep();
    expect(applied(added)).toEqual(sent("abc$$a,b,new"));
  });

  it("forgets the session at logout, but sends one that is set afterwards beside the end", () => {
    const account = accountWith("abc");
    account.logout();
    expect(account.session).toBeNull();
    expect(account.loggedIn).toBe(false);
    account.setSession("xyz");
    expect(applied(account)).toEqual(ended("xyz"));
  });

  it("keeps a message that was added before logout", () => {
    const account = accountWith("abc");
    account.flashAdd("x");
    account.logout();
    expect(applied(account)).toEqual(ended("abc$$x"));
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

it("replaces a Cache-Control that would let a changed session be stored", () => {
  const headers = new Headers({ "Cache-Control": "max-age=300, public" });
  expect(applied(accountWith("abc$$f"), headers).cacheControl).toBe("no-store");
});

it("leaves the Cache-Control of a page that only reads the session", () => {
  const headers = new Headers({ "Cache-Control": "max-age=300, public" });
  expect(applied(accountWith("abc"), headers).cacheControl).toBe("max-age=300, public");
});
