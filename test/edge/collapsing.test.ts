import { expect, test } from "vitest";
import { decision, edgeUnderTest, sessionCookie } from "../support/edge-under-test.ts";
import type { Answer } from "../support/memory-origin.ts";

const public60 = { "cache-control": "max-age=60, public" };

/** Answers that wait until the test lets them go. */
function held(answer: (nth: number) => Answer) {
  const gates: (() => void)[] = [];
  return {
    answer: async (_asked: unknown, nth: number) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return answer(nth);
    },
    /** Lets go of all that wait, and of those that come because of it, until nobody is left. */
    async release() {
      while (gates.length > 0) {
        for (const gate of gates.splice(0)) gate();
        await turn();
      }
    },
    waiting: () => gates.length,
  };
}

/** Lets everything run that can run now. */
async function turn(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

test("many clients of a cold page make one request, and all get its body", async () => {
  const origin = held(() => ({ headers: public60, body: "hello" }));
  const edge = edgeUnderTest(origin.answer);
  const all = Array.from({ length: 20 }, () => edge.get("/"));
  await turn();
  expect(origin.waiting()).toBe(1);
  await origin.release();
  const responses = await Promise.all(all);
  expect(await Promise.all(responses.map((response) => response.text()))).toEqual(Array(20).fill("hello"));
  expect(
    responses.filter((response) => response.headers.get("cache-status")?.includes("; collapsed")),
  ).toHaveLength(19);
  expect(edge.origin.asked).toHaveLength(1);
});

test("people who wait for a page that varies on the session each get their own, all at once", async () => {
  const people = ["a", "b", "c", "d"].map((one) => `${one}-session`);
  const asked: string[] = [];
  const origin = held(() => ({}));
  const edge = edgeUnderTest(async (request, nth) => {
    await origin.answer(request, nth);
    const session = request.header("govuk-account-session") ?? "nobody";
    asked.push(session);
    return { headers: { ...public60, vary: "GOVUK-Account-Session" }, body: session };
  });
  const all = people.flatMap((person) => [
    edge.get("/", sessionCookie(person)),
    edge.get("/", sessionCookie(person)),
  ]);
  await turn();
  expect(origin.waiting()).toBe(1);
  await origin.release();
  const bodies = await Promise.all(all.map(async (response) => (await response).text()));
  expect(bodies).toEqual(people.flatMap((person) => [person, person]));
  expect(asked.toSorted()).toEqual(people);
});

test("people ask for a page that is known to vary without waiting for each other", async () => {
  const origin = held(() => ({}));
  const edge = edgeUnderTest(async (request, nth) => {
    if (nth > 1) await origin.answer(request, nth);
    return { headers: { ...public60, vary: "GOVUK-Account-Session" }, body: "x" };
  });
  await (await edge.get("/")).text();
  const all = ["first-person", "second-person", "third-person"].map((one) =>
    edge.get("/", sessionCookie(one)),
  );
  await turn();
  expect(origin.waiting()).toBe(3);
  await origin.release();
  expect((await Promise.all(all)).map(decision)).toEqual(["vary-miss", "vary-miss", "vary-miss"]);
});

const unshareable: [what: string, answer: Answer][] = [
  ["no-store", { headers: { "cache-control": "no-store" } }],
  ["private", { headers: { "cache-control": "private, max-age=60" } }],
  ["a new session", { headers: { ...public60, "govuk-account-session": "new-session" } }],
  ["a cookie", { headers: { ...public60, "set-cookie": "a=b" } }],
  ["Vary: *", { headers: { ...public60, vary: "*" } }],
  ["a status that is not kept", { status: 503, headers: public60 }],
];

test.each(unshareable)(
  "nobody shares %s, and those who waited go to the origin together",
  async (_what, answer) => {
    const origin = held((nth) => ({ ...answer, body: `for ${nth}` }));
    const edge = edgeUnderTest(origin.answer);
    const all = Array.from({ length: 5 }, () => edge.get("/"));
    await turn();
    expect(origin.waiting()).toBe(1);
    let rounds = 0;
    while (origin.waiting() > 0) {
      rounds += 1;
      await origin.release();
    }
    const bodies = await Promise.all(all.map(async (response) => (await response).text()));
    expect(new Set(bodies).size).toBe(5);
    expect([edge.origin.asked.length, rounds]).toEqual([5, 1]);
  },
);

test("those who waited for an origin that failed are told so at once, and the next request asks again", async () => {
  const origin = held(() => {
    throw new Error("gone");
  });
  let healthy = false;
  const edge = edgeUnderTest(async (request, nth) => {
    if (!healthy) await origin.answer(request, nth);
    return { headers: public60, body: "well" };
  });
  const all = Array.from({ length: 5 }, () => edge.get("/"));
  await turn();
  await origin.release();
  expect((await Promise.all(all)).map((response) => response.status)).toEqual(Array(5).fill(500));
  expect(edge.origin.asked).toHaveLength(1);
  healthy = true;
  expect(await (await edge.get("/")).text()).toBe("well");
});

test("a client that leaves takes nothing from the others, and the page is stored", async () => {
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const edge = edgeUnderTest(() => ({ headers: public60, body: body.readable }));
  const [leaver, stayer] = await Promise.all([edge.get("/"), edge.get("/")]);
  const text = stayer.text();
  await writer.write(new TextEncoder().encode("one "));
  await leaver.body?.cancel();
  await writer.write(new TextEncoder().encode("two"));
  await writer.close();
  expect(await text).toBe("one two");
  await turn();
  expect(decision(await edge.get("/"))).toBe("hit");
  expect(edge.origin.asked).toHaveLength(1);
});

test("a client that comes while the body is still coming gets all of it", async () => {
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const edge = edgeUnderTest(() => ({ headers: public60, body: body.readable }));
  const first = await edge.get("/");
  await writer.write(new TextEncoder().encode("one "));
  const second = await edge.get("/");
  await writer.write(new TextEncoder().encode("two"));
  await writer.close();
  expect(await Promise.all([first.text(), second.text()])).toEqual(["one two", "one two"]);
  expect(edge.origin.asked).toHaveLength(1);
});

test("a body that breaks off breaks off for everybody, and is not stored", async () => {
  const edge = edgeUnderTest((_asked, nth) => ({
    headers: public60,
    body:
      nth > 1
        ? "whole"
        : new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode("ha"));
            },
            pull: (controller) => controller.error(new Error("reset")),
          }),
  }));
  const [first, second] = await Promise.all([edge.get("/"), edge.get("/")]);
  await expect(first.text()).rejects.toThrow();
  await expect(second.text()).rejects.toThrow();
  await turn();
  expect(await (await edge.get("/")).text()).toBe("whole");
});
