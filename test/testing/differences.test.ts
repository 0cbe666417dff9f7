/** That a play sees what is wrong: each of these expects what does not come. */
import { expect, test } from "vitest";
import { loadPlays, performPlays } from "../../src/testing/index.ts";

let renderings = 0;

/** Says each time something else, and may be slow about it. */
async function app(request: Request): Promise<Response> {
  renderings += 1;
  const { pathname } = new URL(request.url);
  if (pathname === "/slow" && renderings > 1) await new Promise((resolve) => setTimeout(resolve, 30));
  const headers = {
    "Cache-Control": "max-age=10, stale-while-revalidate=60",
    Vary: "GOVUK-Account-Session, X-A",
  };
  const session = request.headers.get("GOVUK-Account-Session") ?? "nobody";
  return new Response(`for ${session}\nrendering ${renderings}\n`, { headers });
}

/** What differed in a play with these steps, a line each. */
async function found(steps: readonly object[]): Promise<string[]> {
  renderings = 0;
  const file = JSON.stringify({ cases: [{ title: "One", steps }] });
  const [result] = await performPlays(loadPlays(file, "x.json"), { origin: app });
  return (result?.steps ?? []).flatMap(({ step, differences }) =>
    differences.map(({ what, expected, got }) => `${step}: ${what}: ${expected} | ${got}`),
  );
}

const client = "/";

test.each<[what: string, steps: object[], lines: string[]]>([
  ["the status", [{ client, expect: { status: 404 } }], ["1: status: 404 | 200"]],
  [
    "the word of the cache",
    [{ client, expect: { cache: ["hit", "stale"] } }],
    ["1: cache: hit or stale | miss"],
  ],
  [
    "whether and how long something is stored",
    [
      { client, expect: { stored: false } },
      { client: "/b", expect: { stored: "60 s" } },
    ],
    ["1: stored: no | yes", "2: stored: for 60 s | for 10 s"],
  ],
  [
    "headers, by value, by absence, by a part and by several that are right",
    [
      {
        client,
        expect: {
          headers: {
            vary: null,
            "cache-control": { contains: "public" },
            age: { anyOf: ["1", "2"] },
            "x-a": "b",
          },
        },
      },
    ],
    [
      "1: vary: (absent) | X-A, Cookie",
      "1: cache-control: with public | max-age=10, stale-while-revalidate=60, private",
      "1: age: 1 or 2 | 0",
      "1: x-a: b | (absent)",
    ],
  ],
  [
    "the body, whole and in parts",
    [
      { client, expect: { body: "for nobody\nrendering 2\n" } },
      { client: "/b", expect: { body: { contains: ["Amina", "nobody"], lacks: "rendering" } } },
    ],
    [
      "1: body: line 2: rendering 2 | line 2: rendering 1",
      "2: body: with Amina | for nobody",
      "2: body: without rendering | rendering 2",
    ],
  ],
  [
    "a body that did not come again, and one that did",
    [
      { client },
      { client, as: "a", expect: { sameBodyAs: 1 } },
      { client, expect: { differentBodyFrom: [1, 2] } },
    ],
    ["2: body, as in step 1: for nobody | for a", "3: body: another than in step 1 | the same: for nobody"],
  ],
  [
    "an app that was asked, or was not, or saw something else",
    [
      { client, as: "a", expect: { originSees: { session: "b", url: "/c", exists: null } } },
      { client, expect: { originSees: null } },
      { client, expect: { originSees: {} } },
    ],
    [
      "1: app's url: /c | /",
      "1: app's session: b | a",
      "1: app's exists: (absent) | 1",
      "2: app: not to be asked | GET /",
      "3: app: to be asked | no request",
    ],
  ],
])("finds %s", async (_what, steps, lines) => {
  expect(await found(steps)).toEqual(lines);
});

test("waits until what is asked for in the background has come", async () => {
  const expected = [
    { client: "/slow", expect: { cache: "miss" } },
    { client: "/slow", after: 20, expect: { cache: "stale", sameBodyAs: 1, originSees: {} } },
    { client: "/slow", expect: { cache: "hit", differentBodyFrom: 1 } },
  ];
  expect(await found(expected)).toEqual([]);
});
