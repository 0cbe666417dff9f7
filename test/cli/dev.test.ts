import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, expect, test } from "vitest";
import { endLeftovers, run, start } from "./support.ts";

afterAll(endLeftovers);

test.concurrent("dev prints the addresses, the people and three things to try, and serves the site", async () => {
  const dev = start(["dev", "--port", "0"]);
  const [, url = ""] = await dev.printed(/site +(http:\S+)[\s\S]*Ctrl-C/);
  const page = await fetch(`${url}/demo/nothing`);
  expect([page.status, page.headers.get("server-timing")]).toEqual([
    200,
    expect.stringContaining("edge;dur="),
  ]);
  expect(await (await fetch(`${url}/__edge/health`)).json()).toMatchObject({ status: "ready" });
  await dev.printed(/GET {3}\/demo\/nothing +200 {2}miss, stored/);
  const { code, stdout, stderr } = await dev.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const services = ["inspector", "One Login", "account-api", "Signon", "frontend"];
  for (const name of [...services, "email-alert-api", "email-alert-frontend", "outbox", "who called whom"]) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} +http://\\S+:\\d+`, "m"));
  }
  expect(stdout).toContain("amina@example.com");
  expect(stdout.match(/^ {2}[123]\. /gm)).toHaveLength(3);
});

test.concurrent("dev --https says that the browser will warn and how to go on; --quiet says only where", async () => {
  const loud = start(["dev", "--port", "0", "--https"]);
  await loud.printed(/site +https:\/\/localhost:\d+[\s\S]*will warn[\s\S]*Advanced[\s\S]*Ctrl-C/);
  const quiet = start(["dev", "--port", "0", "--quiet"]);
  await quiet.printed(/The site is at http:\/\/localhost:\d+\n/);
  const [first, second] = [await loud.stop(), await quiet.stop()];
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(second.stdout.trim().split("\n")).toHaveLength(1);
});

test.concurrent("dev takes variables, and those of serve beside them, but none that nobody knows", async () => {
  const variables = { GOVUK_EDGE_PORT: "0", GOVUK_EDGE_QUIET: "1", GOVUK_EDGE_ORIGIN: "http://127.0.0.1:9" };
  const dev = start(["dev"], { variables });
  await dev.printed(/The site is at http:\/\/localhost:\d+\n/);
  expect((await dev.stop()).code).toBe(0);
  const { code, stderr } = await run(["dev"], { variables: { GOVUK_EDGE_PROT: "9080" } });
  expect([code, stderr]).toEqual([2, expect.stringContaining("GOVUK_EDGE_PORT")]);
});

test.concurrent("a port that dev cannot take is named, with how to start elsewhere", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : 0;
  // The mocks start before the edge, and the first of them takes the port after the edge's.
  const { code, stderr } = await run(["dev", "--port", String(taken - 1)]);
  server.close();
  expect(code).toBe(1);
  expect(stderr).toContain(
    `error: Port ${taken} is taken. This command takes eight ports; choose where they start`,
  );
});
