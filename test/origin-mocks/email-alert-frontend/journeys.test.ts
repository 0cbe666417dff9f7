import { describe, expect, test } from "vitest";
import type { Journey } from "./journey.ts";
import { confirming } from "./journeys-confirming.ts";
import { managing } from "./journeys-managing.ts";
import { subscribing } from "./journeys-subscribing.ts";
import { createBrowser, useEmailAlertFrontend } from "./support.ts";

const site = useEmailAlertFrontend();

async function take({ request, form, session, script }: Journey) {
  site().script(script ?? {});
  const browser = await createBrowser(site(), session ?? undefined).withForm();
  const [method, path = ""] = request.split(" ");
  const { text, setCookie, ...answer } = await (method === "GET"
    ? browser.get(path)
    : browser.post(path, form));
  const calls = site()
    .called()
    .map((line) => line.replace(/"content_id":"[^"]*"/, '"content_id":"CONTENT-ID"'));
  return { ...answer, calls };
}

describe.each([
  { what: "managing", journeys: managing },
  { what: "subscribing", journeys: subscribing },
  { what: "confirming", journeys: confirming },
])("$what", ({ journeys }) => {
  test.each(journeys)("$request with session $session is answered $status, to $location", async (journey) => {
    const { status, location = null, sends = null, ends, calls } = journey;
    expect(await take(journey)).toEqual({
      status,
      location,
      session: sends,
      ended: ends ? "1" : null,
      cacheControl: sends !== null || ends ? "private, no-store" : "private, no-cache",
      vary: "GOVUK-Account-Session",
      calls,
    });
  });
});
