import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditReport } from "../../src/audit/audit.ts";
import { html, nonce, type Planted, type Site, startSite } from "./site.ts";
import { auditOf } from "./support.ts";

const pages: readonly Planted[] = [
  { path: "/broken", page: () => ({ status: 500, body: "sorry" }), rules: [] },
  {
    path: "/broken-for-amina",
    page: ({ name }) => ({ status: name === "Amina" ? 503 : 200, body: html("x", "") }),
    rules: [],
  },
  { path: "/large", page: () => ({ body: "x".repeat(70_000) }), rules: [] },
  { path: "/limited", page: () => ({ status: 429 }), rules: [] },
  { path: "/odd-coding", page: () => ({ headers: { "Content-Encoding": "br" }, body: "x" }), rules: [] },
  { path: "/edge", page: () => ({ headers: { "Cache-Status": "govuk-edge; hit; ttl=3" } }), rules: [] },
  {
    path: "/secure",
    page: ({ request }) =>
      request.headers["x-forwarded-proto"] === "https"
        ? { headers: { "Cache-Control": "max-age=60" }, body: "secure" }
        : { status: 301, headers: { Location: `https://${request.headers.host}/secure` } },
    rules: [],
  },
  { path: "/right", page: () => ({ headers: { "Cache-Control": "max-age=60" }, body: nonce() }), rules: [] },
];

let site: Site;
let report: AuditReport;
/** Begins to answer, and never ends. */
const endless = createServer((_request, response) => void response.write("<p>wait"));
let endlessUrl = "";
beforeAll(async () => {
  site = await startSite(pages);
  await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
  const address = endless.address();
  endlessUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
  report = await auditOf([...pages.map(({ path }) => site.url + path), endlessUrl, "http://127.0.0.1:1/"], {
    maxBytes: 60_000,
    timeout: 150,
  });
});
afterAll(async () => {
  endless.closeAllConnections();
  endless.close();
  await site.close();
});

const reasonAt = (end: string) => report.pages.find(({ url }) => url.endsWith(end))?.reason;

test.each([
  ["/broken", "Not asked as nobody: the app answered 500."],
  ["/broken-for-amina", "Not asked as Amina: the app answered 503."],
  ["/large", "Not asked as nobody: the body is larger than 60000 bytes (--max-bytes)."],
  ["/limited", "Not asked as nobody: the app answered 429."],
  ["/odd-coding", "Not asked as nobody: the body came in the coding br, which was not asked for."],
  ["/edge", "an edge answered, which lets no session of others through"],
  ["/secure", "the app sends everybody to https; --https asks it as if they came that way"],
  [":1/", "(ECONNREFUSED): start the app, or give another address."],
])("what could not be asked at %s is told, with the reason", (end, reason) => {
  expect(reasonAt(end)).toContain(reason);
});

test("a body that does not end is given up", () => {
  const page = report.pages.find(({ url }) => url === endlessUrl);
  expect(page).toMatchObject({ verdict: "unasked", reason: expect.stringContaining("150 ms") });
});

test("and the others are judged all the same", () => {
  expect(report.pages.filter(({ verdict }) => verdict === "fine").map(({ url }) => url)).toEqual([
    `${site.url}/right`,
  ]);
});

test("an app that wants https is asked as if visitors came by it", async () => {
  const { pages: found } = await auditOf([`${site.url}/secure`], { https: true });
  expect(found).toMatchObject([
    { verdict: "fine", reason: "The same for everybody, and one copy serves all." },
  ]);
});

async function auditCoded(coded: Uint8Array): Promise<AuditReport> {
  const server = createServer((request, response) => {
    const isAmina = request.headers["govuk-account-session"]?.includes("amina") ?? false;
    response.writeHead(200, { "Cache-Control": "max-age=9", ...(isAmina && { "Content-Encoding": "gzip" }) });
    response.end(isAmina ? coded : "<p>For all</p>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    return await auditOf([`http://127.0.0.1:${port}/`]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a body that comes compressed is compared by what it says", async () => {
  expect((await auditCoded(gzipSync("<p>For all</p>"))).pages).toMatchObject([{ verdict: "fine" }]);
  expect((await auditCoded(gzipSync("<p>For Amina</p>"))).pages).toMatchObject([{ verdict: "leak" }]);
});

test("one that cannot be decoded is told", async () => {
  const { pages: found } = await auditCoded(gzipSync("<p>For all</p>").subarray(0, 20));
  expect(found).toMatchObject([{ reason: "Not asked as Amina: the answer broke off." }]);
});
