import { expect, test } from "vitest";
import { sessionCookieFor } from "../../../src/edge/account/cookie.ts";
import { presentFields, sessionChange, withSessionChange } from "../../../src/edge/account/response.ts";
import { fieldValue } from "../../../src/edge/fields/fields.ts";
import { listMembers } from "../../../src/edge/fields/list.ts";
import { compressed, compressionRules, compressionSchema } from "../../../src/edge/www/compression.ts";
import { cookiePathsSchema, keepsSetCookie } from "../../../src/edge/www/cookie-paths.ts";
import {
  deliveredFields,
  deliverRulesSchema,
  withServerTiming,
} from "../../../src/edge/www/deliver-rules.ts";
import { type FastlyState, syntheticState } from "../../../src/edge/www/fastly-fields.ts";
import { fetchedFields, fetchRulesSchema } from "../../../src/edge/www/fetch-rules.ts";
import type { Outcome } from "../../../src/testing/outcome-schema.ts";
import { outcomeOf } from "../../../src/testing/play-outcome.ts";
import type { Step } from "../../../src/testing/play-schema.ts";
import { playsOfTheApp } from "../../fixtures/cases.ts";

const compression = compressionRules(compressionSchema.parse({}));
const fetchRules = fetchRulesSchema.parse({});
const cookiePaths = cookiePathsSchema.parse({});
const deliverRules = deliverRulesSchema.parse({});

/** Steps whose answer comes from the app and reaches the client, with what must come of them. */
const steps = playsOfTheApp().flatMap((play) =>
  play.steps.flatMap((step, index) => {
    const outcome = outcomeOf(step, "www");
    if (outcome.originSees === null || outcome.status === "mirror") return [];
    return [[`${play.id}, step ${index + 1}: ${play.title}`, step, outcome] as const];
  }),
);

/** The rules of the response side, in production's order, without the cache between them. */
function delivered({ client, origin }: Step, state: FastlyState) {
  const backend = { name: "origin", kind: "app" } as const;
  const keeps = keepsSetCookie(client.url, cookiePaths);
  const answer = { status: origin.status, fields: origin.headers };
  const fields = fetchedFields(answer, { backend, restarts: 0, keepsSetCookie: keeps }, fetchRules);
  const request = { target: client.url, accepted: null, hasRange: false };
  const varied = compressed({ ...answer, fields }, request, compression).fields;
  const cookie = sessionCookieFor("https", "www.gov.uk");
  const changed = withSessionChange(varied, sessionChange(varied), cookie);
  return withServerTiming(deliveredFields(presentFields(changed), deliverRules), state);
}

const stateOf = ({ state }: Outcome): FastlyState | null =>
  state === "HIT" || state === "MISS" || state === "PASS" ? state : null;

const inOrder = (value: string | null) => (value === null ? null : listMembers(value).join(", "));

test.each(steps)("%s", (_name, step, outcome) => {
  const state = stateOf(outcome);
  const fields = delivered(step, state ?? "MISS");
  const wanted = {
    "Cache-Control": outcome.cacheControl,
    Vary: outcome.vary,
    ...(state !== null && { "Server-Timing": outcome.serverTiming }),
    ...outcome.otherHeaders,
  };
  for (const [name, value = null] of Object.entries(wanted)) {
    const right = typeof value === "object" && value !== null ? value.anyOf : [value];
    expect(right.map(inOrder), name).toContain(inOrder(fieldValue(fields, name.toLowerCase())));
  }
  const cookies = fields.filter(([name]) => name.toLowerCase() === "set-cookie").map(([, value]) => value);
  expect(cookies).toEqual(outcome.setCookie ?? []);
});

test("an answer of the edge's own is told as the plays have it", () => {
  const told = playsOfTheApp().flatMap(({ steps: own }) =>
    own.flatMap((step) => {
      const { state, status, serverTiming = null } = outcomeOf(step, "www");
      if (state !== "SYNTHETIC" || typeof status !== "number") return [];
      const fields = withServerTiming([], syntheticState(status));
      return [[fieldValue(fields, "server-timing"), serverTiming]];
    }),
  );
  expect(told.length).toBeGreaterThan(2);
  expect(told.map(([got]) => got)).toEqual(told.map(([, wanted]) => wanted));
});

test("the plays are not few", () => {
  expect(steps.length).toBeGreaterThan(100);
});
