import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSignon } from "../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";
import { listen } from "../origin-mocks/email-alert-api/support.ts";
import { endLeftovers, folderWith, run, start, startOrigin } from "./support.ts";

let signon: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  signon = await listen(createSignon({ world: loadWorld() }).app);
});
afterAll(async () => {
  endLeftovers();
  await signon.close();
});

/** A service on a free port, and where it is. */
async function startService(name: string, ...args: string[]) {
  const running = start([name, "--port", "0", ...args]);
  const [, url = ""] = await running.printed(/listens on (http:\S+)[\s\S]*Ctrl-C/);
  return { ...running, url };
}

describe.each(["email-alert-api", "email-alert-frontend"])("govuk-edge %s", (name) => {
  test.concurrent("has a help with examples", async () => {
    const { code, stdout } = await run([name, "--help"]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/Examples:\n {2}\$ govuk-edge[\s\S]*What next:/),
    ]);
  });

  test.concurrent("refuses what it cannot take, and says where it came from", async () => {
    const variables = { GOVUK_EDGE_ACCOUNT_API_URL: "nowhere" };
    const { code, stderr } = await run([name, "--port", "70000"], { variables });
    expect(code).toBe(2);
    expect(stderr).toContain("port is 70000 (from flag --port)");
    expect(stderr).toContain('accountApiUrl is "nowhere" (from variable GOVUK_EDGE_ACCOUNT_API_URL)');
  });

  test.concurrent("says what its world lacks, and which port is taken", async () => {
    const { people } = loadWorld();
    const world = JSON.stringify({ people, applications: [], apiUsers: [], pages: [] });
    const folder = await folderWith({ "world.json": world });
    const lacking = await run([name, "--world", "world.json"], { folder: folder.path });
    await folder.remove();
    expect([lacking.code, lacking.stderr]).toEqual([2, expect.stringMatching(/world of the mocks has no/)]);
    const absent = await run([name, "--world", "absent.json"]);
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("a file that can be read")]);
    const origin = await startOrigin();
    const taken = await run([name, "--port", String(origin.port)]);
    await origin.close();
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining(`Port ${origin.port} is taken`)]);
  });
});

test.concurrent("each alone, given where the others are, they work together", async () => {
  const api = await startService("email-alert-api", "--signon-url", signon.url);
  const frontend = await startService("email-alert-frontend", "--email-alert-api-url", api.url);
  const page = await fetch(`${frontend.url}/email/subscriptions/new?topic_id=fishing-in-rivers-and-lakes`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("How often do you want")]);
  expect((await fetch(`${api.url}/subscribers/1/subscriptions`)).status).toBe(401);
  const outbox = await fetch(`${api.url}/__mock/outbox`);
  expect(await outbox.text()).toContain("Emails that would have been sent");
  expect((await fetch(`${frontend.url}/assets/govuk-frontend.min.css`)).status).toBe(200);
  const ended = [await frontend.stop(), await api.stop()];
  expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(2).fill({ code: 0, stderr: "" }));
});

test.concurrent("in mock mode every caller is taken, and forms can be taken without their token", async () => {
  const api = await startService("email-alert-api", "--auth", "mock");
  expect((await fetch(`${api.url}/subscribers/2/subscriptions`)).status).toBe(200);
  const frontend = await startService(
    "email-alert-frontend",
    "--no-check-forms",
    "--email-alert-api-url",
    api.url,
  );
  const body = new URLSearchParams({ topic_id: "fishing-in-rivers-and-lakes", frequency: "daily" });
  const url = `${frontend.url}/email/subscriptions/frequency`;
  expect((await fetch(url, { method: "POST", body, redirect: "manual" })).status).toBe(302);
  await Promise.all([frontend.stop(), api.stop()]);
});
