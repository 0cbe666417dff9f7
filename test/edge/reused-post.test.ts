import { describe, expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../support/edge-under-test.ts";

const page = "https://www.gov.uk/form?step=2";
const reusable = { "cache-control": "max-age=60", "content-location": "/form?step=2" };

async function getAfterPost(headers: Record<string, string>, profile: "rfc9111" | "account" = "rfc9111") {
  const edge = edgeUnderTest(({ method }) => ({ headers, body: `answer to ${method}` }), { profile });
  const post = await settled(await edge.fetch(new Request(page, { method: "POST", body: "x" })));
  expect(await post.clone().text()).toBe("answer to POST");
  const get = await edge.get("/form?step=2");
  return { post, decision: decision(get), body: await get.text() };
}

describe("the answer to a POST", () => {
  test("answers a GET when it says for how long, and that it is for this URL", async () => {
    const { post, decision, body } = await getAfterPost(reusable);
    expect(post.headers.get("cache-status")).toMatch(/fwd=method; fwd-status=200; stored/);
    expect([decision, body]).toEqual(["hit", "answer to POST"]);
  });

  test.each<[string, Record<string, string>]>([
    ["says nothing of its freshness", { "content-location": "/form?step=2" }],
    ["is for another URL", { ...reusable, "content-location": "/form?step=3" }],
    ["is for no URL that it names", { "cache-control": "max-age=60" }],
    ["may not be stored", { ...reusable, "cache-control": "no-store, max-age=60" }],
    ["sets a cookie", { ...reusable, "set-cookie": "a=b" }],
  ])("does not when it %s", async (_what, headers) => {
    expect(await getAfterPost(headers)).toMatchObject({ decision: "uri-miss", body: "answer to GET" });
  });

  test("never does with the account rules", async () => {
    expect((await getAfterPost(reusable, "account")).body).toBe("answer to GET");
  });

  test("that changes the session does not make the page pass", async () => {
    const change = { "govuk-account-session": "new", "cache-control": "max-age=60" };
    const edge = edgeUnderTest(({ method }) => ({ headers: method === "POST" ? change : {}, body: "page" }));
    await settled(await edge.fetch(new Request(page, { method: "POST", body: "x" })));
    expect(decision(await edge.get("/form?step=2"))).toBe("uri-miss");
  });

  test("takes the place of what was stored, and is forgotten after the next", async () => {
    const edge = edgeUnderTest(({ method }, nth) => ({ headers: reusable, body: `${method} ${nth}` }), {
      profile: "rfc9111",
    });
    await settled(await edge.get("/form?step=2"));
    for (const body of ["POST 2", "POST 3"]) {
      await settled(await edge.fetch(new Request(page, { method: "POST", body: "x" })));
      expect(await (await edge.get("/form?step=2")).text()).toBe(body);
    }
  });

  test("that was asked for before another change is not stored", async () => {
    const gate = Promise.withResolvers<void>();
    const edge = edgeUnderTest(
      async (_asked, nth) => {
        if (nth === 1) await gate.promise;
        return { headers: reusable, body: `answer ${nth}` };
      },
      { profile: "rfc9111" },
    );
    const change = () => edge.fetch(new Request(page, { method: "POST", body: "x" }));
    const early = change();
    await new Promise((resolve) => setTimeout(resolve, 0));
    await settled(await change());
    gate.resolve();
    await settled(await early);
    expect(decision(await edge.get("/form?step=2"))).toBe("uri-miss");
  });
});
