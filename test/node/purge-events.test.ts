/** What the edge tells of purges: all that were asked for over HTTP, and no secret. */
import { expect, test } from "vitest";
import { purgeSentence } from "../../src/edge/observe/warnings.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { HeaderPairs } from "../../src/testing/play.ts";
import { type RimUnderTest, startApp, startRim } from "./support.ts";

const token = "a-token-of-the-team";

async function startSite(): Promise<RimUnderTest> {
  const app = await startApp((_request, response) => response.end("a page"));
  return startRim(app, { edge: { profile: "www", purge: { token }, www: { forceTls: false } } });
}

function ask({ port }: RimUnderTest, method: string, url: string, headers: HeaderPairs) {
  return sendRaw({ port, host: "www.gov.uk", method, url, headers });
}

test("a purge of a URL is told with it, secrets masked", async () => {
  const site = await startSite();
  await ask(site, "PURGE", "/a?code=a-secret-of-somebody", [["Fastly-Key", token]]);
  const event = await site.event("purge");
  const target = "/a?code=a-secr… (20 characters)";
  expect(event).toMatchObject({
    target,
    what: [`http://www.gov.uk${target}`],
    soft: false,
    refused: null,
  });
  expect(purgeSentence(event)).toBe(`Purged: http://www.gov.uk${target}.`);
});

test("a soft purge by keys is told with its keys, of which a sentence names a few", async () => {
  const site = await startSite();
  const headers: HeaderPairs = [
    ["Fastly-Key", token],
    ["Fastly-Soft-Purge", "1"],
    ["Surrogate-Key", "a b c d e f g"],
    ["Content-Length", "0"],
  ];
  await ask(site, "POST", "/__edge/purge", headers);
  const event = await site.event("purge");
  expect(event).toMatchObject({ what: [..."abcdefg"], soft: true, refused: null });
  expect(purgeSentence(event)).toBe("Purged softly: a, b, c, d, e and 2 more.");
});

test("a purge that is refused is told with the reason, and without what was sent as a token", async () => {
  const site = await startSite();
  await ask(site, "PURGE", "/a", [["Fastly-Key", "a-token-of-another"]]);
  const event = await site.event("purge");
  expect(event.refused).toContain("Send the token");
  expect(purgeSentence(event)).toMatch(/^A purge of http:\/\/www\.gov\.uk\/a was refused\. Send the token/);
  expect(JSON.stringify(site.events)).not.toMatch(/a-token-of/);
});

test("an order that nobody could read is told too", async () => {
  const site = await startSite();
  await ask(site, "POST", "/__edge/purge", [
    ["Fastly-Key", token],
    ["Content-Length", "0"],
  ]);
  const event = await site.event("purge");
  expect(event).toMatchObject({ what: [], refused: expect.stringContaining("no Surrogate-Key") });
  expect(purgeSentence(event)).toMatch(/^A purge was refused\. There is no Surrogate-Key/);
});
