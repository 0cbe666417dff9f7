/** Requests that the runtime has ended: what they had begun never ends, and must hold up nobody. */
import { expect, test } from "vitest";
import { handTimer, processOver, settle } from "../support/layered-under-test.ts";

const never = () => new Promise<void>(() => undefined);

/** A process of which two writes, with their timers, ended with their requests. */
async function withEndedWrites() {
  const lost = handTimer();
  const later = handTimer();
  let clock = lost;
  const layers = {
    writes: 2,
    writeLimit: 5_000,
    timer: (milliseconds: number, task: () => void) => clock.timer(milliseconds, task),
  };
  const one = await processOver(undefined, { layers });
  one.backend.weather = never;
  for (const x of ["1", "2"]) one.put("lost", { x });
  await settle();
  one.backend.weather = () => undefined;
  clock = later;
  return { ...one, ring: later.ring };
}

test("what they were writing takes no room once its time is over", async () => {
  const { put, news, pass, backend, store } = await withEndedWrites();
  put("too soon", { x: "3" });
  expect(news.map(({ detail }) => detail)).toEqual(["put: too many are under way"]);
  pass(5_001);
  put("kept", { x: "4" });
  await store.flush();
  expect([news.length, backend.kept.size]).toEqual([1, 2]);
});

test("nobody waits for it any longer than it might have taken", async () => {
  const { store, ring } = await withEndedWrites();
  let isFlushed = false;
  const flushed = store.flush().then(() => {
    isFlushed = true;
  });
  await settle();
  expect(isFlushed).toBe(false);
  ring();
  await flushed;
  expect(isFlushed).toBe(true);
});
