import { afterAll, expect, test } from "vitest";
import { endLeftovers, folderWith, run, start } from "./support.ts";

afterAll(endLeftovers);

test.concurrent("signon alone says where it is and who can sign in, and answers on loopback", async () => {
  const signon = start(["signon", "--port", "0"]);
  const [, url = ""] = await signon.printed(/Signon +(http:\/\/127\.0\.0\.1:\d+)[\s\S]*Ctrl-C/);
  const page = await fetch(url);
  expect([page.status, page.url]).toEqual([200, `${url}/users/sign_in`]);
  expect((await fetch(`${url}/assets/govuk-frontend.min.css`)).status).toBe(200);
  const { code, stdout, stderr } = await signon.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("sana.superadmin@example.com");
  expect(stdout).not.toContain("Others can reach it");
});

test.concurrent("with all three environments, production can be copied over staging", async () => {
  const signon = start(["signon", "--port", "0", "--environment", "all"]);
  const [, staging = ""] = await signon.printed(
    /staging +(http:\S+)\n {2}integration +http:\S+[\s\S]*Ctrl-C/,
  );
  expect((await fetch(`${staging}/__mock/sync`, { method: "POST" })).status).toBe(204);
  expect((await signon.stop()).code).toBe(0);
});

test.concurrent("its help has examples and says what next", async () => {
  const { code, stdout } = await run(["signon", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Examples:\n {2}\$ govuk-edge signon/);
  expect(stdout).toContain("What next:");
});

test.concurrent("what it cannot use is refused with what was expected", async () => {
  const wrong = await run(["signon", "--environment", "moon"]);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringContaining("integration, staging, production or all"),
  ]);
  const folder = await folderWith({ "signon.json": '{"users":[{"role":"king"}]}' });
  const data = await run(["signon", "--data", "signon.json"], { folder: folder.path });
  expect([data.code, data.stderr]).toEqual([2, expect.stringContaining("role")]);
  const missing = await run(["signon", "--world", "nowhere.json"], { folder: folder.path });
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("a file that can be read")]);
  await folder.remove();
});
