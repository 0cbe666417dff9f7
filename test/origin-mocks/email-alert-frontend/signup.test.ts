import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../email-alert-api/support.ts";
import { createBrowser, useEmailAlertFrontend } from "./support.ts";

const unverified = { varies: "nothing" as const, maxAge: 0 };
const page = { ...unverified, path: "/fish", title: "Fish <b>", summary: "All of them" };
const collection = { ...page, path: "/licences", documentType: "document_collection" as const };
const tags = { topics: { any: ["fish"] } };
const list = { title: "Fish & chips", url: "/chips", description: "Both", contentId: null, tags };
const world = { pages: [page, collection], subscriberLists: [list, { ...list, url: null }] };
const site = useEmailAlertFrontend({ world });

const heads = {
  session: null,
  ended: null,
  cacheControl: "private, no-cache",
  vary: "GOVUK-Account-Session",
};
const newList = "M POST /subscriber-lists";
const toQuestions = { ...heads, status: 302, location: "/email/subscriptions/new?topic_id=fish" };
const get = (path: string, session?: string) => createBrowser(site(), session).get(path);
const post = (path: string, fields: Record<string, string>, session?: string) =>
  createBrowser(site(), session).post(path, { authenticity_token: "", ...fields });

describe.each([undefined, "s1", "bad"])("with the session %j, which nobody is asked about", (session) => {
  test("/email-signup leads to the page that asks for confirmation", async () => {
    const location = "/email-signup/confirm?link=%2Ffish";
    expect(await get("/email-signup?link=/fish", session)).toMatchObject({ ...heads, status: 302, location });
    expect(site().called()).toEqual([]);
  });

  test("which has a form that every site may have", async () => {
    const { text, ...answer } = await get("/email-signup/confirm?link=/fish", session);
    expect(answer).toMatchObject({ ...heads, status: 200, location: null });
    expect(text).toContain("Get emails about Fish &lt;b&gt;");
    expect(text).toContain('<form method="post" action="/email-signup">');
    expect(text).toContain('<input type="hidden" name="link" value="/fish">');
    expect(site().called()).toEqual([]);
  });

  test.each(["/fish", "/licences"])(
    "that makes a list for %s, or finds it, and leads to the questions",
    async (link) => {
      expect(await post("/email-signup", { link }, session)).toMatchObject(toQuestions);
      const [call, ...others] = site().called();
      expect(others).toEqual([]);
      expect(call).toMatch(`${newList} {"url":"${link}","title":"Fish <b>","content_id":"`);
      expect(call).toContain('"description":"All of them"}');
    },
  );

  test("the sign-up page of a page with a list says what it is for", async () => {
    const { text, ...answer } = await get("/chips/email-signup", session);
    expect(answer).toMatchObject({ ...heads, status: 200 });
    expect(text).toContain("Get emails about Fish &amp; chips");
    expect(text).toContain("Both");
    expect(text).toContain('<form method="post" action="/chips/email-signup">');
    expect(site().called()).toEqual([]);
  });

  test("and its form makes the list that matches as that page says", async () => {
    expect(await post("/chips/email-signup", {}, session)).toMatchObject(toQuestions);
    expect(site().called()).toEqual([
      `${newList} {"url":"/chips","title":"Fish & chips","tags":${JSON.stringify(tags)}}`,
    ]);
  });
});

