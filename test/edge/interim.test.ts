/** What a rim is told of the origin's interim responses, whatever transport sees them. */
import { expect, test } from "vitest";
import type { Fields } from "../../src/edge/fields/fields.ts";
import { createEdge, type OriginTransport } from "../../src/edge/index.ts";

type Interim = readonly [status: number, fields: Fields];

/** The interim responses that a client is to get, where the origin sends these before a page. */
async function forwarded(...sent: Interim[]): Promise<Interim[]> {
  const transport: OriginTransport = async ({ onInterim }) => {
    for (const [status, fields] of sent) onInterim?.(status, fields);
    return { status: 200, fields: [], body: null };
  };
  const edge = createEdge({ origin: "http://origin.example", transport });
  const got: Interim[] = [];
  const onInterim = (status: number, fields: Fields) => void got.push([status, fields]);
  const response = await edge.fetch(new Request("https://www.gov.uk/"), { onInterim });
  expect(response.status).toBe(200);
  return got;
}

test("100 and 101 are for the edge's own connection", async () => {
  expect(await forwarded([100, []], [101, []], [102, []], [103, []])).toEqual([
    [102, []],
    [103, []],
  ]);
});

test.each(["a\x00b", "a\x01b", "a\r\nX-Injected: 1", "a\nb", "a\x7fb", "\u0100"])(
  "a line with the value %j is left out, and the others stay",
  async (value) => {
    const fields: Fields = [
      ["X-Bad", value],
      ["Vary", value],
      ["Link", "</\xe9>;\trel=preload"],
    ];
    expect(await forwarded([103, fields])).toEqual([[103, [["Link", "</\xe9>;\trel=preload"]]]]);
  },
);

test("what is not forwarded does not count towards the twenty that are", async () => {
  const sent = Array.from(
    { length: 50 },
    (_, nth): Interim => [nth % 2 === 0 ? 100 : 103, [["X-Nth", `${nth}`]]],
  );
  const got = await forwarded(...sent);
  expect(got).toHaveLength(20);
  expect(got.at(-1)).toEqual([103, [["X-Nth", "39"]]]);
});

test("whoever is served stale at once gets none of the fetch in the background", async () => {
  let time = Date.UTC(2026, 0, 1);
  let asked = 0;
  const listening: boolean[] = [];
  const transport: OriginTransport = async ({ onInterim }) => {
    asked += 1;
    listening.push(onInterim !== undefined);
    return { status: 200, fields: [["Cache-Control", "max-age=60, stale-while-revalidate=600"]], body: null };
  };
  const settings = { origin: "http://origin.example", profile: "rfc9111", now: () => time } as const;
  const edge = createEdge({ ...settings, transport });
  const visit = async () => {
    const background: Promise<unknown>[] = [];
    const waitUntil = (promise: Promise<unknown>) => void background.push(promise);
    await edge.fetch(new Request("https://www.gov.uk/"), { onInterim: () => undefined, waitUntil });
    await Promise.all(background);
  };
  await visit();
  time += 100_000;
  await visit();
  expect([asked, listening]).toEqual([2, [true, false]]);
});

test("a rim that can write none is none the worse for them", async () => {
  const transport: OriginTransport = async ({ onInterim }) => {
    onInterim?.(103, []);
    return { status: 200, fields: [["X-Asked", String(onInterim === undefined)]], body: null };
  };
  const edge = createEdge({ origin: "http://origin.example", transport });
  const response = await edge.fetch(new Request("https://www.gov.uk/"));
  expect([response.status, response.headers.get("x-asked")]).toEqual([200, "true"]);
});
