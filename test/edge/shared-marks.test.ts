/** Purges that processes share: what each knows of the others', and what it makes of a log that was lost. */
import { describe, expect, test } from "vitest";
import { markFrom, markText, type PurgeScope, type SharedMark } from "../../src/edge/index.ts";
import type { SharedMarksOptions } from "../../src/edge/stores/shared-marks.ts";
import { key, marksOver, noon } from "../support/marks-under-test.ts";

const tag: PurgeScope = { by: "tag", tag: "k" };
const scopes: [what: string, scope: PurgeScope][] = [
  ["a key", tag],
  ["a URL", { by: "url", key }],
  ["everything", { by: "all" }],
];

describe.each(scopes)("a purge of %s", (_what, scope) => {
  test("is known here at once, and elsewhere when the log was read", async () => {
    const one = await marksOver();
    const other = await marksOver(one.backend);
    expect(await one.purge(scope)).toBe("done");
    expect([one.says(noon - 1), other.says(noon - 1)]).toEqual(["gone", null]);
    await other.marks.catchUp();
    expect(other.says(noon - 1)).toBe("gone");
    expect(other.heard.map((mark) => [mark.scope, mark.soft])).toEqual([[scope, false]]);
  });

  test("covers what was asked for by a clock that is ahead, as far as is allowed", async () => {
    const { purge, says } = await marksOver(undefined, { allowance: 300 });
    await purge(scope);
    expect([says(noon + 299), says(noon + 300)]).toEqual(["gone", null]);
  });

  test("that is soft says since when it is stale", async () => {
    const one = await marksOver();
    await one.purge(scope, true);
    const other = await marksOver(one.backend);
    expect([other.says(noon), other.says(noon + 1_000)]).toEqual([{ staleSince: noon + 1_000 }, null]);
  });

  test("is told with how long ago it was asked for", async () => {
    const one = await marksOver();
    const other = await marksOver(one.backend);
    await one.purge(scope);
    other.pass(250);
    await other.marks.catchUp();
    expect(other.heard.map(({ lag }) => lag)).toEqual([250]);
  });
});

test("a purge concerns nothing else", async () => {
  const { purge, says } = await marksOver();
  await purge({ by: "tag", tag: "another" });
  await purge({ by: "url", key: `${key}/b` });
  // A URL that reads like a key, and a key that reads like a URL.
  await purge({ by: "url", key: "k" });
  await purge({ by: "tag", tag: key });
  expect(says(noon - 1)).toBeNull();
});

test("who forgets a tag or a URL counts its purge for all, and purges more", async () => {
  const { purge, says } = await marksOver(undefined, { remembered: 2 });
  for (const [at, name] of ["a", "b", "c"].entries()) {
    await purge(at === 0 ? { by: "url", key: name } : { by: "tag", tag: name });
  }
  expect(says(noon - 1, [])).toBe("gone");
});

test("one's own purge is not heard again from the log, and another's is heard once", async () => {
  const one = await marksOver();
  const other = await marksOver(one.backend);
  await one.purge(tag);
  await other.purge(tag);
  await one.marks.catchUp();
  expect(one.heard).toHaveLength(1);
  // A log that gives all marks each time.
  const all: MarkList = { log: { ...one.backend.log, since: () => one.backend.log.since(null) } };
  const third = await marksOver(undefined, all);
  await other.purge({ by: "tag", tag: "later" });
  await third.marks.catchUp();
  await third.marks.catchUp();
  expect(third.heard.map(({ scope }) => scope)).toEqual([{ by: "tag", tag: "later" }]);
});

type MarkList = Pick<SharedMarksOptions, "log">;

describe("while the log is away", () => {
  const away = async () => {
    const one = await marksOver();
    const other = await marksOver(one.backend);
    one.backend.weather = (operation) => {
      if (operation === "append") throw new Error("away");
    };
    return { one, other };
  };

  test("a purge counts here, waits, and is told elsewhere as soon as can be", async () => {
    const { one, other } = await away();
    expect(await one.purge(tag)).toBe("queued");
    expect([one.says(noon - 1), one.marks.waiting]).toEqual(["gone", 1]);
    await one.marks.catchUp();
    expect([one.marks.isOverdue, one.marks.waiting]).toEqual([false, 1]);
    one.backend.weather = () => undefined;
    await one.marks.catchUp();
    await other.marks.catchUp();
    expect([one.marks.waiting, other.says(noon - 1)]).toEqual([0, "gone"]);
  });

  test("more purges than can wait become one of everything", async () => {
    const { one, other } = await away();
    const few = await marksOver(one.backend, { queued: 2 });
    for (const name of ["a", "b", "c"]) await few.purge({ by: "tag", tag: name });
    expect(few.marks.waiting).toBe(1);
    one.backend.weather = () => undefined;
    await few.marks.catchUp();
    await other.marks.catchUp();
    expect(other.says(noon - 1, [])).toBe("gone");
  });

  test("purges that wait go into the log once, and together", async () => {
    const { one } = await away();
    const names = Array.from({ length: 100 }, (_, index) => `k${index}`);
    one.backend.weather = () => undefined;
    one.backend.asked.length = 0;
    await Promise.all(names.map((name) => one.purge({ by: "tag", tag: name })));
    expect(one.backend.asked).toEqual(["append", "append"]);
    const reading = await one.backend.log.since(null);
    expect(reading === "lost" ? 0 : reading.marks.length).toBe(100);
  });
});

test("a log that was read a while ago is overdue, and is read once for all who need it", async () => {
  const { backend, marks, pass } = await marksOver();
  backend.asked.length = 0;
  pass(999);
  await marks.current();
  expect([marks.isOverdue, backend.asked]).toEqual([false, []]);
  pass(1);
  expect(marks.isOverdue).toBe(true);
  await Promise.all([marks.current(), marks.current(), marks.current()]);
  expect([marks.isOverdue, backend.asked]).toEqual([false, ["since"]]);
  pass(-5_000);
  expect(marks.isOverdue).toBe(true);
});

test("who hears of a purge while the log is being read reads it again", async () => {
  const { backend, marks } = await marksOver();
  backend.asked.length = 0;
  await Promise.all([marks.catchUp(), marks.catchUp(), marks.catchUp()]);
  expect(backend.asked).toEqual(["since", "since"]);
});

test("a mark as text comes back, and any other text is none", () => {
  for (const [, scope] of scopes) {
    const mark: SharedMark = { scope, soft: true, time: noon + 1 / 1024, from: "somebody" };
    expect(markFrom(markText(mark))).toEqual(mark);
  }
  for (const text of ["", "{", "null", '{"scope":{"by":"page"},"soft":true,"time":1,"from":"a"}']) {
    expect(markFrom(text)).toBeNull();
  }
});
