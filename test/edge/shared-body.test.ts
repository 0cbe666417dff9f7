import { expect, test } from "vitest";
import { shareBody } from "../../src/edge/http-cache/shared-body.ts";

/** A source of `count` chunks of ten bytes that says how many were asked of it. */
function source(count: number) {
  let given = 0;
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (given === count) return controller.close();
        controller.enqueue(new Uint8Array(10).fill(given));
        given += 1;
      },
      cancel() {
        cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, given: () => given, cancelled: () => cancelled };
}

async function turn(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

test("a body within the limit is read to its end, with nobody there", async () => {
  const body = shareBody(source(5).stream, 50);
  expect((await body.whole)?.byteLength).toBe(50);
});

test("a body over the limit is not kept, and is read no faster than its fastest client", async () => {
  const origin = source(100);
  const body = shareBody(origin.stream, 50);
  const reader = body.stream().getReader();
  await turn();
  const before = origin.given();
  expect(before).toBeLessThan(15);
  for (let i = 0; i < 3; i += 1) await reader.read();
  await turn();
  expect(origin.given()).toBeLessThanOrEqual(before + 4);
  let bytes = 30;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
  }
  expect([bytes, await body.whole]).toEqual([1000, null]);
});

test("a client that falls behind a body over the limit is cut off, and the fast one gets all", async () => {
  const body = shareBody(source(100).stream, 50);
  const slow = body.stream().getReader();
  const fast = await new Response(body.stream()).arrayBuffer();
  expect(fast.byteLength).toBe(1000);
  await expect(
    (async () => {
      for (;;) if ((await slow.read()).done) return;
    })(),
  ).rejects.toThrow("too slowly");
});

test("a body over the limit that nobody reads is given up, and its source let go", async () => {
  const origin = source(1000);
  const body = shareBody(origin.stream, 50);
  await body.stream().cancel();
  expect(await body.whole).toBeNull();
  expect([origin.cancelled(), body.joinable]).toEqual([true, false]);
});

test("a body over the limit whose last client is cut off or leaves lets its source go", async () => {
  const origin = source(1000);
  const body = shareBody(origin.stream, 50);
  const slow = body.stream().getReader();
  const fast = body.stream().getReader();
  for (let i = 0; i < 40; i += 1) await fast.read();
  await slow.read();
  await expect(slow.read()).rejects.toThrow("too slowly");
  await fast.cancel();
  expect(await body.whole).toBeNull();
  expect(origin.cancelled()).toBe(true);
});

test("who has read nothing when a body goes over the limit still gets all of it", async () => {
  const sizes = [1, ...Array<number>(20).fill(8)];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = sizes.shift();
      if (size === undefined) controller.close();
      else controller.enqueue(new Uint8Array(size));
    },
  });
  const reader = shareBody(stream, 32).stream().getReader();
  await turn();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    await turn();
  }
  expect(bytes).toBe(161);
});
