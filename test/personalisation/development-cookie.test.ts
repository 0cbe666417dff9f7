import { describe, expect, it } from "vitest";
import { type Account, createAccount } from "../../src/personalisation/index.ts";

const now = () => Date.UTC(2026, 0, 1, 12);
const scope = "Domain=dev.gov.uk; Path=/";

function develop(headers: Record<string, string>): Account {
  return createAccount(new Headers(headers), { development: true, now });
}

function cookies(account: Account): string[] {
  const headers = new Headers();
  account.apply(headers);
  return headers.getSetCookie();
}

describe("the development cookie is read", () => {
  it.each([
    ["govuk_account_session=abc", "abc", []],
    ["other=1; govuk_account_session=abc%3D%24%24f%2Cg", "abc=", ["f", "g"]],
    ["govuk_account_session=abc$$f", "abc", ["f"]],
    ["govuk_account_session=first; govuk_account_session=second", "first", []],
    ["govuk_account_session=%E0%A4", "%E0%A4", []],
    ["govuk_account_session=", null, []],
    ["govuk_account_session=a%0D%0AX", null, []],
    ["govuk_account_session=%E2%82%AC", null, []],
    ["__Host-govuk_account_session=abc", null, []],
  ])("from %j", (cookie, session, flash) => {
    const account = develop({ Cookie: cookie });
    expect(account.session).toBe(session);
    expect([...account.flash]).toEqual(flash);
  });

  it.each(["", " ", "header"])("not when there is a header %j", (value) => {
    const account = develop({ Cookie: "govuk_account_session=cookie", "GOVUK-Account-Session": value });
    expect(account.session).toBe(value.trim() || null);
  });

  it("not outside development", () => {
    const account = createAccount(new Headers({ Cookie: "govuk_account_session=abc" }));
    expect(account.session).toBeNull();
  });
});

describe("the development cookie is written", () => {
  const value = (encoded: string) => [`govuk_account_session=${encoded}; ${scope}; SameSite=Lax`];
  const end = [`govuk_account_session=; ${scope}; Expires=Thu, 01 Jan 2026 11:59:59 GMT; SameSite=Lax`];

  it.each<[string, (account: Account) => void, string[]]>([
    ["not when the session is only read", () => {}, []],
    ["with a new value", (a) => a.setSession("x="), value("x%3D")],
    ["with a message, URL-encoded", (a) => a.flashAdd("f"), value("abc%24%24f")],
    [
      "with messages, URL-encoded",
      (a) => {
        a.flashAdd("f");
        a.flashAdd("g");
      },
      value("abc%24%24f%2Cg"),
    ],
    ["empty and expired at logout", (a) => a.logout(), end],
    [
      "by the last call: setting after logout signs in again",
      (a) => {
        a.logout();
        a.setSession("x");
      },
      value("x"),
    ],
    [
      "by the last call: logout after setting ends it",
      (a) => {
        a.setSession("x");
        a.logout();
      },
      end,
    ],
    [
      "as ended when there is nothing to set after logout",
      (a) => {
        a.logout();
        a.setSession();
      },
      end,
    ],
  ])("%s", (_sentence, change, expected) => {
    const account = develop({ Cookie: "govuk_account_session=abc" });
    change(account);
    expect(cookies(account)).toEqual(expected);
  });

  it("without the messages that were read", () => {
    expect(cookies(develop({ Cookie: "govuk_account_session=abc%24%24f" }))).toEqual(value("abc"));
  });

  it("not outside development", () => {
    const account = createAccount(new Headers({ "GOVUK-Account-Session": "abc" }));
    account.setSession("x");
    account.logout();
    expect(cookies(account)).toEqual([]);
  });
});
