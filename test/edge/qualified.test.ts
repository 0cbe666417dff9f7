import { describe, expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../support/edge-under-test.ts";

const secret = { "x-secret": "for one", "x-public": "for all" };

async function twice(
  cacheControl: string | string[],
  more: Record<string, string> = {},
  profile: "rfc9111" | "account" = "rfc9111",
) {
  const edge = edgeUnderTest(
    () => ({ headers: { "cache-control": cacheControl, ...secret, ...more }, body: "page" }),
    {
      profile,
    },
  );
  const first = await settled(await edge.get("/"));
  const second = await settled(await edge.get("/"));
  return { first, second, decision: decision(second) };
}

describe("private and no-cache that name fields", () => {
  test.each([
    'private="x-secret", max-age=60',
    'no-cache="X-Secret", max-age=60',
    'private="x-a, x-secret", max-age=60',
    'max-age=60, no-cache="x-a", private="x-secret"',
  ])("%s keeps that field out, and stores the rest", async (cacheControl) => {
    const { first, second, decision } = await twice(cacheControl);
    expect(first.headers.get("x-secret")).toBe("for one");
    expect([decision, second.headers.get("x-secret"), second.headers.get("x-public")]).toEqual([
      "hit",
      null,
      "for all",
    ]);
  });

  test("a cookie that is withheld does not keep the response out", async () => {
    const { first, second, decision } = await twice('no-cache="set-cookie", max-age=60', {
      "set-cookie": "a=b",
    });
    expect(first.headers.get("set-cookie")).toBe("a=b");
    expect([decision, second.headers.get("set-cookie")]).toEqual(["hit", null]);
  });

  test("who waits for another's response does not get the fields that are withheld", async () => {
    const gate = Promise.withResolvers<void>();
    const edge = edgeUnderTest(
      async () => {
        await gate.promise;
        return { headers: { "cache-control": 'private="x-secret", max-age=60', ...secret }, body: "page" };
      },
      { profile: "rfc9111" },
    );
    const both = [edge.get("/"), edge.get("/")];
    await new Promise((resolve) => setTimeout(resolve, 0));
    gate.resolve();
    const [leader, waiting] = await Promise.all(both);
    expect([leader?.headers.get("x-secret"), waiting?.headers.get("x-secret")]).toEqual(["for one", null]);
    expect(waiting?.headers.get("cache-status")).toContain("collapsed");
  });

  test.each([
    ['private="x-secret", private, max-age=60', "bypass"],
    ['private="", max-age=60', "bypass"],
    ["private=x-secret, max-age=60", "bypass"],
    ['private="x-secret, max-age=60', "bypass"],
    ['private="x secret", max-age=60', "bypass"],
    ['private="vary", max-age=60', "bypass"],
    ['no-store="x-secret", max-age=60', "bypass"],
    ['no-cache="etag", max-age=60', "stale"],
  ])("%s is about the whole response", async (cacheControl, then) => {
    expect((await twice(cacheControl, { etag: '"v"' })).decision).toBe(then);
  });

  test("with the account rules they always are, as in production", async () => {
    expect((await twice('private="x-secret", max-age=60', {}, "account")).decision).toBe("bypass");
  });
});
