import { expect, test } from "vitest";
import { receive } from "../../../src/edge/www/receive.ts";
import { requestRules, requestRulesSchema } from "../../../src/edge/www/request-rules.ts";
import { asksOf } from "../../../src/testing/play.ts";
import { outcomeOf } from "../../../src/testing/play-outcome.ts";
import type { Step } from "../../../src/testing/play-schema.ts";
import { playsOfTheApp } from "../../fixtures/cases.ts";
import { asked } from "./asked.ts";

const rules = requestRules(requestRulesSchema.parse({}));

function received(step: Step) {
  const { method, url, host, headers, tls } = asksOf(step);
  const lines = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  const view = {
    method,
    target: url,
    host,
    scheme: tls ? "https" : "http",
    headers: Object.fromEntries(lines),
  } as const;
  return receive(asked(view), rules, { random: () => 0 });
}

const steps = playsOfTheApp().flatMap((play) =>
  play.steps.map((step, index) => [`${play.id}, step ${index + 1}: ${play.title}`, step] as const),
);

test.each(steps)("%s", (_name, step) => {
  const { originSees, state, status, location = null } = outcomeOf(step, "www");
  const outcome = received(step);
  if (state === "SYNTHETIC") {
    if (outcome.kind !== "answered") throw new Error("expected an answer of the edge's own");
    const said = outcome.answer.fields.find(([name]) => name === "Location")?.[1] ?? null;
    expect([outcome.answer.status, said]).toEqual([status, location]);
    return;
  }
  if (outcome.kind !== "onward") throw new Error(`answered with ${outcome.answer.status}`);
  if (originSees === null) return;
  const sends = step.client.headers.some(([name]) => name.toLowerCase() === "cookie");
  expect([outcome.target, sends && outcome.keepsCookie]).toEqual([
    originSees.url,
    typeof originSees.cookie === "string",
  ]);
});

test("the plays are not few", () => {
  expect(steps.length).toBeGreaterThan(100);
});
