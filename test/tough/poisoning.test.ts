/** Attacks on what is shared: by what the key does not know, and by paths that look like files. */
import { describe, expect, test } from "vitest";
import { decision, edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";

/** What servers and frameworks have been known to believe of their address, path, method or client. */
const believed = [
  ...["Forwarded", "X-Forwarded", "Front-End-Https", "Proxy", "Script-Name", "CloudFront-Forwarded-Proto"],
  ...["Host", "For", "Proto", "Port", "Prefix", "Server", "Scheme", "Path", "Uri", "Ssl", "By"].map(
    (what) => `X-Forwarded-${what}`,
  ),
  ...["URL", "URI", "Host", "Forwarded-For"].map((what) => `X-Original-${what}`),
  ...["Original-URL", "X-Rewrite-URL", "X-Override-URL", "X-Envoy-Original-Path", "X-Script-Name"],
  ...["X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"],
  ...["X-HTTP-Host-Override", "X-HTTP-Path-Override", "X-Host"],
  ...["X-Scheme", "X-URL-Scheme", "X-ARR-SSL", "Fastly-SSL"],
  ...["X-Real-IP", "X-Client-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP"],
  ...["X-Remote-IP", "X-Remote-Addr", "X-Originating-IP", "X-ProxyUser-IP", "X-Cluster-Client-IP"],
  ...["X-Sendfile-Type", "X-Accel-Mapping", "X-Middleware-Subrequest"],
];

describe.each(["account", "www", "rfc9111"] as const)(
  "in the profile %s no copy is poisoned by",
  (profile) => {
    test.each(believed)("%s, in any spelling", async (name) => {
      for (const spelling of [name, name.toLowerCase(), name.replaceAll("-", "_")]) {
        const edge = edgeUnderTest(
          (asked) => ({ headers: { "cache-control": "max-age=60" }, body: JSON.stringify(asked.fields) }),
          { profile },
        );
        await settled(await edge.get("/", { [spelling]: "evil.example" }));
        const next = await settled(await edge.get("/"));
        expect(decision(next)).toBe("hit");
        expect(await next.text()).not.toContain("evil.example");
      }
    });
  },
);

/** Paths that another cache may take for a file's. */
const disguises = [
  "/x.css",
  "/x.png",
  ";x.css",
  "%2fx.css",
  "%00.css",
  "%3fx.css",
  "?x.css",
  "/..%2fx.js",
  "%0a.css",
];

describe.each(["account", "www"] as const)(
  "in the profile %s nobody is deceived into storing a page",
  (profile) => {
    test.each(disguises)("at /account/home%s, whose app says that all may keep it", async (suffix) => {
      const edge = edgeUnderTest(
        (asked) => ({
          headers: { "cache-control": "public, max-age=3600", "content-type": "text/css" },
          body: `for ${asked.header("govuk-account-session")}`,
        }),
        { profile },
      );
      const path = `/account/home${suffix}`;
      const own = await settled(await edge.get(path, sessionCookie("the-session-of-the-victim")));
      expect(await own.text()).toBe("for the-session-of-the-victim");
      const stranger = await settled(await edge.get(path));
      expect(await stranger.text()).toBe("for null");
      const other = await settled(await edge.get(path, sessionCookie("somebody-else")));
      expect(await other.text()).not.toContain("victim");
    });
  },
);

test("a page is no other page, however its path looks to an app", async () => {
  const edge = edgeUnderTest(({ url }) => ({
    headers: { "cache-control": "max-age=60" },
    body: url.pathname,
  }));
  const paths = ["/a", "/a/", "/A", "/a%2f", "/a;x", "/a%3fx", "/%61", "/a%00", "/a%20", "//a", "/a/."];
  for (let time = 0; time < 2; time += 1) {
    for (const path of paths) {
      const { pathname } = new URL(`https://www.gov.uk${path}`);
      expect(await (await settled(await edge.get(path))).text()).toBe(pathname);
    }
  }
});
