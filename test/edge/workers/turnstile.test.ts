/** One at a time: who goes through, who waits, and who is lost. */
import { expect, test } from "vitest";
import { createTurnstile } from "../../../src/edge/workers/turnstile.ts";

/** A turnstile with timers that ring in the order of their times. */
function turnstile() {
  let now = 0;
  let tokens = 0;
  const timers = new Set<{ at: number; ring: () => void }>();
  const made = createTurnstile({
    holdFor: 15,
    waitFor: 5,
    timer(milliseconds, ring) {
      const timer = { at: now + milliseconds, ring };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    random: () => `token-${++tokens}`,
  });
  return {
    ...made,
    timers,
    pass(milliseconds: number) {
      now += milliseconds;
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        if (timers.delete(timer)) timer.ring();
      }
    },
  };
}

test("who is first goes through; all who wait go on when that one is back", async () => {
  const { enter, back, timers } = turnstile();
  expect(await enter()).toBe("token-1");
  const others = [enter(), enter()];
  back("token-1");
  expect(await Promise.all(others)).toEqual([null, null]);
  expect(timers.size).toBe(0);
  expect(await enter()).toBe("token-2");
});

test("nobody waits longer than so long, and goes on without a token", async () => {
  const { enter, pass } = turnstile();
  await enter();
  const other = enter();
  pass(5);
  expect(await other).toBeNull();
});

test("one who is lost makes place for one of those who wait, and the rest wait on", async () => {
  const { enter, back, pass } = turnstile();
  await enter();
  pass(12);
  const [second, third] = [enter(), enter()];
  pass(3);
  expect(await second).toBe("token-2");
  back("token-1");
  back("token-2");
  expect(await third).toBeNull();
});

test("one who is lost while nobody waits leaves the way free", async () => {
  const { enter, back, pass, timers } = turnstile();
  await enter();
  pass(15);
  expect(await enter()).toBe("token-2");
  // Late, and of no effect.
  back("token-1");
  expect(timers.size).toBe(1);
  const other = enter();
  back("token-2");
  expect(await other).toBeNull();
});
