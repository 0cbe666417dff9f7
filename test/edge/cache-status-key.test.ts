import { expect, test } from "vitest";
import { edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";

const keyOf = (response: Response) => /; key="(.*)"$/.exec(response.headers.get("cache-status") ?? "")?.[1];

test.each([
  ["/", "https://www.gov.uk/"],
  ["/a?b=c&d", "https://www.gov.uk/a?b=c&d"],
  ['/a"b?c="d', "https://www.gov.uk/a%22b?c=%22d"],
  ["/a?b=\\c", "https://www.gov.uk/a?b=\\\\c"],
  ["/ä?ö", "https://www.gov.uk/%C3%A4?%C3%B6"],
])("Cache-Status names the key of %s, as a string of structured fields", async (path, key) => {
  const edge = edgeUnderTest(() => ({ headers: { "cache-control": "max-age=60" }, body: "page" }));
  expect(keyOf(await settled(await edge.get(path)))).toBe(key);
  const hit = await edge.get(path);
  expect([hit.headers.get("cache-status")?.startsWith("govuk-edge; hit"), keyOf(hit)]).toEqual([true, key]);
});

test("the values that select a variant are not in it", async () => {
  const headers = { "cache-control": "max-age=60", vary: "GOVUK-Account-Session" };
  const edge = edgeUnderTest(() => ({ headers, body: "page" }));
  const response = await settled(await edge.get("/", sessionCookie("a-secret-session")));
  expect(response.headers.get("cache-status")).toContain("; stored; ");
  expect(response.headers.get("cache-status")).not.toContain("a-secret");
});
