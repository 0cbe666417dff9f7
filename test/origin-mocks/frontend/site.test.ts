import { serve } from "@hono/node-server";
import { describe, expect, it } from "vitest";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { accountHeaders, frontendAt } from "./support.ts";

const { pages } = loadWorld();
const site = () => frontendAt("http://127.0.0.1:9", { pages });
const publicFor = (seconds: number) => ({
  session: null,
  ended: null,
  cacheControl: `max-age=${seconds}, public`,
  vary: null,
});

describe("the pages that are the same for everybody", () => {
  it.each([
    ["/", 200, 300],
    ["/sign-in", 200, 300],
    ["/no-such-page", 404, 10],
  ])("%s answers %i and may be stored for %i seconds", async (path, status, seconds) => {
    const headers = { "GOVUK-Account-Session": "abc$$f", "GOVUK-Account-Session-Exists": "1" };
    const response = await site().app.request(path, { headers });
    expect(response.status).toBe(status);
    expect(accountHeaders(response)).toEqual(publicFor(seconds));
    expect((await response.text()).match(/<h1/g)).toHaveLength(1);
  });

  it("link from home to every demonstration page", async () => {
    const text = await (await site().app.request("/")).text();
    for (const { path, title } of pages)
      expect(text).toContain(`<a class="govuk-link" href="${path}">${title}</a>`);
  });

  it("escape what the world says", async () => {
    const [page] = pages;
    const hostile = pages.slice(0, 1).map((page) => ({ ...page, title: "<b>&", summary: `"'>` }));
    const { app } = frontendAt("http://127.0.0.1:9", { pages: hostile });
    for (const path of ["/", page?.path ?? ""]) {
      const text = await (await app.request(path)).text();
      expect(text).toContain("&lt;b&gt;&amp;");
      expect(text).not.toContain("<b>");
    }
  });
});

describe("the assets", () => {
  const { app } = frontendAt("http://127.0.0.1:9", {
    readAsset: async (path) => (path.includes("missing") ? undefined : new TextEncoder().encode(path)),
  });

  it.each([
    ["/assets/govuk-frontend.min.css", "text/css; charset=utf-8", "govuk-frontend.min.css"],
    ["/assets/fonts/a-v2.woff2", "font/woff2", "assets/fonts/a-v2.woff2"],
    ["/assets/images/crest.svg", "image/svg+xml", "assets/images/crest.svg"],
  ])("%s are served as %s from %s", async (path, type, file) => {
    const response = await app.request(path);
    expect(response.headers.get("Content-Type")).toBe(type);
    expect(await response.text()).toBe(file);
  });

  it.each(["/assets/missing.css", "/assets/x.njk", "/assets/a/..%2f..%2fx.css", "/assets/"])(
    "%s are not found",
    async (path) => {
      expect((await app.request(path)).status).toBe(404);
    },
  );
});

describe("the switches of the mock", () => {
  it("fail on demand, and are forgotten at a reset", async () => {
    const frontend = site();
    const body = JSON.stringify({ path: "/demo", status: 502 });
    await frontend.app.request("/__mock/failures", { method: "POST", body });
    expect((await frontend.app.request("/demo/nothing")).status).toBe(502);
    expect((await frontend.app.request("/")).status).toBe(200);
    frontend.reset();
    expect((await frontend.app.request("/demo/nothing")).status).toBe(200);
  });

  it("tell how often each page was rendered, and forget it at a reset", async () => {
    const { app } = site();
    await app.request("/demo/nothing");
    expect(await (await app.request("/__mock")).json()).toMatchObject({ renderings: { "/demo/nothing": 1 } });
    await app.request("/__mock/reset", { method: "POST" });
    expect(await (await app.request("/__mock")).json()).toMatchObject({ renderings: {} });
  });
});

it("keeps two headers apart on a real socket, and sends an empty session as an empty header", async () => {
  const started = Promise.withResolvers<number>();
  const server = serve({ fetch: site().app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
    started.resolve(port),
  );
  try {
    const response = await fetch(`http://127.0.0.1:${await started.promise}/demo/exists`, {
      headers: { "GOVUK-Account-Session": "$$f" },
    });
    expect(response.headers.get("GOVUK-Account-Session")).toBe("");
    expect(response.headers.get("Vary")).toBe("GOVUK-Account-Session-Exists");
    await response.text();
  } finally {
    server.close();
  }
});
