import { describe, expect, test } from "vitest";
import { answerReader } from "../../bench/answer-reader.ts";

const answer = "HTTP/1.1 200 OK\r\nVary: Cookie\r\ncontent-length: 5\r\n\r\nhello";

/** What is said of each piece. */
function said(...pieces: string[]): boolean[] {
  const read = answerReader();
  return pieces.map((piece) => read(Buffer.from(piece, "latin1")));
}

test("an answer ends with the last byte of its body, however it is cut", () => {
  expect(said(answer)).toEqual([true]);
  for (let at = 1; at < answer.length; at += 1) {
    expect(said(answer.slice(0, at), answer.slice(at))).toEqual([false, true]);
  }
  expect(said(...answer)).toEqual([...Array.from({ length: answer.length - 1 }, () => false), true]);
});

test("the next answer on the connection is read as the first was", () => {
  expect(said(answer, answer.replace("5", "3").replace("hello", "bye"), answer)).toEqual([true, true, true]);
});

describe("an error is", () => {
  test.each<[string, string]>([
    ["another status", answer.replace("200", "503")],
    ["an answer without a length", answer.replace("content-length", "x-length")],
    ["an answer that is longer than it says", `${answer}!`],
    ["a head that does not end", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(16_384)}`],
  ])("%s", (_what, text) => {
    expect(() => said(text)).toThrow();
  });
});
