import { expect, test } from "vitest";
import { startStack } from "../../../src/origin-mocks/node/stack.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { createBrowser, greeting, signIn, siteOf, websiteRoot } from "./support.ts";

test("another stack, at other addresses, goes on where one ended", async () => {
  const first = await startStack({ websiteRoot, firstPort: 0 });
  const browser = createBrowser();
  const session = (await signIn(siteOf(first), "chidi", browser)).headers.get("GOVUK-Account-Session") ?? "";
  const state: unknown = JSON.parse(JSON.stringify(first.save()));
  await first.close();

  const second = await startStack({ websiteRoot: "http://localhost:9180", firstPort: 0, state });
  const site = { url: second.router.url, root: "http://localhost:9180" };
  expect(await greeting(site, session)).toContain("chidi@example.com");
  const again = await signIn(site, "amina", browser);
  expect(again.headers.get("Location")).toBe("http://localhost:9180/demo/session");
  expect(await greeting(site, again.headers.get("GOVUK-Account-Session") ?? "")).toContain(
    "chidi@example.com",
  );
  expect(second.calls.list().map(({ path }) => path)).not.toContain("/sign-in");
  await second.close();
});

test("what changes is told, and what does not belong to the world is refused at the start", async () => {
  let changes = 0;
  const count = () => {
    changes += 1;
  };
  const stack = await startStack({ websiteRoot, firstPort: 0, changed: count });
  const before = changes;
  await fetch(`${stack.router.url}/demo/nothing`);
  expect(changes).toBeGreaterThan(before);
  const state = stack.save();
  await stack.close();
  const world = { ...loadWorld(), pages: [] };
  await expect(startStack({ websiteRoot, firstPort: 0, world, state })).rejects.toThrow("another world");
});
