import { afterAll, beforeAll, expect, test } from "vitest";
import { type AuditOptions, audit } from "../../src/audit/audit.ts";
import { endingSession } from "../../src/audit/skip.ts";
import type { OriginRequest, OriginResponse } from "../../src/edge/origin/transport.ts";
import { html, type Planted, people, type Site, startSite } from "./site.ts";
import { auditOf } from "./support.ts";

const shared = { "Cache-Control": "max-age=60" };
function page(path: string, main: string): Planted {
  return { path, page: () => ({ headers: shared, body: html(path, main) }), rules: [] };
}

const pages: readonly Planted[] = [
  page(
    "/",
    `<a href="/a#top">a</a><a href="a?x=1">a</a><a href="//other.example/">o</a><a href="/sign-out">out</a>
     <a href="/Sign%2DOut?x">out</a><a href="/delete" data-method="delete">d</a><a href="mailto:a@b.example">m</a>
     <a href="/old">old</a><a>none</a><area href="/map"><link href="/style.css">`,
  ),
  page("/a", '<base href="/deep/"><a href="b">b</a><a href="/">home</a>'),
  page("/deep/b", '<a href="/deeper">c</a>'),
  page("/deeper", ""),
  page("/map", ""),
  { path: "/old", page: () => ({ status: 301, headers: { Location: "/new" } }), rules: [] },
  page("/new", ""),
  {
    path: "/tells",
    page: ({ session }) => ({
      headers: { "Cache-Control": "private" },
      body: html("Tells", `<a href="https://other.example/?who=${session ?? ""}">x</a>`),
    }),
    rules: [],
  },
  { path: "/mine", page: () => ({ body: "" }), rules: [] },
  {
    path: "/personal",
    page: ({ name }) => ({
      headers: { "Cache-Control": "private", Vary: "GOVUK-Account-Session" },
      body: html("Mine", name === null ? "" : '<a href="/mine">mine</a>'),
    }),
    rules: [],
  },
  {
    path: "/sitemap.xml",
    page: ({ request }) => ({
      headers: { "Content-Type": "application/xml" },
      body: `<sitemapindex><sitemap><loc>http://${request.headers.host}/pages.xml</loc></sitemap>
        <sitemap><loc>/gone.xml</loc></sitemap><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>`,
    }),
    rules: [],
  },
  {
    path: "/pages.xml",
    page: ({ request }) => ({
      body: `<?xml version="1.0"?><urlset xmlns:image="x"><url><loc> http://${request.headers.host}/a </loc>
        <image:image><image:loc>/picture.png</image:loc></image:image></url>
        <url><loc><![CDATA[/deeper?a=1&b=2]]></loc></url><url><loc>https://www.gov.uk/tax</loc></url></urlset>`,
    }),
    rules: [],
  },
];

let site: Site;
beforeAll(async () => {
  site = await startSite(pages);
});
afterAll(() => site.close());

async function asked(paths: readonly string[], options: Partial<AuditOptions> = {}) {
  const report = await auditOf(
    paths.map((path) => site.url + path),
    options,
  );
  return { ...report, paths: report.pages.map(({ url }) => url.slice(site.url.length)) };
}

test("without a depth no link is followed", async () => {
  expect((await asked(["/"])).paths).toEqual(["/"]);
});

test("links are followed to the depth that was asked for, each page once", async () => {
  expect((await asked(["/"], { depth: 1 })).paths).toEqual(["/", "/a", "/a?x=1", "/old", "/map"]);
  const two = ["/", "/a", "/a?x=1", "/old", "/map", "/deep/b", "/new"];
  expect((await asked(["/"], { depth: 2 })).paths).toEqual(two);
});

test("what would sign out, or is on another host, is left out and told", async () => {
  const { leftOut } = await asked(["/"], { depth: 1 });
  expect(leftOut).toEqual([
    { url: "http://other.example/", reason: "other-host" },
    { url: `${site.url}/sign-out`, reason: "skipped" },
    { url: `${site.url}/Sign%2DOut?x`, reason: "skipped" },
  ]);
  const targets = site.requests.map(({ target }) => target);
  expect(targets.filter((target) => /sign|delete|style/i.test(target))).toEqual([]);
});

test("what is skipped can be changed", async () => {
  const { paths, leftOut } = await asked(["/"], { depth: 1, skip: [...endingSession, "/o*", "/map"] });
  expect(paths).toEqual(["/", "/a", "/a?x=1"]);
  expect(leftOut.map(({ url }) => url)).toContain(`${site.url}/old`);
});

test("a session in a link that is left out is masked", async () => {
  const { leftOut } = await asked(["/tells"], { depth: 1 });
  const [{ value }] = people;
  expect(leftOut.map(({ url }) => url)).toContain("https://other.example/?who=amina-… (26 characters)");
  expect(JSON.stringify(leftOut)).not.toContain(value);
});

test("no more pages are asked than allowed, and the others are told", async () => {
  const { paths, leftOut } = await asked(["/"], { depth: 2, maxPages: 3 });
  expect(paths).toEqual(["/", "/a", "/a?x=1"]);
  const beyond = leftOut.filter(({ reason }) => reason === "max-pages").map(({ url }) => url);
  expect(beyond).toEqual([`${site.url}/old`, `${site.url}/map`, `${site.url}/deep/b`]);
});

test("a link that only some see is found", async () => {
  expect((await asked(["/personal"], { depth: 1 })).paths).toEqual(["/personal", "/mine"]);
});

test("the pages of a sitemap are asked, also through an index; one that is missing is told", async () => {
  const sitemaps = [new URL("/sitemap.xml", site.url)];
  const report = await auditOf([], { sitemaps, hosts: new Set([new URL(site.url).host]) });
  expect(report.pages.map(({ url, verdict }) => [url.slice(site.url.length), verdict])).toEqual([
    ["/gone.xml", "unasked"],
    ["/a", "fine"],
    ["/deeper?a=1&b=2", "fine"],
  ]);
  expect(report.leftOut).toEqual([{ url: "https://www.gov.uk/tax", reason: "other-host" }]);
});

test("no more requests are sent in a second than allowed, those that prove a leak among them", async () => {
  let now = 0;
  const sent: number[] = [];
  const transport = async ({ fields }: OriginRequest): Promise<OriginResponse> => {
    sent.push(now);
    // An answer takes a while of its own.
    now += 3;
    const session = fields.find(([name]) => name === "GOVUK-Account-Session")?.[1] ?? "nobody";
    return { status: 200, fields: [["Cache-Control", "max-age=60"]], body: new Response(session).body };
  };
  const host = "app.example";
  const report = await audit(
    {
      urls: [new URL(`http://${host}/`)],
      sitemaps: [],
      hosts: new Set([host]),
      people,
      flash: "hello",
      rate: 50,
      https: false,
      depth: 0,
      maxPages: 1,
      skip: [],
      timeout: 1000,
      maxBytes: 1000,
    },
    {
      transport,
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
      random: () => 0.5,
      randomText: () => crypto.randomUUID(),
    },
  );
  expect(report.pages[0]?.verdict).toBe("leak");
  expect(report.requests).toBe(sent.length);
  expect(sent.length).toBeGreaterThan(20);
  const gaps = sent.slice(1).map((time, nth) => time - (sent[nth] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(20);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(23);
});
