import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSessionCodec } from "../../../src/origin-mocks/account-api/session.ts";
import { secureRandom } from "../../../src/origin-mocks/common/random.ts";
import { createSeal } from "../../../src/origin-mocks/common/seal.ts";

const seal = createSeal("secret", secureRandom);
const sessions = createSessionCodec(seal);
const session = {
  userId: "urn:fdc:gov.uk:2022:JG0RJI1pYbnanbvPs-j4j5-a-PFcmhry9Qu9NCEp5d4",
  mfa: true,
  idToken: null,
};
const fields = { id_token: null, user_id: "sub", digital_identity_session: true, mfa: true, version: 1 };
const ALPHABET = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=$ ~é"];

describe("a session value", () => {
  test("carries any session there and back, in its own alphabet", async () => {
    const any = fc.record({
      userId: fc.string({ minLength: 1, unit: "grapheme" }),
      mfa: fc.boolean(),
      idToken: fc.option(fc.string()),
    });
    await fc.assert(
      fc.asyncProperty(any, async (original) => {
        const value = await sessions.encode(original);
        expect(value).toMatch(/^[A-Za-z0-9_-]+={0,2}$/);
        expect(value.length % 4).toBe(0);
        expect(await sessions.decode(value)).toEqual(original);
      }),
    );
  });

  test("is not accepted when any one of its characters is changed", async () => {
    const value = await sessions.encode(session);
    const position = fc.nat(value.length - 1);
    await fc.assert(
      fc.asyncProperty(position, fc.constantFrom(...ALPHABET), async (at, character) => {
        fc.pre(value[at] !== character);
        expect(await sessions.decode(value.slice(0, at) + character + value.slice(at + 1))).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test("is not accepted when its last character is changed, whatever the length leaves unused in it", async () => {
    for (let length = 1; length <= 6; length += 1) {
      const value = await sessions.encode({ ...session, userId: "x".repeat(length) });
      const at = value.replace(/=+$/, "").length - 1;
      for (const character of ALPHABET.filter((each) => each !== value[at])) {
        expect(await sessions.decode(value.slice(0, at) + character + value.slice(at + 1))).toBeNull();
      }
    }
  });

  test("is not accepted when characters are added or taken away", async () => {
    const value = await sessions.encode(session);
    // The first is a UTF-8 byte order mark, which a lenient reader would drop.
    const altered = [
      `77u_${value}`,
      `${value}=`,
      `${value}AAAA`,
      value.slice(1),
      value.slice(0, -4),
      value + value,
    ];
    for (const each of altered) expect(await sessions.decode(each)).toBeNull();
  });

  test("is a different text each time, and short", async () => {
    const values = await Promise.all(Array.from({ length: 20 }, () => sessions.encode(session)));
    expect(new Set(values).size).toBe(20);
    for (const value of values) expect(value.length).toBeLessThan(500);
  });

  test.each(["$$", "$$saved", "$$saved,other", "$$a$$b"])("is read without its flash %s", async (flash) => {
    expect(await sessions.decode((await sessions.encode(session)) + flash)).toEqual(session);
  });

  test.each([
    undefined,
    "",
    " ",
    "$$",
    "$$flash",
    "not-a-base64-string",
    ".",
    "YQ==",
    "YSQkYg==",
    "x".repeat(9000),
  ])("is none when it is %j", async (value) => {
    expect(await sessions.decode(value)).toBeNull();
  });

  test("is none under another secret", async () => {
    const others = createSessionCodec(createSeal("another secret", secureRandom));
    expect(await others.decode(await sessions.encode(session))).toBeNull();
  });

  const { mfa: _, ...withoutMfa } = fields;
  const { digital_identity_session: __, ...tooOld } = fields;
  const { version: ___, ...withoutVersion } = fields;
  test.each([
    ["with all five fields", fields, { userId: "sub", mfa: true, idToken: null }],
    ["with an ID token", { ...fields, id_token: "a.b.c" }, { userId: "sub", mfa: true, idToken: "a.b.c" }],
    ["without mfa", withoutMfa, { userId: "sub", mfa: false, idToken: null }],
    ["without digital_identity_session", tooOld, null],
    ["with digital_identity_session false", { ...fields, digital_identity_session: false }, null],
    ["without a version", withoutVersion, null],
    ["of version 2", { ...fields, version: 2 }, null],
    ["without a user", { ...fields, user_id: undefined }, null],
    ["that is not an object", "text", null],
  ])("%s", async (_name, sealed, expected) => {
    expect(await sessions.decode(await seal.seal(JSON.stringify(sealed)))).toEqual(expected);
  });

  test("is none when what was sealed is not JSON", async () => {
    expect(await sessions.decode(await seal.seal("{"))).toBeNull();
  });

  test("holds exactly the five fields", async () => {
    const text = await seal.open(await sessions.encode({ userId: "sub", mfa: true, idToken: null }));
    expect(JSON.parse(text ?? "")).toEqual(fields);
  });
});
