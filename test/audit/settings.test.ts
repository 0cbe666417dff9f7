import { expect, test } from "vitest";
import { auditOptions, auditSettings } from "../../src/cli/audit-settings.ts";

const url = "http://127.0.0.1:1/";

test.each<[readonly string[], Record<string, unknown>, string]>([
  [[], {}, "There is nothing to audit."],
  [[], { host: ["127.0.0.1:1"] }, "There is nothing to audit."],
  [[url], { list: "/nowhere/at/all" }, "Expected a file that can be read"],
  [[url], { rate: "0" }, "Expected a number from 0.1 to 1000"],
  [[url], { depth: "1.5" }, "Expected a whole number from 0 to 100"],
  [[url], { reporter: "pdf" }, "one of text, json, sarif, html, junit, github"],
  [[url], { failOn: "all" }, "one of leak, fragile, waste"],
  [[url], { flash: "a b" }, "visible ASCII"],
  [[url], { person: ["Amina=topsecretvalue"] }, "Two people at least"],
  [[url], { person: ["Amina=topsecretvalue", "Bryn=topsecretvalue$$hi"] }, "Two people at least"],
  [[url], { person: ["Amina=a1", "Amina=topsecretvalue"] }, "Two people at least"],
  [[url], { person: ["topsecretvalue"] }, "The 1. person is not right"],
  [[url], { person: ["Amina=a1", "Bryn=topsecretvalue;x"] }, "The 2. person is not right"],
  [["http://me:topsecretvalue@127.0.0.1:1/"], {}, "without a password"],
  [["ftp://127.0.0.1/"], {}, "is no address of a page"],
  [["/only/a/path"], {}, "is no address of a page"],
  [[url], { host: ["a/b"] }, "Expected a host"],
])("%j with %j is refused, and no secret is repeated", async (urls, flags, message) => {
  const refused = auditSettings(urls, flags);
  await expect(refused).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining("topsecret") });
});

test("hosts are those of the addresses and of --host, and nothing else", async () => {
  const { hosts } = await auditSettings(["https://app.example/a"], {
    host: ["other.example:8080"],
    sitemap: ["http://maps.example/sitemap.xml"],
  });
  expect([...hosts]).toEqual(["app.example", "maps.example", "other.example:8080"]);
});

test("a message in a person's value is left out, and paths that sign out can be asked for", async () => {
  const people = { person: ["Amina=one=1$$hello", "Bryn=two"] };
  const settings = await auditSettings([url], people);
  expect(settings.persons).toEqual([
    { name: "Amina", value: "one=1" },
    { name: "Bryn", value: "two" },
  ]);
  expect(auditOptions(settings).skip).toContain("*sign-out*");
  const all = auditOptions(await auditSettings([url], { skipSignOut: false, skip: ["/admin/*"] }));
  expect(all.skip).toEqual(["/admin/*"]);
});
