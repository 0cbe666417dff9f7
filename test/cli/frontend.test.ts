import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { frontendSettings } from "../../src/cli/frontend-settings.ts";
import { flagOf, variableOf } from "../../src/cli/setting-names.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";
import { startAccountApi } from "../origin-mocks/frontend/support.ts";
import { endLeftovers, folderWith, run, start, startOrigin } from "./support.ts";

afterAll(endLeftovers);

async function startFrontend(...args: string[]) {
  const running = start(["frontend", "--port", "0", ...args]);
  const [, url = ""] = await running.printed(/listens on (http:\S+)[\s\S]*Ctrl-C/);
  return { ...running, url };
}

test.concurrent("its help has examples and says what next", async () => {
  const { code, stdout } = await run(["frontend", "--help"]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Examples:\n {2}\$ govuk-edge[\s\S]*What next:/)]);
});

describe("what it cannot take is refused", () => {
  test.concurrent("with where it came from, but not with a token", async () => {
    const variables = { GOVUK_EDGE_ACCOUNT_API_URL: "nowhere", GOVUK_EDGE_ACCOUNT_API_TOKEN: "not one" };
    const args = ["frontend", "--port", "70000", "--your-services-url", "home"];
    const { code, stderr } = await run(args, { variables });
    expect(code).toBe(2);
    expect(stderr).toContain("port is 70000 (from flag --port)");
    expect(stderr).toContain('accountApiUrl is "nowhere" (from variable GOVUK_EDGE_ACCOUNT_API_URL)');
    expect(stderr).toContain('yourServicesUrl is "home"');
    expect(stderr).toContain("accountApiToken is not right (from variable GOVUK_EDGE_ACCOUNT_API_TOKEN)");
    expect(stderr).not.toContain("not one");
  });

  test.concurrent("as is a world without its token, unless one is given, and a port that is taken", async () => {
    const { people, pages } = loadWorld();
    const world = JSON.stringify({ people, applications: [], apiUsers: [], pages });
    const folder = await folderWith({ "world.json": world });
    const lacking = await run(["frontend", "--world", "world.json"], { folder: folder.path });
    expect([lacking.code, lacking.stderr]).toEqual([2, expect.stringMatching(/world of the mocks has no/)]);
    const origin = await startOrigin();
    const args = ["frontend", "--world", "world.json", "--account-api-token", "given"];
    const taken = await run([...args, "--port", String(origin.port)], { folder: folder.path });
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining(`Port ${origin.port} is taken`)]);
    await Promise.all([origin.close(), folder.remove()]);
  });
});

test.concurrent("alone, it signs in through the account-api that it was told of, with the token it was given", async () => {
  const accountApi = await startAccountApi();
  accountApi.answer({ auth_uri: "http://auth/authorize?x", state: "s" });
  const root = "http://www.dev.gov.uk";
  const home = "http://home.localhost/your-services";
  const args = ["--account-api-url", accountApi.url, "--website-root", root, "--your-services-url", home];
  const running = await startFrontend(...args, "--account-api-token", "a-token");
  const ask = async (path: string, Referer?: string) => {
    const headers = Referer === undefined ? {} : { Referer };
    const response = await fetch(running.url + path, { redirect: "manual", headers });
    return [response.status, response.headers.get("Location")];
  };
  expect(await ask("/account", `${root}/page`)).toEqual([302, "http://auth/authorize?x"]);
  expect(accountApi.asked[0]?.target).toBe("/api/oauth2/sign-in?redirect_path=%2Fpage&mfa=false");
  expect(accountApi.asked[0]?.headers.get("Authorization")).toBe("Bearer a-token");
  expect(await ask("/account")).toEqual([302, home]);
  expect(await ask("/sign-in/callback")).toEqual([302, root]);
  expect((await fetch(`${running.url}/demo/publication`)).status).toBe(200);
  expect((await fetch(`${running.url}/assets/govuk-frontend.min.css`)).status).toBe(200);
  const { code, stdout, stderr } = await running.stop();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toContain("a-token");
  await accountApi.close();
});

test("docs/account-stack.md tells of every setting that is not the same for all services", async () => {
  const text = await readFile(new URL("../../docs/account-stack.md", import.meta.url), "utf8");
  const own = frontendSettings.filter(({ key }) => key !== "port" && key !== "hostname");
  const missing = own.filter(({ key }) => !text.includes(flagOf(key)) && !text.includes(variableOf(key)));
  expect(missing).toEqual([]);
});
