/** The log of purges in KV: real inside workerd. */
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { LogReading, SharedMark } from "../../../src/edge/index.ts";
import { type KvMarkLogOptions, kvMarkLog } from "../../../src/edge/workers/kv-mark-log.ts";
import { hiding } from "../../support/late-kv.ts";
import { freshName, platform } from "../../support/platform.ts";

const { kv } = await platform();
const listed = z.object({ keys: z.array(z.object({ name: z.string() })) });
const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;

/** A log of its own, written at times that the test says. */
function logOver(options: Partial<KvMarkLogOptions> = {}, prefix = `${freshName()}/`) {
  let time = noon;
  const log = kvMarkLog({ kv, now: () => time, prefix, ...options });
  const markOf = (tag: string): SharedMark => ({ scope: { by: "tag", tag }, soft: false, time, from: "me" });
  return {
    log,
    prefix,
    markOf,
    append: (...tags: string[]) => log.append(tags.map(markOf)),
    pass(milliseconds: number) {
      time += milliseconds;
    },
    async read(position: string | null = null): Promise<LogReading> {
      const reading = await log.since(position);
      if (reading === "lost") throw new Error("The log is lost.");
      return reading;
    },
  };
}

const tagsOf = ({ marks }: LogReading) =>
  marks.map(({ scope }) => (scope.by === "tag" ? scope.tag : scope.by)).sort();

test("the first who reads makes the log, and all others find the same one", async () => {
  const first = logOver();
  const made = await first.read();
  expect(made).toMatchObject({ begins: noon, marks: [] });
  const other = logOver({}, first.prefix);
  other.pass(minute);
  expect(await other.read()).toMatchObject({ epoch: made.epoch, begins: noon });
  expect((await logOver().read()).epoch).not.toBe(made.epoch);
});

test("marks come back as they were written, whole batches too long for metadata as well", async () => {
  const { log, read, append, markOf } = logOver();
  const long: SharedMark = {
    scope: { by: "url", key: `https://a/${"é".repeat(900)}` },
    soft: true,
    time: noon,
    from: "a",
  };
  await log.append([long]);
  await append("one", "two");
  const many = Array.from({ length: 300 }, (_, index) => `tag-${index}`);
  await append(...many);
  const { marks } = await read();
  expect(marks).toContainEqual(long);
  expect(marks).toContainEqual(markOf("two"));
  expect(marks).toHaveLength(303);
});

test("what is new is read, and what was written within some minutes once more", async () => {
  const { read, append, pass } = logOver();
  await append("old");
  pass(10 * minute);
  await append("a");
  const { position } = await read();
  expect(tagsOf(await read(position))).toEqual(["a"]);
  pass(10 * minute);
  await append("b");
  const next = await read(position);
  expect(tagsOf(next)).toEqual(["a", "b"]);
  expect(tagsOf(await read(next.position))).toEqual(["b"]);
});

test("a mark that shows late is not missed, although a later one was there before it", async () => {
  const hidden = new Set<string>();
  const { read, append, pass, prefix } = logOver({ kv: hiding(kv, (name) => hidden.has(name)) });
  await append("late");
  const page = listed.parse(await kv.list({ prefix }));
  for (const { name } of page.keys) hidden.add(name);
  pass(2 * minute);
  await append("early");
  const first = await read();
  hidden.clear();
  pass(minute);
  expect([tagsOf(first), tagsOf(await read(first.position))]).toEqual([["early"], ["early", "late"]]);
});

test("what else is in the namespace is no mark, and ends no reading", async () => {
  const { read, append, prefix } = logOver();
  await read();
  await append("a");
  for (const name of ["1-0", "1-x", "2", "0-"]) await kv.put(prefix + name, "{}", { expirationTtl: 60 });
  const { marks, position } = await read();
  expect([marks.length, tagsOf(await read(position))]).toEqual([1, ["a"]]);
});

test("a writer whose clock is an hour ahead hides nothing that others write", async () => {
  const { read, append, pass, prefix } = logOver();
  const ahead = logOver({}, prefix);
  ahead.pass(60 * minute);
  await ahead.append("ahead");
  const { position } = await read();
  pass(minute);
  await append("now");
  expect(tagsOf(await read(position))).toEqual(["ahead", "now"]);
});

test("a mark that waited is as new as when it was written, whatever its time", async () => {
  const { log, read, append, pass, markOf } = logOver();
  const waited = markOf("waited");
  pass(60 * minute);
  await append("later");
  const { position } = await read();
  await log.append([waited]);
  expect(tagsOf(await read(position))).toEqual(["later", "waited"]);
});

describe("who cannot know all", () => {
  test("is told that the log is lost, when marks may have expired meanwhile", async () => {
    const { log, read, pass } = logOver({ keepFor: 3_600 });
    const { position } = await read();
    pass(54 * minute);
    expect(await log.since(position)).not.toBe("lost");
    pass(minute);
    expect(await log.since(position)).toBe("lost");
  });

  test("begins where marks can no longer have expired", async () => {
    const { read, pass } = logOver({ keepFor: 3_600 });
    expect((await read()).begins).toBe(noon);
    pass(120 * minute);
    expect((await read()).begins).toBe(noon + 65 * minute);
  });

  test("is told so of another log under the same name", async () => {
    const { read, append, prefix } = logOver();
    await append("a");
    const { epoch, position } = await read();
    await kv.delete(`${prefix}0`);
    const next = await read(position);
    expect(next.epoch).not.toBe(epoch);
    expect((await read()).epoch).toBe(next.epoch);
  });

  test("takes what nobody can read for a purge of everything, once", async () => {
    const { read, append, prefix } = logOver();
    await append("a");
    const newer = `${prefix}1-${String(10 ** 15 - (noon + 7)).padStart(16, "0")}-x`;
    await kv.put(newer, "[{}]", { metadata: [{ scope: "of a version to come" }] });
    const all = { scope: { by: "all" }, soft: false, time: noon + 7, from: newer };
    const { marks, position } = await read();
    expect(marks).toContainEqual(all);
    expect((await read(position)).marks).toContainEqual(all);
  });
});

test("of more keys than a page holds all are read; of more than so many pages the newest", async () => {
  const { read, append, pass, prefix } = logOver();
  await read();
  for (let batch = 0; batch < 41; batch += 1) {
    pass(1);
    await Promise.all(Array.from({ length: 25 }, (_, index) => append(`${batch}-${index}`)));
  }
  const whole = await read();
  expect(new Set(tagsOf(whole)).size).toBe(1_025);
  expect(whole.begins).toBe(noon);
  const short = logOver({ pages: 1 }, prefix);
  short.pass(50);
  const cut = await short.read();
  // The identity is one of the thousand keys.
  expect(cut.marks).toHaveLength(999);
  expect(cut.begins).toBe(noon + 2);
  const beginning = JSON.stringify({ readAt: noon, newest: noon });
  expect(await short.log.since(beginning)).toBe("lost");
});
