import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { type AccountEnvironment, personalisation } from "../../src/personalisation/index.ts";

const session = "GOVUK-Account-Session";

const flash = { [session]: "foo$$flash" };

/** Pages that try to get in the way of the middleware. */
function testApp() {
  const app = new Hono<AccountEnvironment>();
  app.get("/without", (c) => c.text("page"));
  app.use(personalisation());
  app.get("/cookies", () => {
    const headers = new Headers([
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ]);
    return new Response("two cookies", { headers });
  });
  app.get("/elsewhere", () => Response.redirect("https://example.com/"));
  app.get("/broken", (c) => {
    c.get("account").logout();
    throw new Error("broken");
  });
  app.get("/news", personalisation(), personalisation({ vary: parts }), (c) => {
    c.get("account").flashKeep();
    return c.text("news");
  });
  app.onError((_error, c) => c.text("error", 500));
  return app;
}

const parts = [`${session}-Exists`, `${session}-Flash`];

function send(path: string, headers: Record<string, string> = flash) {
  return testApp().request(path, { headers });
}

describe("any response", () => {
  it("keeps all its cookies", async () => {
    const response = await send("/cookies");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  it("may have headers that cannot be changed", async () => {
    const response = await send("/elsewhere");
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe("https://example.com/");
    expect(response.headers.get(session)).toBe("foo");
  });

  it("ends the session even when the page fails afterwards", async () => {
    const response = await send("/broken");
    expect(response.status).toBe(500);
    expect(response.headers.get("GOVUK-Account-End-Session")).toBe("1");
  });
});

describe("the order of things", () => {
  it("used twice, it is one account, and the second may say what the page varies on", async () => {
    const { headers } = await send("/news");
    expect(headers.get(session)).toBe("foo$$flash");
    expect(headers.get("Vary")).toBe(parts.join(", "));
  });

  it("a page before it leaves the message for later", async () => {
    const { headers } = await send("/without");
    expect(headers.has(session)).toBe(false);
    expect(headers.has("Vary")).toBe(false);
  });

  it("a change after the response is made is refused", async () => {
    const app = new Hono<AccountEnvironment>();
    const refused: unknown[] = [];
    app.use(async (c, next) => {
      await next();
      try {
        c.get("account").logout();
      } catch (error) {
        refused.push(String(error));
      }
    });
    app.get("/", personalisation(), (c) => c.text("page"));
    await app.request("/");
    expect(refused).toEqual([
      "Error: The session was changed after the headers of the response were written",
    ]);
  });
});
