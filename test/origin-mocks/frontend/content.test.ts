import { describe, expect, it } from "vitest";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { accountHeaders, frontendAt } from "./support.ts";

const { pages } = loadWorld();
const clock = movableClock(() => 0);
const vary = "GOVUK-Account-Session-Exists, GOVUK-Account-Session-Flash";
const kinds = ["call_for_evidence", "consultation", "detailed_guide", "document_collection", "publication"];

/** A request as the edge sends it; account-api is not there, and is not needed. */
async function get(path: string, session?: string) {
  const headers =
    session === undefined ? {} : { "GOVUK-Account-Session": session, "GOVUK-Account-Session-Exists": "1" };
  const response = await frontendAt("http://127.0.0.1:9", { pages, clock }).app.request(path, { headers });
  return { response, text: await response.text() };
}

const pathOf = (kind: string) => pages.find(({ documentType }) => documentType === kind)?.path ?? "";
const main = (text: string) => /<main[\s\S]*<\/main>/.exec(text)?.[0];

describe.each(kinds)("a page of the kind %s", (kind) => {
  const path = pathOf(kind);

  it.each([undefined, "", "abc", "abc$$"])(
    "with the session %j may be stored for all of its kind",
    async (session) => {
      const { response } = await get(path, session);
      const stored = { session: null, ended: null, cacheControl: "max-age=300, public" };
      expect(accountHeaders(response)).toEqual({ ...stored, vary });
    },
  );

  it.each([
    ["email-subscription-success", "You’ve subscribed to emails about this page"],
    ["email-unsubscribe-success", "You’ve unsubscribed from emails about this page"],
    ["email-subscription-already-subscribed", "You’re already getting emails about this page"],
  ])("shows %s once, with a link to manage emails", async (message, words) => {
    const { response, text } = await get(path, `abc$$${message}`);
    expect(accountHeaders(response)).toEqual({ session: "abc", ended: null, cacheControl: "no-store", vary });
    expect(text).toContain(words);
    expect(text).toContain('href="/email/manage"');
    expect((await get(path, "abc")).text).not.toContain(words);
  });

  it("has a button that subscribes to this page, which a script may tell more of when somebody is signed in", async () => {
    const { text } = await get(path, "abc");
    expect(text).toContain(
      '<form method="post" action="/email/subscriptions/single-page/new" data-module="single-page-notification-button">',
    );
    expect(text).toContain(`<input type="hidden" name="base_path" value="${path}">`);
    expect(text).toContain('<script src="/assets/single-page-notification-button.js" defer></script>');
  });

  it("has the same button for whoever is not, but on a collection it leads past the account", async () => {
    for (const session of [undefined, "$$email-subscription-success"]) {
      const { text } = await get(path, session);
      const isCollection = kind === "document_collection";
      const action = isCollection ? "/email-signup" : "/email/subscriptions/single-page/new";
      expect(text).toContain(`<form method="post" action="${action}">`);
      expect(text).toContain(`name="${isCollection ? "link" : "base_path"}" value="${path}"`);
      expect(text).not.toContain("<script");
    }
  });

  it("differs by nothing but the sign-in, not by who it is", async () => {
    expect(main((await get(path, "amina")).text)).toBe(main((await get(path, "bryn")).text));
  });
});

it("the script asks about the page of the form, and is the same for everybody", async () => {
  const { response, text } = await get("/assets/single-page-notification-button.js", "abc$$f");
  expect(response.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
  expect(accountHeaders(response)).toMatchObject({ session: null, vary: null });
  expect(text).toContain("/api/personalisation/check-email-subscription?");
});

it("the home page and the help page send no Vary, also to somebody who is signed in", async () => {
  for (const path of ["/", "/sign-in"])
    expect((await get(path, "abc$$f")).response.headers.get("Vary")).toBeNull();
});
