import { describe, expect, it } from "vitest";
import { core, hono } from "./gem-app.ts";
import { gemCases } from "./gem-cases.ts";

const origin = "http://www.dev.gov.uk";

describe.each([
  ["the core", core],
  ["the middleware for Hono", hono],
])("as in the gem, with %s", (_name, ask) => {
  it.each(gemCases)("$sentence", async ({ session, method = "GET", path, status, body, headers }) => {
    const given = session === undefined ? {} : { "GOVUK-Account-Session": session };
    const response = await ask(new Request(`${origin}${path}`, { method, headers: given }));
    expect(response.status).toBe(status);
    for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name), name).toBe(value);
    if (body !== undefined) expect(await response.text()).toBe(body);
  });
});
