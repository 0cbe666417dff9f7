/** Finding a variant costs the same among any number of them: counted in operations, not in seconds. */
import { expect, test, vi } from "vitest";
import { memoryStore, type StoredResponse } from "../../src/edge/index.ts";

const url = "https://www.gov.uk/page";
const names = {
  session: "govuk-account-session",
  exists: "govuk-account-session-exists",
  flash: "govuk-account-session-flash",
};

const modes: [mode: string, vary: string[]][] = [
  ["nothing", []],
  ["whether there is a session", [names.exists]],
  ["that and the flash", [names.exists, names.flash]],
  ["the session", [names.session]],
];

const person = (i: number) => {
  const headers: Record<string, string> = {
    [names.session]: `session-of-${i}$$flash-${i}`,
    [names.exists]: "1",
    [names.flash]: `flash-${i}`,
  };
  return { get: (name: string) => headers[name] ?? null };
};

const body = new Uint8Array(0);
const reuse = {
  validateAlways: false,
  staleWhileRevalidate: 0,
  staleIfError: 0,
  staleIfDisconnected: 0,
  mayBeStale: true,
};

function response(vary: string[], askedAt: number): StoredResponse {
  const times = {
    date: askedAt,
    bodyAskedAt: askedAt,
    askedAt,
    storedAt: askedAt,
    initialAge: 0,
    lifetime: 60,
  };
  const fields = { fields: [], wire: [], origin: [], vary, tags: [] };
  return { kind: "response", status: 200, body, incomplete: null, reuse, ...fields, ...times };
}

/** What a look-up does to maps, sets and the request, in calls. */
function operations(lookUp: () => void): number {
  const spies = [
    vi.spyOn(Map.prototype, "get"),
    vi.spyOn(Map.prototype, "has"),
    vi.spyOn(Map.prototype, "set"),
    vi.spyOn(Set.prototype, "has"),
    vi.spyOn(Set.prototype, "add"),
    vi.spyOn(Map.prototype, Symbol.iterator),
    vi.spyOn(Set.prototype, Symbol.iterator),
  ];
  try {
    lookUp();
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test("of a page that sends ever new Vary lists", () => {
  const store = memoryStore({ maxBytes: 2 ** 32 });
  for (let i = 0; i < 100; i += 1) store.put(url, person(i), response([`x-${i}`], i + 1));
  let asked = 0;
  store.match(url, {
    get() {
      asked += 1;
      return null;
    },
  });
  expect(asked).toBe(8);
});

test.each(modes)("of a page that varies on %s", (_mode, vary) => {
  const costs = [2, 100, 10_000, 100_000].map((people) => {
    const store = memoryStore({ maxBytes: 2 ** 32 });
    // A page with one variant has nothing to keep in order, and costs less still.
    for (let i = 0; i < people; i += 1) store.put(url, person(i), response(vary, i + 1));
    let found = false;
    const cost = operations(() => {
      found = store.match(url, person(0)).found.length > 0;
    });
    expect(found).toBe(true);
    return cost;
  });
  expect(costs[0]).toBeGreaterThan(0);
  expect(costs).toEqual(Array(4).fill(costs[0]));
});
