import { expect, test } from "vitest";
import { sessionCookieFor } from "../../src/edge/account/cookie.ts";
import { presentFields, sessionChange, withSessionChange } from "../../src/edge/account/response.ts";
import { type Fields, fieldValue } from "../../src/edge/fields/fields.ts";

const cookie = sessionCookieFor("https", "www.gov.uk");

const presented: [
  what: string,
  vary: string[],
  cacheControl: string | null,
  seen: [string | null, string | null],
][] = [
  ["a page for all", ["Accept-Encoding"], "max-age=60, public", ["Accept-Encoding", "max-age=60, public"]],
  [
    "a page that varies on the session",
    ["GOVUK-Account-Session"],
    "max-age=60, public",
    ["Cookie", "max-age=60, private"],
  ],
  ["no Cache-Control", ["GOVUK-Account-Session-Exists"], null, ["Cookie", "private"]],
  ["public alone", ["GOVUK-Account-Session-Flash"], "public", ["Cookie", "private"]],
  ["private already", ["GOVUK-Account-Session"], "private, max-age=60", ["Cookie", "max-age=60, private"]],
  ["any letter case", ["govuk-ACCOUNT-session"], "PUBLIC, max-age=60", ["Cookie", "max-age=60, private"]],
  [
    "other members, in order",
    ["B, GOVUK-Account-Session, A"],
    "max-age=1",
    ["B, A, Cookie", "max-age=1, private"],
  ],
  [
    "a member twice",
    ["GOVUK-Account-Session, GOVUK-Account-Session"],
    "max-age=1",
    ["Cookie", "max-age=1, private"],
  ],
  ["several Vary lines", ["X", "GOVUK-Account-Session"], "max-age=1", ["X, Cookie", "max-age=1, private"]],
  [
    "a name that only contains ours",
    ["X-GOVUK-Account-Session-Y"],
    "public",
    ["X-GOVUK-Account-Session-Y", "public"],
  ],
];

test.each(presented)("presents %s", (_what, vary, cacheControl, seen) => {
  const fields: Fields = [
    ...vary.map((value): [string, string] => ["Vary", value]),
    ...(cacheControl === null ? [] : [["Cache-Control", cacheControl] as const]),
  ];
  const result = presentFields(fields);
  expect([fieldValue(result, "vary"), fieldValue(result, "cache-control")]).toEqual(seen);
});

test("keeps the internal headers inside", () => {
  const fields: Fields = [
    ["govuk-ACCOUNT-session", "abc"],
    ["GOVUK-Account-End-Session", "1"],
    ["X", "y"],
  ];
  expect(presentFields(fields)).toEqual([["X", "y"]]);
});

test.each(["GOVUK-Account-Session-Exists", "govuk_account_session", "GOVUK-Account-Anything"])(
  "%s never leaves the edge",
  (name) => expect(presentFields([[name, "x"]])).toEqual([]),
);

test("a Vary member spelt with underscores is the same member", () => {
  expect(presentFields([["Vary", "GOVUK_Account_Session"]])).toEqual([
    ["Vary", "Cookie"],
    ["Cache-Control", "private"],
  ]);
});

test("ends the session whatever the value, and whatever else is sent", () => {
  for (const value of ["1", "", "0"]) {
    expect(
      sessionChange([
        ["GOVUK-Account-End-Session", value],
        ["GOVUK-Account-Session", "abc"],
      ]),
    ).toEqual({ kind: "end" });
  }
});

const invalid = ["", "a;b", 'a"b', "a b", "a\\b", "x".repeat(8193)];

test.each(invalid)("sets no cookie for the bad value %j, and lets nobody store the response", (value) => {
  const change = sessionChange([["GOVUK-Account-Session", value]]);
  expect(change.kind).toBe("invalid");
  const fields = withSessionChange([["Cache-Control", "max-age=60"]], change, cookie);
  expect(fields).toEqual([["Cache-Control", "max-age=60, no-store"]]);
});

test("several session lines are no value that anybody meant", () => {
  expect(
    sessionChange([
      ["GOVUK-Account-Session", "a"],
      ["GOVUK-Account-Session", "b"],
    ]).kind,
  ).toBe("invalid");
});

test("adds its cookie beside the origin's, with no-store once", () => {
  const fields: Fields = [
    ["Set-Cookie", "a=b"],
    ["Cache-Control", "no-store, max-age=60"],
  ];
  expect(withSessionChange(fields, { kind: "set", value: "new" }, cookie)).toEqual([
    ["Set-Cookie", "a=b"],
    ["Cache-Control", "max-age=60, no-store"],
    ["Set-Cookie", "__Host-govuk_account_session=new; secure; httponly; samesite=lax; path=/"],
  ]);
});
