import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { addressesOf } from "../../../src/origin-mocks/worker/addresses.ts";
import { startPreview } from "../../../src/origin-mocks/worker/preview.ts";
import { createBrowser, signIn } from "../../support/preview-browser.ts";

const root = "https://demo.example.org";
const desk = "https://demo-mocks.example.org";

const saved = z.object({ services: z.record(z.string(), z.unknown()) });

/** The mocks of a preview, over a store that anybody can look into. */
async function start(kept?: unknown, fails: () => boolean = () => false) {
  const log: string[] = [];
  let state = kept;
  const answer = await startPreview({
    addresses: addressesOf(root),
    context: new AsyncLocalStorage<string>(),
    readAsset: async () => undefined,
    store: {
      read: () => state,
      write(snapshot) {
        if (fails()) throw new Error("the disk is full");
        state = JSON.parse(JSON.stringify(snapshot));
      },
    },
    say: (reason) => log.push(reason),
  });
  const ask = (url: string, init?: RequestInit) => answer(new Request(url, { redirect: "manual", ...init }));
  return { ask, log, state: () => state };
}

const rendering = async (ask: (url: string) => Promise<Response>) =>
  /rendering[^0-9]*(\d+)/i.exec(
    (await (await ask(`${root}/demo/nothing`)).text()).replaceAll(/<[^>]+>/g, ""),
  )?.[1];

test("all goes on where it ended", async () => {
  const first = await start();
  expect(await rendering(first.ask)).toBe("1");
  const second = await start(first.state());
  expect(await rendering(second.ask)).toBe("2");
  expect(second.log).toEqual([]);
});

describe("what cannot be put back", () => {
  test.each<[what: string, spoil: (state: object) => unknown, why: RegExp]>([
    ["of another world", (state) => ({ ...state, world: "another" }), /another world/],
    ["of another version", (state) => ({ ...state, version: 2 }), /expected 1/],
    ["no state at all", () => "s3cret", /not valid/],
  ])("%s: all begins anew, and the log says why", async (_what, spoil, why) => {
    const first = await start();
    await first.ask(`${root}/demo/nothing`);
    const state = first.state();
    const second = await start(spoil(typeof state === "object" && state !== null ? state : {}));
    expect(second.log).toEqual([expect.stringMatching(why)]);
    expect(second.log.join()).not.toContain("s3cret");
    expect(await rendering(second.ask)).toBe("1");
  });
});

test("what cannot be written is said, and people are answered all the same", async () => {
  let isFull = false;
  const { ask, log } = await start(undefined, () => isFull);
  isFull = true;
  expect((await ask(`${root}/demo/nothing`)).status).toBe(200);
  expect(log).toEqual([expect.stringContaining("the disk is full")]);
});

test("what goes on after an answer is kept too", async () => {
  const { ask, state } = await start();
  const browser = createBrowser({ ask });
  await signIn(browser, root);
  const accounts = () => saved.parse(state()).services["account-api"];
  const before = accounts();
  await browser.open("https://demo-one-login.example.org/logout");
  await expect.poll(accounts).not.toEqual(before);
});

test("a connection that is to be dropped has no answer, inside and out", async () => {
  const { ask } = await start();
  const drop = { service: "account-api", drop: true };
  await ask(`${desk}/__world/failures`, { method: "POST", body: JSON.stringify(drop) });
  await ask(`${root}/account`, { headers: { Referer: `${root}/demo/session` } });
  const calls = await (await ask(`${desk}/__world/calls`)).text();
  expect(JSON.parse(calls).calls.at(-1)).toMatchObject({ to: "account-api", status: null });
  await expect(ask("https://demo-account-api.example.org/healthcheck/live")).rejects.toThrow(
    "closed the connection",
  );
});

test("hosts: the website's first label is the start of every other", () => {
  const { desk: at, services, placeOf } = addressesOf("https://pr-12.ada.workers.dev");
  expect(at).toBe("https://pr-12-mocks.ada.workers.dev");
  expect(services["one-login"]).toBe("https://pr-12-one-login.ada.workers.dev");
  expect(placeOf("https://pr-12.ada.workers.dev/page")).toBe("website");
  expect(placeOf("https://pr-12-signon.ada.workers.dev/users")).toBe("signon");
  expect(placeOf("https://pr-13.ada.workers.dev/")).toBeUndefined();
});
