import { expect, onTestFinished, test } from "vitest";
import { greeting } from "./check-app.ts";
import { folderWith, run, startServe, useOrigin } from "./support.ts";

const origin = useOrigin(greeting);

/** Runs a check of files in a folder of their own. */
async function check(
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
) {
  const folder = await folderWith(files);
  onTestFinished(() => folder.remove());
  return run(["check", ...args], { folder: folder.path, variables });
}

const right = `
people: { amina: session-of-amina, ben: { env: SESSION_OF_BEN } }
cases:
  - title: The account page is each person's own
    steps:
      - client: /account
        as: amina
        expect:
          status: 200
          cache: miss
          stored: 60 s
          headers: { vary: Cookie, cache-control: "max-age=60, private", content-type: { contains: html } }
          body: { contains: session-of-amina }
          originSees: { url: /account, session: session-of-amina, exists: "1" }
      - { client: /account, as: amina, expect: { cache: hit, sameBodyAs: 1, originSees: null } }
      - { client: /account, as: ben, expect: { cache: miss, differentBodyFrom: 1, body: { lacks: amina } } }
      - client: /account
        as: { person: amina, flash: saved }
        expect: { body: { contains: <p>saved</p> }, originSees: { flash: saved } }
      - { client: /account, as: anonymous, expect: { body: { contains: stranger }, originSees: { exists: null } } }
  - title: The clock moves, and the app's dates with it
    steps:
      - { client: /expires, expect: { cache: miss } }
      - { client: /expires, after: 40, expect: { cache: hit, headers: { age: "40" } } }
      - { client: /expires, after: 40, expect: { cache: miss } }
      - { client: /stale, expect: { cache: miss } }
      - { client: /stale, after: 20, expect: { cache: stale, sameBodyAs: 4, originSees: {} } }
      - { client: /stale, expect: { cache: hit, differentBodyFrom: [4] } }
  - title: The app is away, and comes back
    steps:
      - { client: /account, expect: { cache: miss } }
      - { client: /account, origin: down, expect: { cache: hit, originSees: null } }
      - { client: /private, origin: down, expect: { status: 502, originSees: null } }
      - { client: /private, expect: { status: 200, cache: [miss, pass], stored: false } }
`;

const variables = { SESSION_OF_BEN: "the-secret-session-of-ben" };

test("an app that does as its plays say passes them, with an edge started before it", async () => {
  const files = { "account.plays.yaml": right };
  const { code, stdout, stderr } = await check(files, ["--origin", origin.url], variables);
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("  ✓ The account page is each person's own\n");
  expect(stdout).toMatch(/\n3 plays: 3 passed \(\d+\.\d s\)\n$/);
});

const leak = `people: { ben: { env: SESSION_OF_BEN } }
cases:
  - title: Nobody sees another's page
    steps:
      - { client: /leak, as: ben, expect: { cache: miss } }
      - client: /leak
        expect: { cache: [miss, pass], headers: { vary: Cookie }, body: { lacks: session-of-ben }, differentBodyFrom: 1 }
`;

test("what differed stands side by side, with its line, and no session that came from outside", async () => {
  const { code, stdout, stderr } = await check(
    { "leak.plays.yaml": leak },
    ["leak.plays.yaml", "--origin", origin.url],
    variables,
  );
  expect([code, stderr]).toEqual([1, "error: 1 of 1 plays failed.\n"]);
  expect(stdout.split("\n").slice(0, 8)).toEqual([
    "leak.plays.yaml",
    "  ✗ Nobody sees another's page",
    "      step 2, GET /leak  leak.plays.yaml:6",
    "               expected                got",
    "        cache  miss or pass            hit",
    "        vary   Cookie                  (absent)",
    "        body   without session-of-ben  <h1>Hello the-se… (25 characters)</h1>",
    "        body   another than in step 1  the same: <h1>Hello the-se… (25 characters)</h1>",
  ]);
  expect(stdout).not.toContain(variables.SESSION_OF_BEN);
});

test("the settings of serve are in force: the guard keeps a leak out of the cache", async () => {
  const files = { "leak.plays.yaml": leak.replace("headers: { vary: Cookie }, ", "") };
  expect((await check(files, ["--origin", origin.url, "--guard", "enforce"], variables)).code).toBe(0);
  const config = { "govuk-edge.config.json": JSON.stringify({ origin: origin.url, guard: "enforce" }) };
  expect((await check({ ...files, ...config }, [], variables)).code).toBe(0);
});

const elsewhere = `
cases:
  - title: A page is stored
    steps:
      - { client: /account, as: somebody, expect: { cache: miss } }
      - { client: /account, as: somebody, expect: { cache: hit, sameBodyAs: 1 } }
  - title: It expires
    steps:
      - { client: /account, as: other, expect: { cache: miss } }
      - { client: /account, as: other, after: 70, expect: { cache: miss } }
  - title: The app is away
    steps: [{ client: /account, origin: down, expect: { status: 502 } }]
  - title: The app is asked
    steps: [{ client: /account, expect: { originSees: {} } }]
  - title: The app is scripted
    steps: [{ client: /account, origin: { status: 404 }, expect: { status: 404 } }]
`;

test("with an edge that is already there, what cannot be done is said of each play", async () => {
  const edge = await startServe(["--origin", origin.url, "--quiet"]);
  onTestFinished(async () => void (await edge.stop()));
  const { code, stdout } = await check({ "a.plays.yaml": elsewhere }, ["--url", edge.url]);
  expect(code).toBe(0);
  expect(stdout).toContain("  ✓ A page is stored\n");
  expect(stdout.match(/not applicable: .*/g)).toEqual([
    "not applicable: step 2 moves the clock, and the clock of an edge elsewhere cannot be moved",
    "not applicable: step 1 takes the app away, and the app behind an edge elsewhere cannot be",
    "not applicable: step 1 says what the app sees, which is not known of an app behind an edge elsewhere",
    "not applicable: step 1 says what the app answers, and behind an edge elsewhere there is an app already",
  ]);
  expect(stdout).toContain("5 plays: 1 passed, 4 not applicable");
});

test("where no play could be performed it is not said that all is right", async () => {
  const files = { "a.plays.yaml": elsewhere.replace(/ {2}- title: A page[\s\S]*(?= {2}- title: It)/, "") };
  const { code, stderr } = await check(files, ["--url", "http://127.0.0.1:1"]);
  expect([code, stderr]).toEqual([
    1,
    "error: No play could be performed, so nothing is known: each says why it is not applicable.\n",
  ]);
});

test("an app that is not there fails even a play that its absence satisfies", async () => {
  const play = `cases:
  - title: Two pages differ
    steps:
      - { client: /a }
      - { client: /b, expect: { differentBodyFrom: 1 } }
`;
  const { code, stdout, stderr } = await check({ "a.plays.yaml": play }, ["--origin", "http://127.0.0.1:1"]);
  expect(stdout).toContain("  ✓ Two pages differ\n");
  expect([code, stderr]).toEqual([
    1,
    "error: Nothing answers at http://127.0.0.1:1: start your app, or name another address with --origin.\n",
  ]);
});

test("an edge that is not there fails the plays", async () => {
  const { code, stdout, stderr } = await check({ "a.plays.yaml": elsewhere }, [
    "--url",
    "http://127.0.0.1:1",
  ]);
  expect([code, stderr]).toEqual([
    1,
    "error: Nothing answers at http://127.0.0.1:1: start the edge, or name another with --url.\n",
  ]);
  expect(stdout).toMatch(/answer {2}one {7}none: .*ECONNREFUSED/);
});
