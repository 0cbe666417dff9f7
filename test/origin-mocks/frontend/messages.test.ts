import { describe, expect, it } from "vitest";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { accountHeaders, frontendAt, notStored } from "./support.ts";

const vary = "GOVUK-Account-Session-Exists, GOVUK-Account-Session-Flash";
const { app } = frontendAt("http://127.0.0.1:9", { pages: loadWorld().pages });

function send(path: string, session?: string, method = "GET") {
  return app.request(path, {
    method,
    headers: session === undefined ? {} : { "GOVUK-Account-Session": session },
  });
}

describe("the page that shows messages", () => {
  it.each([
    ["email-subscription-success", "You’ve subscribed to emails about this page"],
    ["email-unsubscribe-success", "You’ve unsubscribed from emails about this page"],
    ["email-subscription-already-subscribed", "You’re already getting emails about this page"],
    ["email-unsubscribe-success,email-subscription-success", "You’ve subscribed to emails about this page"],
    ["other,email-unsubscribe-success", "You’ve unsubscribed from emails about this page"],
  ])("shows %s once, and sends the session back without it", async (messages, text) => {
    const response = await send("/demo/flash", `abc$$${messages}`);
    expect(accountHeaders(response)).toEqual({ session: "abc", ended: null, cacheControl: "no-store", vary });
    const body = await response.text();
    expect(body).toContain(text);
    expect(body.match(/role="alert"/g)).toHaveLength(1);
  });

  it.each(["abc", "abc$$", "abc$$unknown", "abc$$<script>"])("shows nothing for %j", async (session) => {
    const body = await (await send("/demo/flash", session)).text();
    expect(body).not.toContain("govuk-notification-banner");
    expect(body).not.toContain("<script");
  });

  it("has a button that makes a message", async () => {
    const body = await (await send("/demo/flash")).text();
    expect(body).toContain('<form method="post" action="/demo/message?page=%2Fdemo%2Fflash">');
    expect(body).toContain("Show me a message once");
  });

  it.each(["/demo/exists", "/demo/session?x"])(
    "is not the only one to consume messages: so does %s",
    async (path) => {
      const response = await send(path, "abc$$email-subscription-success");
      expect(response.headers.get("GOVUK-Account-Session")).toBe("abc");
      expect(await response.text()).not.toContain("govuk-notification-banner");
    },
  );
});

describe("the button", () => {
  it.each(["/demo/message", "/demo/message?page=/demo/flash", "/demo/message?page=//evil.com"])(
    "%s adds the message and leads to the page",
    async (path) => {
      const response = await send(path, "abc", "POST");
      expect(response.status).toBe(303);
      expect(response.headers.get("Location")).toBe("https://www.gov.uk/demo/flash");
      expect(accountHeaders(response)).toEqual({ ...notStored, session: "abc$$email-subscription-success" });
    },
  );

  it.each([undefined, "$$old"])("asks somebody signed out (%j) to sign in", async (session) => {
    const response = await send("/demo/message", session, "POST");
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe("https://www.gov.uk/account");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it("does not exist where no page shows messages", async () => {
    const response = await frontendAt("http://127.0.0.1:9").app.request("/demo/message", { method: "POST" });
    expect(response.status).toBe(404);
  });
});