describe("what cannot be signed up to", () => {
  test.each([
    "",
    "?link=",
    "?link=fish",
    "?link=//evil.example/fish",
    "?link=https://evil.example",
    "?link=/a b",
    "?link=/%5Cevil.example",
  ])("%j leads home", async (query) => {
    expect(await get(`/email-signup${query}`)).toMatchObject({ ...heads, status: 302, location: "/" });
    expect(await get(`/email-signup/confirm${query}`)).toMatchObject({ status: 302, location: "/" });
    const fields = Object.fromEntries(new URLSearchParams(query));
    expect(await post("/email-signup", fields)).toMatchObject({ status: 302, location: "/" });
    expect(site().called()).toEqual([]);
  });

  test("a page that is not there is 404, and so is a sign-up page of none, or of a list without a page", async () => {
    const nothing = { ...heads, status: 404, text: "404 not found" };
    expect(await get("/email-signup?link=/none")).toMatchObject(nothing);
    expect(await post("/email-signup", { link: "/none" })).toMatchObject(nothing);
    for (const path of ["/fish/email-signup", "/null/email-signup"]) {
      expect(await get(path)).toMatchObject(nothing);
      expect(await post(path, {})).toMatchObject(nothing);
    }
    expect(site().called()).toEqual([]);
  });

  test("what email-alert-api refuses is passed on", async () => {
    site().script({ [newList]: [422, {}] });
    expect(await post("/email-signup", { link: "/fish" })).toMatchObject({ ...heads, status: 400 });
    site().script({ [newList]: [410, {}] });
    expect((await post("/chips/email-signup", {})).status).toBe(460);
  });
});

test("a message that the session carries is consumed on the way", async () => {
  const carried = { session: "s1", cacheControl: "private, no-store" };
  expect(await get("/email-signup?link=/fish", "s1$$message")).toMatchObject(carried);
  expect(await post("/chips/email-signup", {}, "s1$$message")).toMatchObject(carried);
});

describe("with a content store", () => {
  let asked: string[] = [];
  let store: Awaited<ReturnType<typeof listen>>;
  const item = { content_id: "id-1", title: "Education", description: null };
  const items: Record<string, unknown> = {
    "/content/education": {
      ...item,
      base_path: "/education",
      document_type: "taxon",
      links: { child_taxons: [{ base_path: "/education/schools", title: "Schools" }] },
    },
    "/content/education/schools": { ...item, base_path: "/education/schools", document_type: "taxon" },
    "/content/hmrc": { ...item, base_path: "/hmrc", document_type: "organisation", links: {} },
    "/content/travel/email-signup": {
      ...item,
      base_path: "/travel/email-signup",
      schema_name: "email_alert_signup",
      details: { subscriber_list: { links: { countries: ["id-2"] } } },
    },
    "/content/news/email-signup": { ...item, base_path: "/news/email-signup", schema_name: "finder" },
  };
  beforeAll(async () => {
    store = await listen({
      fetch: (request: Request) => {
        const { pathname } = new URL(request.url);
        asked.push(pathname);
        return Response.json(items[pathname] ?? {}, { status: pathname in items ? 200 : 404 });
      },
    });
  });
  afterAll(() => store.close());
  const behind = useEmailAlertFrontend({
    get contentStore() {
      return { url: store.url, bearerToken: "none" };
    },
  });
  const send = (method: "get" | "post", path: string, fields: Record<string, string> = {}) => {
    asked = [];
    return createBrowser(behind())[method](path, fields);
  };

  test("a branch with branches asks which, and one without does not", async () => {
    const { status, text } = await send("get", "/email-signup?link=/education");
    expect([status, asked]).toEqual([200, ["/content/education"]]);
    expect(text).toContain('<form method="get" action="/email-signup/confirm">');
    expect(text).toContain('value="/education" checked>');
    expect(text).toContain('value="/education/schools">');
    const { location } = await send("get", "/email-signup?link=/education/schools");
    expect(location).toBe("/email-signup/confirm?link=%2Feducation%2Fschools");
  });

  test.each([
    ["/education", "taxon_tree"],
    ["/hmrc", "organisations"],
  ])("%s is found by links to it", async (link, name) => {
    expect((await send("post", "/email-signup", { link })).status).toBe(302);
    expect(behind().called()).toEqual([
      `${newList} {"url":"${link}","title":"Education","links":{"${name}":["id-1"]}}`,
    ]);
  });

  test("a sign-up page says which links, and another kind of page is none", async () => {
    expect((await send("post", "/travel/email-signup")).status).toBe(302);
    expect(asked).toEqual(["/content/travel/email-signup"]);
    const links = '"links":{"countries":["id-2"]}';
    expect(behind().called()).toEqual([`${newList} {"url":"/travel","title":"Education",${links}}`]);
    expect((await send("get", "/news/email-signup")).status).toBe(404);
  });
});
