/** Two isolates of the worker that share stored responses and purges. */
import { afterEach, describe, expect, test } from "vitest";
import { type HandWrittenOrigin, startOrigin } from "../support/worker-origin.ts";
import { kvNamespace, startWorkerPair, type Which, type WorkerPair } from "../support/worker-pair.ts";
import { type Bindings, text } from "../support/worker-running.ts";

const token = "a-token-for-tests";
let origin: HandWrittenOrigin | undefined;
let pair: WorkerPair | undefined;

afterEach(async () => {
  await pair?.close();
  await origin?.close();
});

/** Pages are numbered as they are made. */
async function start(
  own: Partial<Record<Which, Bindings>> = {},
  purges: Bindings = { PURGES: kvNamespace() },
) {
  let made = 0;
  origin = await startOrigin((request, response) => {
    made += 1;
    response.setHeader("Cache-Control", "max-age=3600").setHeader("Surrogate-Key", "k");
    if (request.url === "/mine") response.setHeader("Vary", "GOVUK-Account-Session");
    response.end(`${request.headers["govuk-account-session"] ?? "nobody"} ${made}`);
  });
  const common = {
    ORIGIN_URL: text(origin.url),
    PURGE_TOKEN: text(token),
    ...purges,
    PURGES_READ_SECONDS: text("10"),
  };
  const running = await startWorkerPair({ one: { ...common, ...own.one }, two: { ...common, ...own.two } });
  pair = running;
  // What was asked for within a second of the log's beginning counts as older.
  await running.ask("one", "/begin");
  running.pass(2_000);
  return {
    ...running,
    get: async (which: Which, url = "/page", session?: string) => {
      const cookie = [["Cookie", `__Host-govuk_account_session=${session}`]] as const;
      const { body, header } = await running.ask(
        which,
        url,
        session === undefined ? {} : { headers: cookie },
      );
      return [body, header("cache-status")?.includes("; hit") ? "hit" : "miss"];
    },
    purge: (which: Which) =>
      running.ask(which, "/__edge/purge", {
        method: "POST",
        headers: [
          ["Authorization", `Bearer ${token}`],
          ["Surrogate-Key", "k"],
        ],
      }),
  };
}

/** What is written after an answer is there a moment later. */
const soon = (get: () => Promise<string[]>) => expect.poll(get, { timeout: 10_000 });

test("what one has fetched the other gives, each session its own", async () => {
  const { get } = await start();
  expect(await get("one")).toEqual(["nobody 2", "miss"]);
  await soon(() => get("two")).toEqual(["nobody 2", "hit"]);
  const [ada] = await get("one", "/mine", "ada");
  await soon(() => get("two", "/mine", "ada")).toEqual([ada, "hit"]);
  const [bob, how] = await get("two", "/mine", "bob");
  expect([bob?.split(" ")[0], how]).toEqual(["bob", "miss"]);
});

test("a purge at one reaches the other within the time for which purges are believed", async () => {
  const { get, purge, pass, ask } = await start();
  await get("one");
  await soon(() => get("two")).toEqual(["nobody 2", "hit"]);
  const answer = await purge("one");
  expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { status: "ok" }]);
  pass(1_001);
  expect((await get("one"))[1]).toBe("miss");
  expect(await get("two")).toEqual(["nobody 2", "hit"]);
  pass(8_999);
  const [body] = await get("two");
  expect(body).not.toBe("nobody 2");
  expect((await ask("two", "/page")).header("cache-status")).toContain("; hit");
});

describe("what one has stored is not found by the other", () => {
  const off = { RESPONSES: text("off") };
  test.each<[what: string, two: Bindings, one?: Bindings]>([
    ["whose purges are elsewhere", { PURGES: kvNamespace("other") }],
    ["that has other rules", { GUARD: text("report") }],
    ["that uses another cache", { RESPONSES: text("another") }],
    ["where neither uses a cache", off, off],
  ])("%s", async (_what, two, one = {}) => {
    const { get } = await start({ one, two });
    await get("two", "/begin");
    pair?.pass(2_000);
    const [first] = await get("one");
    await soon(async () => get("one")).toEqual([first, "hit"]);
    const [second, how] = await get("two");
    expect([second === first, how]).toEqual([false, "miss"]);
    expect(await get("two")).toEqual([second, "hit"]);
  });
});

test("without KV nothing is kept where a purge at another would not reach it, and the log says so", async () => {
  const { get, purge, pass, logged } = await start({}, {});
  expect([await get("one"), await get("two")]).toEqual([
    ["nobody 2", "miss"],
    ["nobody 3", "miss"],
  ]);
  expect((await purge("one")).status).toBe(200);
  pass(60_000);
  expect([await get("one"), await get("two")]).toEqual([
    ["nobody 4", "miss"],
    ["nobody 3", "hit"],
  ]);
  await expect.poll(logged).toContain("purges reach one isolate alone");
});
