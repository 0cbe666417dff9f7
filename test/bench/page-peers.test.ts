import { afterAll, describe, expect, test } from "vitest";
import { arrivals } from "../../bench/arrivals.ts";
import { askAtRate } from "../../bench/latency.ts";
import { pagePeers } from "../../bench/page-peers.ts";
import { relayLimit } from "../../bench/peers.ts";
import { freePort, type RunningProcess, startServer } from "../../bench/processes.ts";
import { randomFrom } from "../../bench/random.ts";
import { originFile } from "../../bench/rounds.ts";
import { accountHeaders } from "../../bench/servers/account-headers.ts";
import { latencyWorkloads, type PageWorkload, pageWorkloads } from "../../bench/workloads.ts";

const started: RunningProcess[] = [];
afterAll(() => Promise.all(started.map((server) => server.stop())));

function workload(id: string): PageWorkload {
  const found = [...pageWorkloads, ...latencyWorkloads].find((one) => one.id === id);
  if (!found) throw new Error(`no workload ${id}`);
  return found;
}

async function start(name: string, page: PageWorkload) {
  const origin = await startServer(originFile, [], null);
  const peer = pagePeers.find((one) => one.name === name);
  if (!peer) throw new Error(`no peer ${name}`);
  const server = await peer.start(page, { originPort: origin.port, core: null });
  started.push(origin, server);
  /** The length of the page for a session, and how many pages the origin gave so far. */
  async function ask(session: string, url = 1): Promise<[length: number, asked: number]> {
    const headers = { Cookie: `a=b; __Host-govuk_account_session=${session}` };
    const response = await fetch(`http://127.0.0.1:${server.port}/${page.id}/${url}`, { headers });
    const { byteLength } = await response.arrayBuffer();
    const asked = await fetch(`http://127.0.0.1:${origin.port}/requests`);
    return [byteLength, Number(await asked.text())];
  }
  return { ask, server };
}

describe("behind undici's cache interceptor", () => {
  test("each session has a variant of its own, and each URL a page", async () => {
    const { ask } = await start("undici cache interceptor", workload("session-100"));
    expect(await ask("ada")).toEqual([1_000, 1]);
    expect(await ask("bob")).toEqual([1_000, 2]);
    expect(await ask("ada")).toEqual([1_000, 2]);
    expect(await ask("ada", 2)).toEqual([1_000, 3]);
  });

  test("sessions with the same flash share a page that varies on it", async () => {
    const { ask } = await start("undici cache interceptor", workload("flash-1k"));
    const asked = [];
    for (const session of ["ada", "bob", "ada$$saved", "bob$$saved", "bob$$other"]) {
      asked.push((await ask(session))[1]);
    }
    expect(asked).toEqual([1, 1, 2, 2, 3]);
  });
});

test.each([relayLimit, "undici cache interceptor", "govuk-edge"])(
  "%s passes a page through that is not to be stored",
  async (name) => {
    const { ask } = await start(name, workload("pass-20k"));
    expect([await ask("ada"), await ask("ada")]).toEqual([
      [20_000, 1],
      [20_000, 2],
    ]);
  },
);

test("each workload of pages has one limit, and the edge takes part in all", () => {
  for (const page of pageWorkloads) {
    const names = pagePeers.filter((peer) => peer.refuses(page) === null).map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual([page.hits === 0 ? relayLimit : "node:http", "govuk-edge"]);
  }
});

test("the open load sends what comes at its rate, and says how long answers took", async () => {
  const page = workload("latency-20k");
  const { ask, server } = await start("govuk-edge", page);
  await ask("ada");
  const result = await askAtRate({ workload: page, server, core: null }, 400, 0.3);
  // With the half second that comes before.
  expect([result.requests, result.failed]).toEqual([arrivals(400, 0.8, randomFrom(1)).length, 0]);
  expect(result.p50).toBeGreaterThan(0);
  expect(result.p99).toBeGreaterThanOrEqual(result.p50);
  expect((await ask("ada"))[1]).toBe(1);
});

test("the open load fails where a page is not there", async () => {
  const page = workload("latency-20k");
  const refused = { port: await freePort(), cpuMilliseconds: () => null, stop: async () => undefined };
  await expect(askAtRate({ workload: page, server: refused, core: null }, 400, 0.1)).rejects.toThrow();
});

test.each<[string, Record<string, string>]>([
  ["", {}],
  ["a=b", {}],
  ["x__Host-govuk_account_session=a", {}],
  ["__Host-govuk_account_session=", {}],
  [
    "a=b; __Host-govuk_account_session=ada; c=d",
    { "govuk-account-session": "ada", "govuk-account-session-exists": "1" },
  ],
  [
    "__Host-govuk_account_session=ada$$saved$$x",
    {
      "govuk-account-session": "ada$$saved$$x",
      "govuk-account-session-exists": "1",
      "govuk-account-session-flash": "saved$$x",
    },
  ],
])("a cache of JavaScript reads %j as the account's headers", (cookie, headers) => {
  expect(accountHeaders(cookie)).toEqual(headers);
});
