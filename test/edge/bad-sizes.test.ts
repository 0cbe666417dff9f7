/** Fields of absurd size and number: no crash, the right variant, and the next request works. */
import { describe, expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../support/edge-under-test.ts";

const rfc = { profile: "rfc9111" } as const;
const fresh = { "cache-control": "max-age=60" };

test("a Vary of ten thousand members selects by each of them", async () => {
  const vary = Array.from({ length: 10_000 }, (_, nth) => `x-${nth}`).join(", ");
  const edge = edgeUnderTest((_asked, nth) => ({ headers: { ...fresh, vary }, body: `answer ${nth}` }), rfc);
  const bodyFor = async (headers: Record<string, string>) =>
    (await settled(await edge.get("/", headers))).text();
  expect(await bodyFor({ "x-5000": "1" })).toBe("answer 1");
  expect(await bodyFor({ "x-9999": "1" })).toBe("answer 2");
  expect(await bodyFor({ "x-5000": "1" })).toBe("answer 1");
  expect(await bodyFor({ "x-10000": "1", "x-9999": "1" })).toBe("answer 2");
});

test("a Vary of one name of 100 kB selects by it", async () => {
  const vary = "x".repeat(100_000);
  const edge = edgeUnderTest((_asked, nth) => ({ headers: { ...fresh, vary }, body: `answer ${nth}` }), rfc);
  await settled(await edge.get("/"));
  expect(await (await edge.get("/", { x: "1" })).text()).toBe("answer 1");
  expect(await (await settled(await edge.get("/", { [vary]: "1" }))).text()).toBe("answer 2");
  expect(await (await edge.get("/")).text()).toBe("answer 1");
});

test("a page with another Vary at each request is right for each, however many there were", async () => {
  const edge = edgeUnderTest(
    (asked, nth) => ({
      headers: { ...fresh, vary: `x-${nth}, x-who` },
      body: asked.header("x-who") ?? "nobody",
    }),
    rfc,
  );
  for (let nth = 1; nth <= 200; nth += 1) {
    const who = `person ${nth}`;
    expect(await (await settled(await edge.get("/", { "x-who": who }))).text()).toBe(who);
    expect(await (await settled(await edge.get("/", { "x-who": who }))).text()).toBe(who);
  }
  expect(edge.origin.asked).toHaveLength(200);
});

const lastWords: [directive: string, then: string][] = [
  ["max-age=60", "hit"],
  ["max-age=60, no-store", "bypass"],
  ["max-age=60, private", "bypass"],
  ['max-age=60, x="', "hit"],
];

test.each(lastWords)(
  "a Cache-Control of ten thousand directives is read to its end: %s",
  async (last, then) => {
    const many = Array.from({ length: 10_000 }, (_, nth) => `d${nth}=${nth % 10}`).join(",");
    const edge = edgeUnderTest(
      () => ({ headers: { "cache-control": `${many},${last}` }, body: "page" }),
      rfc,
    );
    await settled(await edge.get("/"));
    expect(decision(await edge.get("/"))).toBe(then);
  },
);

test("ten thousand times max-age: the smallest counts", async () => {
  const many = Array.from({ length: 10_000 }, (_, nth) => `max-age=${20_000 - nth}`).join(",");
  const edge = edgeUnderTest(() => ({ headers: { "cache-control": many }, body: "page" }), rfc);
  await settled(await edge.get("/"));
  edge.pass(10_000);
  expect(decision(await edge.get("/"))).toBe("hit");
  edge.pass(1);
  expect(decision(await edge.get("/"))).toBe("stale");
});

describe("five thousand header lines", () => {
  test("of one response are all stored and served", async () => {
    const lines = Object.fromEntries(Array.from({ length: 5000 }, (_, nth) => [`x-${nth}`, `${nth}`]));
    const edge = edgeUnderTest(() => ({ headers: { ...fresh, ...lines }, body: "page" }), rfc);
    await settled(await edge.get("/"));
    const response = await edge.get("/");
    expect(decision(response)).toBe("hit");
    expect([...response.headers].filter(([name]) => /^x-[0-9]/.test(name))).toHaveLength(5000);
  });

  test("of one name are one value", async () => {
    const edge = edgeUnderTest(
      () => ({
        headers: { ...fresh, "cache-control": Array.from({ length: 5000 }, () => "max-age=60") },
        body: "x",
      }),
      rfc,
    );
    await settled(await edge.get("/"));
    expect(decision(await edge.get("/"))).toBe("hit");
  });

  test("that Connection names go no further", async () => {
    const names = Array.from({ length: 5000 }, (_, nth) => `x-${nth}`);
    const lines = Object.fromEntries(names.map((name) => [name, "1"]));
    const headers = { ...fresh, ...lines, connection: names.join(",") };
    const edge = edgeUnderTest(() => ({ headers, body: "page" }), rfc);
    await settled(await edge.get("/"));
    const response = await edge.get("/");
    expect(decision(response)).toBe("hit");
    expect([...response.headers].filter(([name]) => /^x-[0-9]/.test(name))).toEqual([]);
  });
});

describe("a request", () => {
  const asks: [what: string, headers: Record<string, string>][] = [
    ["with a hundred thousand ranges", { range: `bytes=${"0-0,".repeat(100_000)}` }],
    ["with a range of forty digits", { range: `bytes=0-,${"9".repeat(40)}-` }],
    ["with a hundred thousand tags", { "if-none-match": '"b", '.repeat(100_000) }],
    ["with an open quote before a hundred thousand commas", { "if-none-match": `"${",".repeat(100_000)}` }],
    ["with a hundred thousand directives", { "cache-control": "x=y,".repeat(100_000) }],
    ["with an Accept of 100 kB", { accept: "a/b;c=d,".repeat(12_500) }],
    ["with an Accept-Language of nothing but blanks", { "accept-language": " ".repeat(100_000) }],
    ["with an Accept-Encoding of semicolons", { "accept-encoding": "gzip;".repeat(20_000) }],
    ["with a Connection of 100 kB", { connection: "x,".repeat(50_000) }],
    ["with a Via of 100 kB", { via: "1.1 x,".repeat(17_000) }],
    ["with a date of 100 kB", { "if-modified-since": "Thu, 01 Jan 2026 ".repeat(6000) }],
    ["with an If-Range of 100 kB", { "if-range": '"'.repeat(100_000), range: "bytes=0-1" }],
  ];

  test.each(asks)("%s gets the page", async (_what, headers) => {
    const vary = "accept, accept-language, accept-encoding";
    const edge = edgeUnderTest(() => ({ headers: { ...fresh, vary, etag: '"a"' }, body: "page" }), rfc);
    await settled(await edge.get("/"));
    const response = await settled(await edge.get("/", headers));
    expect([200, 206]).toContain(response.status);
    expect("page").toContain(await response.text());
    expect(await (await edge.get("/")).text()).toBe("page");
    expect(edge.events.filter(({ type }) => type === "internal-error")).toEqual([]);
  });
});
