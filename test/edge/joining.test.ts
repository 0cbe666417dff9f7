/** Who joins a response that is on its way is told the truth about it, and gets what they asked for. */
import { expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../support/edge-under-test.ts";

const rfc = { profile: "rfc9111" } as const;

/** An origin whose first body ends when it is told to; what comes later is short. */
function slowOrigin(headers: Record<string, string>) {
  const end = Promise.withResolvers<void>();
  const edge = edgeUnderTest((_asked, nth) => {
    if (nth > 1) return { headers, body: `answer ${nth}` };
    const body = new ReadableStream<Uint8Array>({
      async start(stream) {
        stream.enqueue(new TextEncoder().encode("answer"));
        await end.promise;
        stream.enqueue(new TextEncoder().encode(" 1"));
        stream.close();
      },
    });
    return { headers, body };
  }, rfc);
  return { edge, end: end.resolve };
}

test("its age counts the time since it was asked for", async () => {
  const { edge, end } = slowOrigin({ "cache-control": "max-age=60", age: "7" });
  const first = await edge.get("/");
  edge.pass(10);
  const joined = await edge.get("/");
  end();
  expect(await joined.text()).toBe("answer 1");
  expect(joined.headers.get("cache-status")).toContain("collapsed");
  expect([first, joined].map((response) => response.headers.get("age"))).toEqual(["7", "17"]);
  await first.body?.cancel();
});

test.each(["no-cache", "max-age=5", "min-fresh=55"])("%s is not answered with it", async (asks) => {
  const { edge, end } = slowOrigin({ "cache-control": "max-age=60" });
  const first = await edge.get("/");
  edge.pass(10);
  const picky = await edge.get("/", { "cache-control": asks });
  expect(await picky.text()).toBe("answer 2");
  end();
  expect(await first.text()).toBe("answer 1");
});

test("no-cache alone does not make a status storable that is not by itself", async () => {
  const headers = { "cache-control": "no-cache", etag: '"a"' };
  const edge = edgeUnderTest(() => ({ status: 403, headers, body: "no" }), rfc);
  await settled(await edge.get("/"));
  expect(decision(await edge.get("/"))).toBe("uri-miss");
  expect(edge.origin.asked[1]?.header("if-none-match")).toBeNull();
});
