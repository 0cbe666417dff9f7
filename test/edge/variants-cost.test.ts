/** Finding a variant costs the same among any number of them: counted in operations, not in seconds. */
import { expect, test, vi } from "vitest";
import { memoryStore } from "../../src/edge/index.ts";
import { storedResponse } from "../support/stored.ts";

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
  for (let i = 0; i < 100; i += 1) store.put(url, person(i), storedResponse("", [`x-${i}`], i + 1));
  let asked = 0;
  store.match(url, {
    get() {
      asked += 1;
      return null;
    },
  });
  expect(asked).toBe(8);
});

/** What finding one of so many variants costs, where there is room for so many times as many. */
function costOf(people: number, vary: string[], room: number): number {
  const store = memoryStore({ maxBytes: 2 ** 32, variantsPerUrl: people * room });
  for (let i = 0; i < people; i += 1) store.put(url, person(i), storedResponse("", vary, i + 1));
  let found = false;
  const cost = operations(() => {
    found = store.match(url, person(0)).found.length > 0;
  });
  expect(found).toBe(true);
  return cost;
}

test.each(modes)("of a page that varies on %s", (_mode, vary) => {
  const costs = [2, 100, 10_000, 100_000].map((people) => costOf(people, vary, 1));
  expect(costs[0]).toBeGreaterThan(0);
  expect(costs).toEqual(Array(4).fill(costs[0]));
});

test("the order of use costs nothing, however little room is left", () => {
  expect(costOf(100, [names.session], 1)).toBe(costOf(100, [names.session], 1_000));
});
