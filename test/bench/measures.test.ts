import { expect, test } from "vitest";
import { answerReader } from "../../bench/measures/clients.ts";
import { finding, findingTable } from "../../bench/measures/finding.ts";
import { mostFor } from "../../bench/measures/memory.ts";
import { profileSchema } from "../../bench/measures/orders.ts";
import { shareOf } from "../../bench/measures/profile.ts";

const text = (value: number) => `${value} ms`;

test("a figure is judged by its median or by its highest value, and one that is just as much is right", () => {
  const judged = (of: "median" | "highest", values: number[]) =>
    finding({ measure: "m", what: "w", values, text, must: { atMost: 2, of } }).verdict;
  expect([judged("median", [1, 2, 9]), judged("median", [1, 3, 9])]).toEqual(["ok", "short"]);
  expect([judged("highest", [1, 2, 2]), judged("highest", [1, 2, 9])]).toEqual(["ok", "short"]);
  expect(finding({ measure: "m", what: "w", values: [9], text }).verdict).toBe("");
});

test("a finding says what was measured, how far that lies apart, and what it must be", () => {
  const findings = [
    finding({
      measure: "storm",
      what: "last answer",
      values: [3, 1, 2],
      text,
      must: { atMost: 1, of: "median" },
    }),
    finding({ measure: "storm", what: "requests", values: [1, 1], text: String }),
  ];
  const rows = findingTable(findings).split("\n").slice(2);
  expect(rows.map((row) => row.replaceAll(/ +/g, " "))).toEqual([
    "| storm | last answer | 2 ms (1 ms to 3 ms) | ≤ 1 ms | short |",
    "| storm | requests | 1 | | |",
  ]);
});

test("a process may take its bound and three tenths, and 150 MB for itself", () => {
  expect(mostFor(1_000_000_000)).toBe(1_450_000_000);
});

/** Idle, a caller, what it calls, what that calls, and something else; a sample a millisecond. */
function profileOf(samples: number[], timeDeltas: number[]) {
  const frame = (functionName: string, url: string) => ({ functionName, url });
  return profileSchema.parse({
    profile: {
      nodes: [
        { id: 1, callFrame: frame("(root)", ""), children: [2, 3, 6] },
        { id: 2, callFrame: frame("(idle)", "") },
        { id: 3, callFrame: frame("hit", "file:///src/edge/app.ts"), children: [4] },
        { id: 4, callFrame: frame("read", "file:///src/edge/account/cookie.ts"), children: [5] },
        { id: 5, callFrame: frame("exec", "") },
        { id: 6, callFrame: frame("write", "") },
      ],
      samples,
      timeDeltas,
    },
  }).profile;
}

const isAccount = (url: string) => url.includes("/account/");

test("the share of some functions is of the time that was not idle, with what they call and not who calls them", () => {
  const profile = profileOf([2, 3, 4, 5, 6], [0, 1_000, 1_000, 1_000, 1_000, 1_000]);
  expect(shareOf(profile, isAccount)).toBe(0.5);
});

test("a sample in a profile counts for as long as it lasts", () => {
  const profile = profileOf([4, 6, 6], [7_000, 1_000, 3_000]);
  expect(shareOf(profile, isAccount)).toBe(0.25);
});

test("a process that only waited spent nothing", () => {
  expect(shareOf(profileOf([2, 2], [0, 1_000]), isAccount)).toBe(0);
});

const answers: [how: string, answer: string][] = [
  ["with a length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\naaaa"],
  ["with a length in small letters", "HTTP/1.1 200 OK\r\nA: b\r\ncontent-length:4\r\nC: d\r\n\r\naaaa"],
  ["in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\naaaa\r\n0\r\n\r\n"],
];

test.each(answers)("an answer %s is whole at its last byte, however it is cut", (_how, answer) => {
  for (let size = 1; size <= answer.length; size += 1) {
    const isWhole = answerReader();
    const said: boolean[] = [];
    for (let at = 0; at < answer.length; at += size)
      said.push(isWhole(Buffer.from(answer.slice(at, at + size))));
    expect(said).toEqual([...Array(said.length - 1).fill(false), true]);
  }
});

test("an answer that is no success is an error that says which", () => {
  const isWhole = answerReader();
  expect(() => isWhole(Buffer.from("HTTP/1.1 503 Service Unavailable\r\n\r\n"))).toThrow(
    "HTTP/1.1 503 Service Unavailable",
  );
});
