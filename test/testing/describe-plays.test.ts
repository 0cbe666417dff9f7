import { describe, expect, test } from "vitest";
import { describePlays, loadPlays, performPlays } from "../../src/testing/index.ts";

const app = (request: Request) =>
  new Response(`Hello ${request.headers.get("GOVUK-Account-Session") ?? "stranger"}`, {
    headers: { "Cache-Control": "max-age=60" },
  });

const varying = async (request: Request) => {
  const response = app(request);
  response.headers.set("Vary", "GOVUK-Account-Session");
  return response;
};

const text = `
people: { amina: session-of-amina }
cases:
  - title: Nobody sees another's page
    steps:
      - { client: /, as: amina, expect: { cache: miss, body: Hello session-of-amina } }
      - { client: /, as: amina, after: 30, expect: { cache: hit, sameBodyAs: 1 } }
      - { client: /, expect: { cache: miss, differentBodyFrom: 1 } }
      - { client: /other, origin: down, expect: { status: 502 } }
  - title: What is an app itself is not for here
    steps: [{ client: /, origin: { status: 404 }, expect: { status: 404 } }]
`;

// In this very runner: the first passes, the second is listed as skipped with its reason.
const registered: string[] = [];
const skipping = Object.assign((name: string, body: () => Promise<void>) => test(name, body), {
  skip: (name: string) => registered.push(name),
});
await describePlays([{ name: "inline.plays.yaml", text }], { origin: varying, describe, test: skipping });

test("a play that cannot be performed is skipped, and its name says why", () => {
  expect(registered).toEqual([
    "What is an app itself is not for here (not applicable: it is the app itself; govuk-edge check performs it)",
  ]);
});

test("a play that fails throws what differed, step by step, with the line", async () => {
  const failing: (() => Promise<void>)[] = [];
  const collecting = Object.assign((_name: string, body: () => Promise<void>) => failing.push(body), {
    skip: () => undefined,
  });
  const files = [{ name: "inline.plays.yaml", text }];
  await describePlays(files, { origin: app, describe: (_name, body) => body(), test: collecting });
  const error: unknown = await failing[0]?.().catch((thrown: unknown) => thrown);
  expect(error instanceof Error ? error.message.split("\n") : error).toEqual([
    "Nobody sees another's page",
    "  step 3, GET /  inline.plays.yaml:8",
    "           expected                got",
    "    cache  miss                    hit",
    "    body   another than in step 1  the same: Hello session-of-amina",
  ]);
});

test("results can be had without a runner", async () => {
  const results = await performPlays(loadPlays(text, "inline.plays.yaml"), { origin: varying });
  expect(results.map(({ outcome }) => outcome)).toEqual(["passed", "not applicable"]);
});

test("a file that is not there is said to be so", async () => {
  const asked = describePlays(["no-such.plays.yaml"], { origin: app, describe, test });
  await expect(asked).rejects.toThrow(/ENOENT.*no-such\.plays\.yaml/);
});
