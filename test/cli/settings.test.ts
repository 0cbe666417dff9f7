import { expect, test } from "vitest";
import { z } from "zod";
import { folderWith, startOrigin, startServe, useOrigin } from "./support.ts";

const origin = useOrigin();

/** What `serve` says of its guard and profile, started with a file, variables and flags. */
async function started(
  file: Record<string, unknown> | null,
  variables: Record<string, string>,
  flags: string[],
  name = "govuk-edge.config.json",
): Promise<Record<string, unknown>> {
  const folder = await folderWith(file ? { [name]: JSON.stringify(file) } : {});
  const serve = await startServe(["--json", ...flags], { variables, folder: folder.path });
  const { stdout } = await serve.stop();
  await folder.remove();
  return JSON.parse(stdout.split("\n")[0] ?? "");
}

const address = () => ({ origin: origin.url });

test.concurrent("the file where it runs is read without being named", async () => {
  expect(await started({ ...address(), guard: "off" }, {}, [])).toMatchObject({ guard: "off" });
});

test.concurrent("--config names another file", async () => {
  const start = await started({ ...address(), guard: "off" }, {}, ["--config", "mine.json"], "mine.json");
  expect(start).toMatchObject({ guard: "off" });
});

test.concurrent("GOVUK_EDGE_CONFIG names another file", async () => {
  const start = await started(
    { ...address(), guard: "off" },
    { GOVUK_EDGE_CONFIG: "mine.json" },
    [],
    "mine.json",
  );
  expect(start).toMatchObject({ guard: "off" });
});

test.concurrent("without any of them the defaults hold", async () => {
  const start = await started(null, { GOVUK_EDGE_ORIGIN: origin.url }, []);
  expect(start).toMatchObject({ origin: origin.url, guard: "report", profile: "account" });
});

test.concurrent("a flag goes before a variable, a variable before the file", async () => {
  const file = { ...address(), guard: "off", profile: "account" };
  const variables = { GOVUK_EDGE_GUARD: "report", GOVUK_EDGE_PROFILE: "rfc9111" };
  const start = await started(file, variables, ["--guard", "enforce"]);
  expect(start).toMatchObject({ guard: "enforce", profile: "rfc9111", origin: origin.url });
});

test.concurrent("a variable that is set to nothing leaves the file's value", async () => {
  const start = await started({ ...address(), guard: "off" }, { GOVUK_EDGE_GUARD: "" }, []);
  expect(start).toMatchObject({ guard: "off" });
});

test.concurrent("a switch in a variable can be a word or a digit", async () => {
  const start = await started(address(), { GOVUK_EDGE_HTTPS: "1" }, []);
  expect(start.url).toMatch(/^https:/);
});

test.concurrent("a flag turns off what the file turns on", async () => {
  const start = await started({ ...address(), https: true }, {}, ["--no-https"]);
  expect(start.url).toMatch(/^http:/);
});

/** The X-Forwarded-For that the app sees when a proxy on loopback says 192.0.2.7. */
async function forwarded(variables: Record<string, string>, flags: string[]): Promise<string> {
  const serve = await startServe(["--origin", origin.url, ...flags], { variables });
  const response = await fetch(serve.url, { headers: { "X-Forwarded-For": "192.0.2.7" } });
  const seen = z.object({ "x-forwarded-for": z.string() }).parse(await response.json());
  await serve.stop();
  return seen["x-forwarded-for"];
}

test.concurrent("trusted proxies come as a list: a repeated flag, or commas in a variable", async () => {
  expect(await forwarded({}, ["--trust-proxy", "10.0.0.0/8", "--trust-proxy", "loopback"])).toBe("192.0.2.7");
  expect(await forwarded({ GOVUK_EDGE_TRUST_PROXY: "10.0.0.0/8, loopback" }, [])).toBe("192.0.2.7");
});

test.concurrent("the host, the time a page is kept, and the wait for the app are passed on", async () => {
  const slow = await startOrigin((request, response) => {
    if (request.url !== "/never") response.end(request.headers.host);
  });
  const flags = ["--origin-host", "origin", "--default-ttl", "77", "--timeout", "0.2", "--cache-size", "8"];
  const serve = await startServe(["--origin", slow.url, ...flags]);
  const page = await fetch(serve.url);
  expect(await page.text()).toBe(new URL(slow.url).host);
  expect(page.headers.get("Cache-Status")).toMatch(/stored; ttl=7[67]/);
  expect((await fetch(`${serve.url}/never`)).status).toBe(504);
  await serve.stop();
  await slow.close();
});
