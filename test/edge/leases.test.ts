/** Edges that share a store, and of which one at a time asks the origin for a page. */
import { describe, expect, test } from "vitest";
import { createEdge, type Leases, sharedStore } from "../../src/edge/index.ts";
import { createTurnstile, type Turnstile } from "../../src/edge/workers/turnstile.ts";
import { settle } from "../support/layered-under-test.ts";
import { type Answer, type Asked, memoryOrigin } from "../support/memory-origin.ts";
import { sharedBackend } from "../support/shared-backend.ts";

const url = "https://www.gov.uk/page";

/** Leases in one process, and the names that they were asked for. */
function sharedLeases() {
  const turnstiles = new Map<string, Turnstile>();
  const names: string[] = [];
  const leases: Leases = {
    async take(name) {
      names.push(name);
      const timer = () => () => undefined;
      const options = { holdFor: 1, waitFor: 1, timer, random: () => crypto.randomUUID() };
      const turnstile = turnstiles.get(name) ?? createTurnstile(options);
      turnstiles.set(name, turnstile);
      const token = await turnstile.enter();
      return token === null ? null : async () => turnstile.back(token);
    },
  };
  return { leases, names };
}

/** Two edges, and an app that answers when it is told to. */
async function twoEdges(answer: (asked: Asked, nth: number) => Answer, leases: Leases) {
  let time = Date.UTC(2026, 0, 1, 12);
  const backend = sharedBackend(time - 86_400_000);
  const asked: Asked[] = [];
  const held = Promise.withResolvers<void>();
  const { transport } = memoryOrigin(async (one) => {
    asked.push(one);
    const nth = asked.length;
    await held.promise;
    return answer(one, nth);
  });
  const make = async () => {
    const now = () => time;
    const patient = { timeLimit: 60_000 };
    const { blobs, log } = backend;
    const memory = { maxBytes: 2 ** 20 };
    const store = sharedStore({ blobs, log, now, memory, marks: patient, layers: patient });
    await store.catchUp();
    return createEdge({ origin: "http://origin.example", transport, store, now, leases });
  };
  const edges = [await make(), await make()];
  time += 2_000;
  const ask = async (edge: number, headers: Record<string, string> = {}) => {
    const response = await edges[edge]?.fetch(new Request(url, { headers }));
    return [
      await response?.text(),
      /; (hit|fwd=[a-z-]+)/.exec(response?.headers.get("cache-status") ?? "")?.[1],
    ];
  };
  /** One asks; the others come when that has reached the origin. */
  async function askInTurn(first: Parameters<typeof ask>, ...others: Parameters<typeof ask>[]) {
    const answers = [ask(...first)];
    await expect.poll(() => asked).toHaveLength(1);
    answers.push(...others.map((other) => ask(...other)));
    await settle();
    return answers;
  }
  return { ask, askInTurn, asked, answerNow: () => held.resolve() };
}

const page = (_asked: Asked, nth: number): Answer => ({
  headers: { "cache-control": "max-age=60" },
  body: `page ${nth}`,
});

test("one asks the origin, and the others, here and elsewhere, get what it has stored", async () => {
  const { leases, names } = sharedLeases();
  const { askInTurn, asked, answerNow } = await twoEdges(page, leases);
  const answers = await askInTurn([0], [0], [1], [1]);
  expect(asked).toHaveLength(1);
  answerNow();
  const got = await Promise.all(answers);
  expect(got.map(([body]) => body)).toEqual(["page 1", "page 1", "page 1", "page 1"]);
  expect(got.slice(2).map(([, how]) => how)).toEqual(["hit", "hit"]);
  expect([asked.length, names.length]).toEqual([1, 2]);
});

describe("who waits in vain asks for themselves", () => {
  test("when what came may not be shared", async () => {
    const { leases } = sharedLeases();
    const { askInTurn, asked, answerNow } = await twoEdges(
      (_asked, nth) => ({ headers: { "cache-control": "private" }, body: `for ${nth}` }),
      leases,
    );
    const answers = await askInTurn([0], [1]);
    answerNow();
    expect((await Promise.all(answers)).map(([body]) => body)).toEqual(["for 1", "for 2"]);
    expect(asked).toHaveLength(2);
  });

  test("when what came is for others", async () => {
    const { leases } = sharedLeases();
    const { askInTurn, answerNow } = await twoEdges(
      ({ header }) => ({
        headers: { "cache-control": "max-age=60", vary: "Accept-Language" },
        body: `in ${header("accept-language")}`,
      }),
      leases,
    );
    const answers = await askInTurn([0, { "accept-language": "en" }], [1, { "accept-language": "cy" }]);
    answerNow();
    expect((await Promise.all(answers)).map(([body]) => body)).toEqual(["in en", "in cy"]);
  });

  test("when who asked has failed", async () => {
    const { leases } = sharedLeases();
    const { askInTurn, asked, answerNow } = await twoEdges((one, nth) => {
      if (nth === 1) throw new Error("The origin is away.");
      return page(one, nth);
    }, leases);
    const answers = await askInTurn([0], [1]);
    answerNow();
    const [first, second] = await Promise.all(answers);
    expect(first?.[0]).toContain("Sorry");
    expect([second?.[0], asked.length]).toEqual(["page 2", 2]);
  });
});

test("what knows of the others and fails keeps nobody from asking", async () => {
  const leases: Leases = { take: () => Promise.reject(new Error("away")) };
  const { ask, answerNow } = await twoEdges(page, leases);
  answerNow();
  expect(await ask(0)).toEqual(["page 1", "fwd=uri-miss"]);
  expect(await ask(0)).toEqual(["page 1", "hit"]);
});

test.each<[what: string, headers: Record<string, string>]>([
  ["a session", { cookie: "__Host-govuk_account_session=a-secret" }],
  ["a cookie", { cookie: "a=a-secret" }],
  ["a password", { authorization: "Basic a-secret" }],
])(
  "who comes with %s waits for nobody elsewhere, and nobody is told of the request",
  async (_what, headers) => {
    const { leases, names } = sharedLeases();
    const { ask, asked, answerNow } = await twoEdges(page, leases);
    const answers = [ask(0), ask(1, headers)];
    await expect.poll(() => asked).toHaveLength(2);
    answerNow();
    await Promise.all(answers);
    expect(names).toHaveLength(1);
    expect(names.join()).not.toContain("a-secret");
  },
);
