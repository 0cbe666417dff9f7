import fc from "fast-check";
import { expect, test } from "vitest";
import { mirrorTargetSchema, namesInMirror } from "../../../src/edge/www/mirror-target.ts";

const nameOf = namesInMirror(mirrorTargetSchema.parse({}));

const named: [target: string, name: string][] = [
  ["/", "/index.html"],
  ["", "/index.html"],
  ["/?a=b", "/index.html?a=b"],
  ["//", "/index.html"],
  ["/a/b?c=1", "/a/b.html?c=1"],
  ["/a//b///c", "/a/b/c.html"],
  ["//a", "/a.html"],
  ["/a?b=c//d", "/a.html?b=c//d"],
  ["/a/", "/a/.html"],
  ["/a.html", "/a.html"],
  ["/a.json?b", "/a.json?b"],
  ["/a.JPG", "/a.JPG"],
  ["/a.PNG", "/a.PNG.html"],
  ["/a.woff2", "/a.woff2"],
  ["/a.b", "/a.b.html"],
  ["/a.pdf/preview", "/a.pdf/preview.html"],
  ["/a?b=c.pdf", "/a.html?b=c.pdf"],
  ["/pdf", "/pdf.html"],
  ["/x/http://host/y", "/x/http://host/y.html"],
  ["/a..b/...", "/a..b/....html"],
  ["/a%2Fb", "/a%2Fb.html"],
];

test.each(named)("%j is %j in a mirror", (target, name) => {
  expect(nameOf(target)).toBe(name);
});

const leading: [target: string, name: string][] = [
  ["/../secret", "/secret.html"],
  ["/a/../../../b.pdf", "/b.pdf"],
  ["/a/./b", "/a/b.html"],
  ["/a//../b", "/a/b.html"],
  ["/a/b/..", "/a/.html"],
  ["/a/..", "/index.html"],
  ["/..?a", "/index.html?a"],
  ["/%2e%2E/b", "/b.html"],
  ["/.%2e/b", "/b.html"],
  ["/a/..%2f..%2fb", "/b.html"],
  ["/a/%2e%2e%5Cb", "/b.html"],
  ["/a\\..\\..\\b", "/b.html"],
  ["..", "/index.html"],
];

test.each(leading)("%j does not lead out of its prefix: %j", (target, name) => {
  expect(nameOf(target)).toBe(name);
});

test("files and the home page can be said otherwise", () => {
  const own = namesInMirror(mirrorTargetSchema.parse({ files: ["xyz"], home: "/home.html" }));
  expect(["/", "/a.xyz", "/a.pdf", "/a.html"].map(own)).toEqual([
    "/home.html",
    "/a.xyz",
    "/a.pdf.html",
    "/a.html",
  ]);
  expect(mirrorTargetSchema.safeParse({ home: "/../x.html" }).success).toBe(false);
  expect(mirrorTargetSchema.safeParse({ files: [".pdf"] }).success).toBe(false);
});

const pieces = fc.constantFrom(
  ...["/", "//", ".", "..", "%2e", "%2E%2e", "%2f", "%5C", "\\", "%", "%252e", ":", "?", "#", "a", "b.pdf"],
  ...[".html", "index.html", "JPG", "é", " ", "&x=1"],
);
const targets = fc.oneof(
  fc.array(pieces, { maxLength: 14 }).map((list) => `/${list.join("")}`),
  fc.webPath(),
  fc.string().map((text) => `/${text}`),
);

/** What a server may make of a path: each way to divide it, each dot decoded. */
function segmentsOf(target: string): string[] {
  const path = target.split(/[?#]/, 1)[0] ?? "";
  return path.split(/\/|\\|%2f|%5c/i).map((segment) => segment.replace(/%2e/gi, "."));
}

test("a name in a mirror never has a dot segment, however it is spelt", () => {
  fc.assert(
    fc.property(targets, (target) => {
      expect(segmentsOf(nameOf(target)).filter((segment) => segment === "." || segment === "..")).toEqual([]);
    }),
  );
});

test("a name in a mirror stays under any prefix, for a URL parser too", () => {
  fc.assert(
    fc.property(targets, (target) => {
      const name = nameOf(target);
      expect(name.startsWith("/") && !name.startsWith("//")).toBe(true);
      const { href, pathname } = new URL(`https://bucket.example/the-prefix${name}`);
      expect(href.startsWith("https://bucket.example/the-prefix/")).toBe(true);
      expect(pathname).not.toBe("/the-prefix/");
    }),
  );
});

test("what is a name in a mirror already stays as it is", () => {
  fc.assert(
    fc.property(targets, (target) => {
      expect(nameOf(nameOf(target))).toBe(nameOf(target));
    }),
  );
});

test("the query is neither lost nor changed", () => {
  fc.assert(
    fc.property(targets, (target) => {
      const end = target.search(/[?#]/);
      if (end >= 0) expect(nameOf(target).endsWith(target.slice(end))).toBe(true);
      else expect(nameOf(target)).not.toMatch(/[?#]/);
    }),
  );
});
