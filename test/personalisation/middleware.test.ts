import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { type AccountEnvironment, personalisation } from "../../src/personalisation/index.ts";

const session = "GOVUK-Account-Session";

/** The app the gem is tested with, and a few pages that try to get in its way. */
function testApp() {
  const app = new Hono<AccountEnvironment>();
  app.use(personalisation());
  app.get("/show", (c) => {
    const { loggedIn, session } = c.get("account");
    return c.json({ logged_in: loggedIn, account_session_header: session });
  });
  app.post("/update", (c) => {
    const account = c.get("account");
    account.setSession(c.req.query("new_session_header"));
    if (c.req.query("keep_flash")) account.flashKeep();
    account.flashAdd(c.req.query("add_to_flash"));
    return c.body(null, 204);
  });
  app.post("/delete", (c) => {
    c.get("account").logout();
    return c.body(null, 204);
  });
  app.get("/cacheable", (c) =>
    c.text("page", 200, { "Cache-Control": "max-age=300, public", Vary: "Accept" }),
  );
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
  app.onError((_error, c) => c.text("error", 500));
  return app;
}

function send(path: string, value?: string, method = "GET") {
  return testApp().request(path, { method, headers: value === undefined ? {} : { [session]: value } });
}

describe("a page that reads the session", () => {
  it.each([
    [undefined, false, null],
    ["foo", true, "foo"],
  ])("with %j", async (value, logged_in, account_session_header) => {
    const response = await send("/show", value);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ logged_in, account_session_header });
    expect(response.headers.get("Vary")).toBe(session);
    expect(response.headers.get("Cache-Control")).toBeNull();
    expect(response.headers.has(session)).toBe(false);
  });

  it("sends the session without the messages it came with, not to be stored", async () => {
    const response = await send("/show", "foo$$flash");
    expect(response.headers.get(session)).toBe("foo");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it("keeps its own Cache-Control and Vary until the session changes", async () => {
    const plain = await send("/cacheable", "foo");
    expect(plain.headers.get("Cache-Control")).toBe("max-age=300, public");
    expect(plain.headers.get("Vary")).toBe(`Accept, ${session}`);
    const changed = await send("/cacheable", "foo$$flash");
    expect(changed.headers.get("Cache-Control")).toBe("no-store");
    expect(await changed.text()).toBe("page");
  });
});

describe("a page that changes the session", () => {
  it.each([
    ["new_session_header=bar", undefined, "bar"],
    ["keep_flash=1", "foo$$flash,messages", "foo$$flash,messages"],
    ["add_to_flash=new-flash-message", "foo$$flash,messages", "foo$$new-flash-message"],
  ])("with %s", async (query, value, expected) => {
    const response = await send(`/update?${query}`, value, "POST");
    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    expect(response.headers.get(session)).toBe(expected);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.get("Vary")).toBe(session);
  });

  it("ends it", async () => {
    const response = await send("/delete", "foo", "POST");
    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    expect(response.headers.get("GOVUK-Account-End-Session")).toBe("1");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.get("Vary")).toBe(session);
  });
});

describe("any response", () => {
  it("keeps all its cookies", async () => {
    const response = await send("/cookies", "foo$$flash");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  it("may have headers that cannot be changed", async () => {
    const response = await send("/elsewhere", "foo$$flash");
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe("https://example.com/");
    expect(response.headers.get(session)).toBe("foo");
  });

  it("ends the session even when the page fails afterwards", async () => {
    const response = await send("/broken", "foo");
    expect(response.status).toBe(500);
    expect(response.headers.get("GOVUK-Account-End-Session")).toBe("1");
  });
});
