import { afterAll, beforeAll, expect, test } from "vitest";
import { endLeftovers, type Origin, type Serve, startOrigin, startServe } from "./support.ts";

const cookie = "__Host-govuk_account_session";
const session = "a-session-value-nobody-may-see$$hello";
let origin: Origin;
/** The one that tests share that need nothing special; each asks for paths of its own. */
let serve: Serve;

beforeAll(async () => {
  origin = await startOrigin();
  serve = await startServe(["--origin", origin.url, "--inspector"]);
});
afterAll(async () => {
  await serve.stop();
  endLeftovers();
  await origin.close();
});

function signedIn(url: string): Promise<Response> {
  return fetch(url, { headers: { Cookie: `${cookie}=${session}` } });
}

test.concurrent("the app behind it gets the three account headers of the cookie", async () => {
  const response = await signedIn(`${serve.url}/`);
  expect(await response.json()).toMatchObject({
    "govuk-account-session": session,
    "govuk-account-session-exists": "1",
    "govuk-account-session-flash": "hello",
  });
});

test("the start says where, in front of what, by which rules, and what to try", () => {
  const stdout = serve.stdout();
  expect(stdout).toContain(`listens on ${serve.url}, in front of ${origin.url}`);
  expect(stdout).toMatch(/profile {2}account: /);
  expect(stdout).toMatch(/guard {4}report: .*as in production/);
  expect(stdout).toContain(`${serve.url}/__edge/`);
  expect(stdout).toContain(`curl -i -H 'Cookie: ${cookie}=example-session$$hello' ${serve.url}/`);
});

test.concurrent("a request is one line: method, path, status, what the cache did, signed in or not", async () => {
  await signedIn(`${serve.url}/page%20%25d`);
  await serve.printed(/GET {3}\/page%20%25d +200 {2}miss, stored +signed in\n/);
  await signedIn(`${serve.url}/page%20%25d`);
  await serve.printed(/GET {3}\/page%20%25d +200 {2}hit, fresh for \d+ s +signed in\n/);
  await fetch(`${serve.url}/other`);
  const line = await serve.printed(/\/other +200 {2}miss, stored +signed out\n/);
  expect(line).toHaveLength(1);
});

test.concurrent("neither the session nor a code in an address is ever printed whole", async () => {
  const human = await startServe(["--origin", origin.url, "--inspector"]);
  const json = await startServe(["--origin", origin.url, "--json"]);
  for (const { url } of [human, json]) {
    await signedIn(`${url}/`);
    await signedIn(`${url}/forgets`);
    await fetch(`${url}/sign-in/callback?code=a-code-nobody-may-see&state=a-state-nobody-may-see&_ga=1`);
  }
  for (const serve of [human, json]) {
    await serve.printed(/callback\?code=a-code… \(21 characters\)&state=a-stat… \(22 characters\)&_ga=1/);
    const { stdout, stderr } = await serve.stop();
    expect(stdout + stderr).not.toContain("nobody-may-see");
  }
});

test.concurrent("a page that forgets Vary is a warning that says what to do", async () => {
  await signedIn(`${serve.url}/forgets`);
  const [line] = await serve.printed(/WARNING: \/forgets .*\n/);
  expect(line).toContain("It was stored all the same");
  expect(line).toContain('Send "Vary: GOVUK-Account-Session"');
});

test.concurrent("a session cookie that is not accepted is a warning with the reason", async () => {
  await fetch(serve.url, { headers: { Cookie: `${cookie}=one-of-two; ${cookie}=two-of-two` } });
  const [line] = await serve.printed(/WARNING: .*two with different values.*\n/);
  expect(line).toContain("signed out");
});

test.concurrent("with --json every line is JSON, the start and the warnings too", async () => {
  const serve = await startServe(["--origin", origin.url, "--json"]);
  await signedIn(`${serve.url}/forgets`);
  await serve.printed(/"type":"request"/);
  const { stdout } = await serve.stop();
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: "info", type: "listening", url: serve.url, origin: origin.url, guard: "report" },
    { level: "warn", type: "guard", target: "/forgets", stored: true },
    { level: "info", type: "request", method: "GET", target: "/forgets", status: 200, cache: { hit: false } },
  ]);
});

test.concurrent("with --quiet there are warnings, and no line for each request", async () => {
  const serve = await startServe(["--origin", origin.url, "--quiet"]);
  await signedIn(`${serve.url}/forgets`);
  await serve.printed(/WARNING: \/forgets/);
  const { stdout } = await serve.stop();
  expect(stdout).not.toMatch(/GET|Try|Stopped/);
});

test.concurrent("in production the guard enforces unless told otherwise", async () => {
  const serve = await startServe(["--origin", origin.url], { variables: { NODE_ENV: "production" } });
  await signedIn(`${serve.url}/forgets`);
  const [line] = await serve.printed(/WARNING: \/forgets .*\n/);
  expect(line).toContain("It was not stored");
  await serve.stop();
});

test.concurrent("where others can reach it the guard enforces too", async () => {
  const serve = await startServe(["--origin", origin.url, "--hostname", "0.0.0.0"]);
  const { stdout } = await serve.stop();
  expect(stdout).toMatch(/guard +enforce/);
});

test.concurrent("the profile rfc9111 translates no cookie, and shows how the cache can be seen", async () => {
  const serve = await startServe(["--origin", origin.url, "--profile", "rfc9111"]);
  const response = await signedIn(`${serve.url}/`);
  expect(await response.json()).not.toHaveProperty("govuk-account-session");
  const { stdout } = await serve.stop();
  expect(stdout).toContain("Cache-Status");
  expect(stdout).not.toMatch(/guard|signed/);
});

test.concurrent("an origin that is not there yet is a warning, and the request to it another", async () => {
  // Never taken, as the port of an app that ended may be.
  const serve = await startServe(["--origin", "http://127.0.0.1:1"]);
  await serve.printed(/WARNING: Nothing answers at http:\S+ yet/);
  expect((await fetch(serve.url)).status).toBe(502);
  await serve.printed(/WARNING: \/ got no whole answer from the origin: .* Start your app/);
  await serve.stop();
});
