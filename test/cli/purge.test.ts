import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { folderWith, run, type Serve, startOrigin, startServe, useOrigin } from "./support.ts";

const token = "the-token-that-nobody-sees";
let renderings = 0;
const origin = useOrigin((request, response) => {
  renderings += 1;
  response.setHeader("Cache-Control", "max-age=600, stale-while-revalidate=60");
  response.setHeader("Surrogate-Key", `all ${request.url?.slice(1)}`);
  response.end(String(renderings));
});

let edge: Serve;
beforeAll(async () => {
  edge = await startServe(["--origin", origin.url, "--quiet"], {
    variables: { GOVUK_EDGE_PURGE_TOKEN: token },
  });
});
afterAll(async () => void (await edge.stop()));

const purge = (
  args: readonly string[],
  variables: Readonly<Record<string, string>> = { GOVUK_EDGE_PURGE_TOKEN: token },
) => run(["purge", "--url", edge.url, ...args], { variables });

/** What became of a visit, by Cache-Status. */
async function visit(path: string): Promise<string> {
  const response = await fetch(edge.url + path);
  await response.text();
  const said = response.headers.get("cache-status") ?? "";
  return /^govuk-edge; (hit|fwd=[a-z-]+)/.exec(said)?.[1] ?? said;
}

test("URLs and paths are purged, each in a line, and others stay", async () => {
  for (const path of ["/a", "/b", "/c"]) await visit(path);
  const { code, stdout, stderr } = await purge(["/a", `${edge.url}/b`]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(`${edge.url}/a: done\n${edge.url}/b: done\n`);
  expect([await visit("/a"), await visit("/b"), await visit("/c")]).toEqual([
    "fwd=uri-miss",
    "fwd=uri-miss",
    "hit",
  ]);
});

test("keys are purged together, everything by its own word, and softly on request, as JSON on request", async () => {
  for (const path of ["/d", "/e", "/f"]) await visit(path);
  expect((await purge(["--key", "d", "--key", "e"])).stdout).toBe("surrogate key d, e: done\n");
  expect([await visit("/d"), await visit("/e"), await visit("/f")]).toEqual([
    "fwd=uri-miss",
    "fwd=uri-miss",
    "hit",
  ]);
  expect((await purge(["--key", "f", "--soft"])).stdout).toBe("surrogate key f: done, it is stale\n");
  const { stdout } = await purge(["--everything", "--json"]);
  expect(JSON.parse(stdout)).toEqual({
    orders: [{ order: { everything: true, soft: false }, status: "done", detail: null }],
  });
  expect(await visit("/f")).toBe("fwd=uri-miss");
});

test.concurrent("the token may stand in a file, and is shown neither when it is wrong nor when it is right", async ({
  expect,
  onTestFinished,
}) => {
  const folder = await folderWith({ token: `${token}\n`, wrong: "another-secret\n", odd: "two words\n" });
  onTestFinished(() => folder.remove());
  const withFile = (name: string) => purge(["/a", "--token-file", join(folder.path, name)], {});
  expect((await withFile("token")).code).toBe(0);
  const wrong = await withFile("wrong");
  expect([wrong.code, wrong.stdout]).toEqual([1, ""]);
  expect(wrong.stderr).toMatch(/does not accept this token/);
  expect(wrong.stderr).not.toContain("another-secret");
  const odd = await withFile("odd");
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringMatching(/holds no token: expected one word/)]);
  const none = await purge(["/a"], {});
  expect([none.code, none.stderr]).toEqual([
    1,
    expect.stringContaining("asks for a token. Put it in GOVUK_EDGE_PURGE_TOKEN"),
  ]);
});

test.concurrent("what is queued is said to be, and what is refused ends with 1", async ({
  expect,
  onTestFinished,
}) => {
  const answers = [
    [202, { status: "queued", detail: "It is done here." }],
    [400, { status: "refused", detail: "No such key." }],
  ] as const;
  let asked = 0;
  const other = await startOrigin((_request, response) => {
    const [status, body] = answers[asked] ?? [500, {}];
    asked += 1;
    response.writeHead(status, { "Cache-Status": "govuk-edge; detail=purge" }).end(JSON.stringify(body));
  });
  onTestFinished(() => other.close());
  const { code, stdout, stderr } = await run(["purge", "/a", "--key", "b", "--url", other.url]);
  expect(stdout).toBe(`${other.url}/a: queued: It is done here.\nsurrogate key b: refused: No such key.\n`);
  expect([code, stderr]).toEqual([1, "error: 1 of 2 orders were refused.\n"]);
});

test.concurrent("an edge that is not there, lets nobody purge, or wants https is told apart", async ({
  expect,
  onTestFinished,
}) => {
  const gone = await run(["purge", "/a", "--url", "http://127.0.0.1:1"]);
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining("(ECONNREFUSED). Is it running?")]);
  const app = await startOrigin((_request, response) => void response.end('{ "status": "ok" }'));
  onTestFinished(() => app.close());
  const none = await run(["purge", "/a", "--url", app.url]);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("lets nobody purge, or is none.")]);
  const www = await startServe(["--origin", app.url, "--profile", "www", "--quiet"]);
  const redirected = await run(["purge", "/a", "--url", www.url]);
  await www.stop();
  expect([redirected.code, redirected.stderr]).toEqual([1, expect.stringContaining("wants https.")]);
  const settings = { origin: app.url, purge: { trusted: ["192.0.2.1"] } };
  const folder = await folderWith({ "govuk-edge.config.json": JSON.stringify(settings) });
  onTestFinished(() => folder.remove());
  const strange = await startServe(["--quiet"], { folder: folder.path });
  const refused = await run(["purge", "/a", "--url", strange.url]);
  await strange.stop();
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining("lets this address purge nothing"),
  ]);
});

test.concurrent("an order for nothing, or for too much, and what is no URL end with 2", async ({
  expect,
}) => {
  for (const [args, reason] of [
    [[], "There is nothing to purge."],
    [["/a", "--everything"], "Leave out the URLs and keys"],
    [["vat-rates"], '"vat-rates" is no URL.'],
    [["/a", "--url", "localhost:9080"], "--url is no address of an edge."],
  ] as const) {
    const { code, stderr } = await run(["purge", ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
  }
});
