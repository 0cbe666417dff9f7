import { test } from "vitest";
import { run, startOrigin } from "./support.ts";

test.concurrent("a page is asked for twice, and what was decided stands in words", async ({ expect }) => {
  const app = await startOrigin((_request, response) => {
    response.setHeader("Cache-Control", "max-age=60").setHeader("Vary", "GOVUK-Account-Session").end("page");
  });
  const session = "a-secret-session-value";
  const { code, stdout, stderr } = await run([
    "explain",
    `${app.url}/page`,
    "--session",
    session,
    "--flash",
    "hi",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/says a-secr… \(26 characters\), with the message hi/);
  expect(stdout).toMatch(
    /The first time[\s\S]*A miss: .* stored for \d+ s\.[\s\S]*The second time[\s\S]*A hit: /,
  );
  expect(stdout).toContain("Vary: GOVUK-Account-Session");
  expect(stdout).not.toContain(session);
  await app.close();
});

test.concurrent("why a page is not stored is said, with what would have it stored", async ({ expect }) => {
  const app = await startOrigin((_request, response) => {
    response.setHeader("Cache-Control", "max-age=60").end("for somebody");
  });
  const variables = { GOVUK_EDGE_SESSION: "a-secret-session-value" };
  const { stdout } = await run(["explain", `${app.url}/page`], { variables });
  expect(stdout).toContain("Send Vary: GOVUK-Account-Session, or no-store.");
  const guarded = await run(["explain", `${app.url}/page`, "--json", "--guard", "report"], { variables });
  expect(JSON.parse(guarded.stdout)).toMatchObject([
    { event: { decision: "miss" } },
    { event: { decision: "hit" }, story: { cache: { count: 1 } } },
  ]);
  await app.close();
});

test.concurrent.for<[what: string, args: string[], named: RegExp]>([
  ["no address", ["page"], /page is not a page's address/],
  ["another scheme", ["ftp://a.example/"], /not a page's address/],
  [
    "a wrong profile",
    ["http://127.0.0.1:1/", "--profile", "w3w"],
    /--profile.*Allowed choices are account, rfc9111, www/,
  ],
  ["a header without a colon", ["http://127.0.0.1:1/", "--header", "cy"], /cy is no header/],
])("%s is refused", async ([_what, args, named], { expect }) => {
  const { code, stderr } = await run(["explain", ...args]);
  expect(code).toBe(2);
  expect(stderr).toMatch(named);
});

test.concurrent("an app that is away is said, and where it was looked for", async ({ expect }) => {
  const { code, stderr, stdout } = await run(["explain", "http://127.0.0.1:1/page"]);
  expect(code).toBe(1);
  expect(stdout).toContain("page for what went wrong (unreachable)");
  expect(stderr).toContain("Is it running at http://127.0.0.1:1?");
});

test.concurrent("a header goes along, and divides what is stored", async ({ expect }) => {
  const app = await startOrigin((request, response) => {
    response.setHeader("Cache-Control", "max-age=60").setHeader("Vary", "Accept-Language");
    response.end(request.headers["accept-language"]);
  });
  const { stdout } = await run(["explain", `${app.url}/a`, "--header", "Accept-Language: cy"]);
  expect(stdout).toMatch(/The one for accept-language: cy is \d+ s old/);
  await app.close();
});

test.concurrent("an address that is an edge's own already is said", async ({ expect }) => {
  const app = await startOrigin((request, response) => {
    if (request.url === "/edge") response.setHeader("Cache-Status", "govuk-edge; fwd=uri-miss");
    response.end("page");
  });
  const told = async (path: string) => (await run(["explain", app.url + path])).stdout;
  expect(await told("/edge")).toContain("An edge answered at this address, not your app");
  expect(await told("/app")).not.toContain("An edge answered");
  await app.close();
});
