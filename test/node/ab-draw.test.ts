/** Chance decides once for a request, although the rim asks before the app does. */
import { expect, onTestFinished, test } from "vitest";
import { serveEdge } from "../../src/edge/node.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";

test("a miss draws no second time", async () => {
  const origin = await startScriptedOrigin();
  origin.answerNext({ status: 200, headers: [["Vary", "GOVUK-ABTest-Colour"]], body: "page" });
  let draws = 0;
  const edge = await serveEdge({
    port: 0,
    edge: {
      origin: `http://127.0.0.1:${origin.port}`,
      profile: "www",
      // The first draw is Red, the next Blue, and so on.
      random: () => (draws++ % 2 === 0 ? 0 : 0.99),
      www: { forceTls: false, abTests: [{ name: "Colour", variants: { Red: 50, Blue: 50 } }] },
    },
  });
  onTestFinished(async () => {
    await edge.close();
    await origin.close();
  });
  const got = await sendRaw({
    port: edge.port,
    method: "GET",
    url: "/",
    host: "www.gov.uk",
    headers: [["Cookie", 'cookies_policy={"usage":true}']],
  });
  expect(got.headers.find(([name]) => name.toLowerCase() === "set-cookie")?.[1]).toMatch(
    /^ABTest-Colour=Red;/,
  );
  expect(origin.seenByOrigin()?.headers).toContainEqual(["GOVUK-ABTest-Colour", "Red"]);
  expect(draws).toBe(1);
});
