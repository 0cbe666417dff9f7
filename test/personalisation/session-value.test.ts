import { describe, expect, it } from "vitest";
import { decodeSession, encodeSession, gemVersion, isValidMessage } from "../../src/personalisation/index.ts";

const messages = ["foo", "bar", "baz"];

describe("decodeSession", () => {
  it.each([
    [null, null],
    [undefined, null],
    ["", null],
    [" ", null],
    ["$$", null],
    ["$$$$", null],
    ["session-id", { session: "session-id", messages: [] }],
    ["session-id$$foo,bar,baz", { session: "session-id", messages }],
    ["session-id$$", { session: "session-id", messages: [] }],
    ["abc$$f,f", { session: "abc", messages: ["f", "f"] }],
    ["abc$$f,", { session: "abc", messages: ["f"] }],
    ["abc$$f$$g", { session: "abc", messages: ["f"] }],
    ["abc$$,f", { session: "abc", messages: ["", "f"] }],
    ["abc$$$$g", { session: "abc", messages: [] }],
    ["abc$$bad message!", { session: "abc", messages: ["bad message!"] }],
    ["$$f", { session: "", messages: ["f"] }],
    ["a$b=", { session: "a$b=", messages: [] }],
  ])("takes %j apart", (encoded, expected) => {
    expect(decodeSession(encoded)).toEqual(expected);
  });
});

describe("encodeSession", () => {
  it.each([
    ["session-id", messages, "session-id$$foo,bar,baz"],
    ["session-id", [], "session-id"],
    ["session-id", null, "session-id"],
    ["session-id", undefined, "session-id"],
    ["", ["f"], "$$f"],
    [null, ["f"], "$$f"],
    ["", [], ""],
    [null, [], null],
  ])("puts %j and %j together", (session, list, expected) => {
    expect(encodeSession(session, list)).toBe(expected);
  });

  it("is undone by decodeSession", () => {
    const encoded = encodeSession("session-id", messages);
    expect(decodeSession(encoded)).toEqual({ session: "session-id", messages });
  });
});

describe("isValidMessage", () => {
  it.each([
    ["123-Message-With-_-And-.-In-It-456", true],
    ["a$$b", false],
    ["a,b", false],
    ["a b", false],
    ["a\n", false],
    ["é", false],
    ["", false],
    [null, false],
    [undefined, false],
  ])("of %j is %s", (message, expected) => {
    expect(isValidMessage(message)).toBe(expected);
  });
});

it("says which release of the gem it behaves like", () => {
  expect(gemVersion).toBe("1.2.0");
});
