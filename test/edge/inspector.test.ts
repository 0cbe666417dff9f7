import { expect, test } from "vitest";
import { edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import type { Answer, Asked } from "../support/memory-origin.ts";

const secret = "a-secret-session-value";
const inspected = (answer: (asked: Asked, nth: number) => Answer, settings = {}) =>
  edgeUnderTest(answer, { inspector: true, ...settings });
type Edge = ReturnType<typeof inspected>;

const page = async (edge: Edge, path: string) => (await edge.get(`/__edge${path}`)).text();
const send = (
  edge: Edge,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) =>
  edge.fetch(
    new Request(`https://www.gov.uk/__edge${path}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers,
    }),
  );
/** The story of the latest request, as text. */
async function story(edge: Edge): Promise<string> {
  const [, id = ""] = /\/__edge\/requests\/([\w-]+)/.exec(await page(edge, "")) ?? [];
  return (await page(edge, `/requests/${id}`)).replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
}

const personal = ({ header }: Asked): Answer => ({
  headers: { "cache-control": "max-age=60", vary: "GOVUK-Account-Session" },
  body: `for ${header("govuk-account-session")}`,
});

test("a story tells what each header comes from, and no secret", async () => {
  const edge = inspected(() => ({
    headers: {
      "govuk-account-session": "another-secret-value",
      "set-cookie": "a=a-secret-cookie-of-the-app; Path=/",
    },
    body: "x",
  }));
  const headers = {
    ...sessionCookie(`${secret}$$hello`),
    authorization: "Bearer a-secret-token-of-somebody",
  };
  await settled(await edge.get("/page", headers));
  const told = await story(edge);
  expect(told).toContain("became GOVUK-Account-Session: a-secr…");
  expect(told).toContain("GOVUK-Account-Session-Flash is hello");
  expect(told).toMatch(/GOVUK-Account-Session-Exists : 1 added by recv, rule 28/i);
  expect(told).toMatch(/removed by deliver, rule 3/);
  expect(told).not.toMatch(/session-value|another-secret|secret-cookie|secret-token/);
});

test("a story shows which variants there were, and which was chosen", async () => {
  const edge = inspected(personal);
  for (const who of ["first-session-value", "other-session-value", "first-session-value"])
    await settled(await edge.get("/page", sessionCookie(who)));
  const told = await story(edge);
  expect(told).toMatch(/Found: fresh .*Variants considered: 2/);
  expect(told).toMatch(/this one, for govuk-account-session: first-…/);
  expect(told).toContain("It was not asked.");
});

test("the list says for whom the copy was that was given, and what a new one is divided by", async () => {
  const edge = inspected(personal);
  for (let nth = 0; nth < 2; nth += 1)
    await settled(await edge.get("/page", sessionCookie("first-session-value")));
  const list = await page(edge, "");
  expect(list).toContain("<td>by GOVUK-Account-Session</td>");
  expect(list).toMatch(/<td>for govuk-account-session: first-… \(\d+ characters\)<\/td>/);
});

test("the story of a miss says for whom its answer is stored", async () => {
  const headers = { "cache-control": "max-age=60" };
  const forgetful = inspected(() => ({ headers, body: "x" }), { guard: "report" });
  await settled(await forgetful.get("/page", sessionCookie("first-session-value")));
  expect(await story(forgetful)).toContain("Stored now One more: the same for everybody");
  const right = inspected(personal);
  await settled(await right.get("/page", sessionCookie("first-session-value")));
  expect(await story(right)).toContain("Stored now One more: by GOVUK-Account-Session");
  const passing = inspected(() => ({ headers: { "cache-control": "no-store" }, body: "x" }));
  await settled(await passing.get("/page"));
  expect(await story(passing)).not.toContain("Stored now");
});

test("the cache's page shows no secret of an address", async () => {
  const edge = inspected(() => ({ headers: { "cache-control": "max-age=60" }, body: "x" }));
  await settled(await edge.get("/sign-in/callback?code=a-code-of-somebody"));
  const shown = (await page(edge, "/cache")).replaceAll(/<[^>]+>/g, " ");
  expect(shown).toContain("/sign-in/callback?code=a-code… (18 characters)");
  expect(shown).not.toContain("of-somebody");
});

test("the same copy for several people is advice to vary on less", async () => {
  const headers = { "cache-control": "max-age=60", vary: "GOVUK-Account-Session" };
  const edge = inspected(() => ({ headers, body: "the same for all" }));
  await settled(await edge.get("/page", sessionCookie("first-session-value")));
  expect(await page(edge, "")).not.toContain("varies on the whole session");
  await settled(await edge.get("/page", sessionCookie("other-session-value")));
  expect(await page(edge, "")).toContain("/page varies on the whole session, but is the same for everybody");
});

test("copies that differ are none", async () => {
  const edge = inspected(personal);
  for (const who of ["first-session-value", "other-session-value"])
    await settled(await edge.get("/page", sessionCookie(who)));
  expect(await page(edge, "")).toContain("<p data-none>None.</p>");
});

test.each<[what: string, headers: Record<string, string>, advice: string]>([
  ["private and public", { "cache-control": "private, public" }, "both private and public"],
  [
    "a cookie with a lifetime",
    { "cache-control": "max-age=60", "set-cookie": "a=b" },
    "sets a cookie, and says",
  ],
])("%s is advice", async (_what, headers, advice) => {
  const edge = inspected(() => ({ headers, body: "x" }));
  await settled(await edge.get("/page"));
  expect(await page(edge, "")).toContain(advice);
});

test("a page with ever new variants is advice", async () => {
  const headers = { "cache-control": "max-age=60", vary: "X-Visitor" };
  const edge = inspected(() => ({ headers, body: "x" }));
  for (let nth = 0; nth <= 100; nth += 1) await settled(await edge.get("/page", { "x-visitor": `${nth}` }));
  expect(await page(edge, "")).toContain(
    "/page has 101 variants, and gets another for each value of x-visitor",
  );
});

test("time goes forward: what is stored expires, and what comes then is as fresh as ever", async () => {
  const dated = (time: number) => new Date(time).toUTCString();
  const edge = inspected((_asked, nth) => ({
    headers: { "cache-control": "max-age=60", date: dated(Date.UTC(2026, 0, 1, 12)) },
    body: `page ${nth}`,
  }));
  const body = async () => (await edge.get("/page")).text();
  expect([await body(), await body()]).toEqual(["page 1", "page 1"]);
  expect((await send(edge, "/clock", { seconds: "3600" })).status).toBe(303);
  expect([await body(), await body()]).toEqual(["page 2", "page 2"]);
});

test.each(["-1", "1.5", "soon", "", "99999999999"])("the clock does not go by %j", async (seconds) => {
  const edge = inspected(() => ({ body: "x" }));
  const answer = await send(edge, "/clock", { seconds });
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining("whole number of seconds"),
  ]);
});

test("an origin that is away, or fails, is so until it may recover", async () => {
  const edge = inspected(() => ({ body: "x" }));
  const status = async () => (await edge.get("/page")).status;
  await send(edge, "/origin", { kind: "away" });
  expect(await status()).toBe(502);
  await send(edge, "/origin", { kind: "error" });
  expect(await status()).toBe(503);
  await send(edge, "/origin", { kind: "none" });
  expect(await status()).toBe(200);
});

test("a session that was seen becomes this browser's cookie, with a message if wished", async () => {
  const edge = inspected(() => ({ body: "x" }));
  await settled(await edge.get("/page", sessionCookie(secret)));
  const become = async (fields: Record<string, string>) =>
    (await send(edge, "/people", fields)).headers.get("set-cookie");
  expect(await become({ as: "1" })).toContain(`=${secret};`);
  expect(await become({ as: "1", flash: "hello" })).toContain(`=${secret}$$hello;`);
  expect(await become({ as: "nobody" })).toMatch(/=;.*(?:Max-Age=0|Expires=)/i);
  expect(await become({ as: "value", value: "any value" })).toContain("=any value;");
  for (const value of ["", "a;b", "a\nb"])
    expect((await send(edge, "/people", { as: "value", value })).status).toBe(400);
  expect((await send(edge, "/people", { as: "7" })).status).toBe(400);
  expect((await send(edge, "/people", { as: "1", flash: "no;no" })).status).toBe(400);
  expect(await page(edge, "/people")).not.toContain("session-value");
});

test.each<[what: string, headers: Record<string, string>]>([
  ["says so", { "sec-fetch-site": "cross-site" }],
  ["is a neighbour", { "sec-fetch-site": "same-site" }],
  ["names itself", { origin: "https://evil.example" }],
  ["hides", { origin: "null" }],
])("a page of another site that %s cannot do anything", async (_what, headers) => {
  const edge = inspected(() => ({ body: "x" }));
  await settled(await edge.get("/page"));
  for (const path of ["/clear", "/clock", "/origin", "/people", "/cache/purge"])
    expect((await send(edge, path, { seconds: "60", kind: "away", as: "nobody" }, headers)).status).toBe(403);
  expect(await page(edge, "")).toContain("GET /page");
});

test("requests come as events while somebody listens", async () => {
  const edge = inspected(() => ({ body: "x" }));
  const live = await edge.get("/__edge/live");
  const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe(": open\n\n");
  await settled(await edge.get("/page"));
  expect((await reader?.read())?.value).toMatch(/^event: request\ndata: <tr [^\n]*GET \/page[^\n]*\n\n$/);
  await reader?.cancel();
});

test("warnings come as events too, and a page that has some does not say that there are none", async () => {
  const edge = inspected(() => ({ headers: { "cache-control": "max-age=60" }, body: "x" }));
  const live = await edge.get("/__edge/live");
  const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
  await settled(await edge.get("/page", sessionCookie(secret)));
  let told = "";
  while (!told.includes("event: request")) told += (await reader?.read())?.value ?? "event: request";
  expect(told).toMatch(
    /event: warning\ndata: <li class="warning">\/page was made for somebody[^\n]*<\/li>\n\n/,
  );
  await reader?.cancel();
  expect(await page(edge, "")).toContain("<p data-none hidden>");
});

test("pages allow no script but their own, and are kept by nobody", async () => {
  const edge = inspected(() => ({ body: "x" }));
  const { headers } = await edge.get("/__edge");
  expect(headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(headers.get("cache-control")).toBe("no-store");
});
