import { expect, test } from "vitest";
import { abChoices, abFields } from "../../../src/edge/www/ab-choice.ts";
import { abTestsSchema } from "../../../src/edge/www/ab-tests.ts";
import { asked } from "./asked.ts";

const consent = 'cookies_policy={"essential":true,"settings":true,"usage":true,"campaigns":true}';
const tests = abTestsSchema.parse([{ name: "T", variants: { A: 20, B: 0, Z: 60 } }]);

interface Given {
  readonly target?: string;
  readonly cookie?: string;
  readonly agent?: string;
  readonly chance?: number;
}

function choices({ target = "/", cookie = "", agent, chance = 0 }: Given, running = tests) {
  const headers = {
    cookie: `${consent}; ${cookie}`,
    ...(agent === undefined ? {} : { "user-agent": agent }),
  };
  return abChoices(asked({ headers }), target, running, () => chance);
}

function choice(given: Given) {
  const [first] = choices(given) ?? [];
  return [first?.variant, first?.by];
}

const policies: [cookie: string | null, agrees: boolean][] = [
  [null, false],
  ["", false],
  [consent, true],
  [`a=b; ${consent}; c=d`, true],
  ['cookies_policy={"usage":true}', true],
  ['cookies_policy={"usage":false}', false],
  ['cookies_policy={"usage": true}', false],
  ['cookies_policy={"usage":"true"}', false],
  ["cookies_policy=%7B%22usage%22:true%7D", false],
  ["cookies_policy={%22usage%22:true}", false],
  ['cookies_policy={"usage":true', false],
  ['cookies_policy={"usage":true,"usage":false}', false],
  ['cookies_policy="usage":true', false],
  ['cookies_policy={"more":{"usage":true}}', false],
  ['xcookies_policy={"usage":true}', false],
  ['Cookies_Policy={"usage":true}', false],
  ['other={"usage":true}; cookies_policy={}', false],
];

test.each(policies)("whether %s is consent: %s", (cookie, agrees) => {
  const visitor = asked({ headers: cookie === null ? {} : { cookie } });
  expect(abChoices(visitor, "/", tests, () => 0) !== null).toBe(agrees);
});

test("without consent the app hears nothing", () => {
  expect(abFields(null)).toEqual([]);
});

test.each([
  [0, "A"],
  [0.2499, "A"],
  [0.25, "Z"],
  [0.999999, "Z"],
])("chance %d falls on %s, and never on a variant without a weight", (chance, variant) => {
  expect(choice({ chance })).toEqual([variant, "chance"]);
});

test.each([
  [0.59, "A"],
  [0.6, "B"],
  [0.89, "B"],
  [0.9, "C"],
])("of three, chance %d falls on %s", (chance, variant) => {
  const running = abTestsSchema.parse([{ name: "T", variants: { A: 6, B: 3, C: 1 } }]);
  expect(choices({ chance }, running)?.[0]?.variant).toBe(variant);
});

test("each test has a chance of its own", () => {
  const running = abTestsSchema.parse(undefined);
  const drawn = [0.6, 0.995, 0];
  const made = abChoices(asked({ headers: { cookie: consent } }), "/", running, () => drawn.shift() ?? 0);
  expect(made?.map(({ test: { name }, variant }) => [name, variant])).toEqual([
    ["Example", "B"],
    ["BankHolidaysTest", "B"],
    ["SearchFreshnessBoost", "Z"],
  ]);
});

const overrides: [given: Given, variant: string, by: string][] = [
  [{ target: "/a?ABTest-T=Z" }, "Z", "query"],
  [{ target: "/a?ABTest-T=B&x=1" }, "B", "query"],
  [{ target: "/a?a=1&ABTest-T=Z", cookie: "ABTest-T=A" }, "Z", "query"],
  [{ target: "/a?ABTest-T=ZZ" }, "A", "chance"],
  [{ target: "/a?ABTest-T=Z%20" }, "A", "chance"],
  [{ target: "/a?abtest-t=Z" }, "A", "chance"],
  [{ target: "/a?xABTest-T=Z" }, "A", "chance"],
  [{ target: "/ABTest-T=Z" }, "A", "chance"],
  [{ cookie: "ABTest-T=Z" }, "Z", "cookie"],
  [{ cookie: "ABTest-T=B" }, "B", "cookie"],
  [{ cookie: "ABTest-T=evil" }, "A", "chance"],
  [{ cookie: "ABTest-T=" }, "A", "chance"],
  [{ cookie: "ABTest-T=toString" }, "A", "chance"],
  [{ cookie: "ABTest-T=Z, x" }, "A", "chance"],
  [{ cookie: "ABTest-Tx=Z" }, "A", "chance"],
  [{ cookie: "x=ABTest-T=Z" }, "A", "chance"],
  [{ agent: "govuk-mirror-bot/1.0", target: "/a?ABTest-T=Z", cookie: "ABTest-T=Z" }, "A", "crawler"],
  [{ agent: "not govuk-mirror-bot", cookie: "ABTest-T=Z" }, "Z", "cookie"],
];

test.each(overrides)("%j gives %s by %s", (given, variant, by) => {
  expect(choice(given)).toEqual([variant, by]);
});

test("the app is told of each test, and whether the cookie decided", () => {
  const running = abTestsSchema.parse(undefined);
  expect(
    abFields(choices({ cookie: "ABTest-Example=B", target: "/a?ABTest-BankHolidaysTest=B" }, running)),
  ).toEqual([
    ["Usage-Cookies-Opt-In", "true"],
    ["GOVUK-ABTest-Example", "B"],
    ["GOVUK-ABTest-Example-Cookie", "sent_in_request"],
    ["GOVUK-ABTest-BankHolidaysTest", "B"],
    ["GOVUK-ABTest-SearchFreshnessBoost", "Z"],
  ]);
});

test("a test that is not active leaves no trace", () => {
  const running = abTestsSchema.parse([{ name: "T", variants: { A: 1 }, active: false }]);
  expect(choices({ cookie: "ABTest-T=A" }, running)).toEqual([]);
});

test.each([
  [[{ name: "T", variants: { A: 0, B: 0 } }]],
  [[{ name: "T", variants: {} }]],
  [[{ name: "T", variants: { A: -1, B: 2 } }]],
  [[{ name: "T-x", variants: { A: 1 } }]],
  [[{ name: "T", variants: { "A;b": 1 } }]],
  [[{ name: "T", variants: { 1: 1 } }]],
  [
    [
      { name: "T", variants: { A: 1 } },
      { name: "t", variants: { A: 1 } },
    ],
  ],
])("%j are no tests", (wrong) => {
  expect(abTestsSchema.safeParse(wrong).success).toBe(false);
});
