/** Purges that processes share: what each knows of the others', and what it makes of a log that was lost. */
import { describe, expect, test } from "vitest";
import {
  type LogReading,
  markFrom,
  markText,
  type PurgeScope,
  type SharedMark,
} from "../../src/edge/index.ts";
import {
  createSharedMarks,
  type ForeignMark,
  type SharedMarksOptions,
} from "../../src/edge/stores/shared-marks.ts";
import { sharedBackend } from "../support/shared-backend.ts";

const key = "https://www.gov.uk/page";
const noon = Date.UTC(2026, 0, 1, 12);
const long = noon - 86_400_000;

/** One process's marks, with a clock of its own. */
async function process(backend = sharedBackend(long), options: Partial<SharedMarksOptions> = {}) {
  let time = noon;
  const heard: ForeignMark[] = [];
  const marks = createSharedMarks({ log: backend.log, now: () => time, ...options });
  marks.subscribe((mark) => heard.push(mark));
  await marks.catchUp().catch(() => undefined);
  heard.length = 0;
  const purge = (scope: PurgeScope, soft = false) => marks.purge({ scope, soft, time });
  /** What the marks say of something that was asked for then. */
  const says = (askedAt: number, tags: string[] = ["k"]) =>
    marks.verdict({ askedAt, bodyAskedAt: askedAt, tags }, key);
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { backend, marks, heard, purge, says, pass };
}

const tag: PurgeScope = { by: "tag", tag: "k" };
const scopes: [what: string, scope: PurgeScope][] = [
  ["a key", tag],
  ["a URL", { by: "url", key }],
  ["everything", { by: "all" }],
];

describe.each(scopes)("a purge of %s", (_what, scope) => {
  test("is known here at once, and elsewhere when the log was read", async () => {
    const one = await process();
    const other = await process(one.backend);
    expect(await one.purge(scope)).toBe("done");
    expect([one.says(noon - 1), other.says(noon - 1)]).toEqual(["gone", null]);
    await other.marks.catchUp();
    expect(other.says(noon - 1)).toBe("gone");
    expect(other.heard.map((mark) => [mark.scope, mark.soft])).toEqual([[scope, false]]);
  });

  test("covers what was asked for by a clock that is ahead, as far as is allowed", async () => {
    const { purge, says } = await process(undefined, { allowance: 300 });
    await purge(scope);
    expect([says(noon + 299), says(noon + 300)]).toEqual(["gone", null]);
  });

  test("that is soft says since when it is stale", async () => {
    const one = await process();
    await one.purge(scope, true);
    const other = await process(one.backend);
    expect([other.says(noon), other.says(noon + 1_000)]).toEqual([{ staleSince: noon + 1_000 }, null]);
  });

  test("is told with how long ago it was asked for", async () => {
    const one = await process();
    const other = await process(one.backend);
    await one.purge(scope);
    other.pass(250);
    await other.marks.catchUp();
    expect(other.heard.map(({ lag }) => lag)).toEqual([250]);
  });
});

test("a purge concerns nothing else", async () => {
  const { purge, says } = await process();
  await purge({ by: "tag", tag: "another" });
  await purge({ by: "url", key: `${key}/b` });
  // A URL that reads like a key, and a key that reads like a URL.
  await purge({ by: "url", key: "k" });
  await purge({ by: "tag", tag: key });
  expect(says(noon - 1)).toBeNull();
});

test("who forgets a tag or a URL counts its purge for all, and purges more", async () => {
  const { purge, says } = await process(undefined, { remembered: 2 });
  for (const [at, name] of ["a", "b", "c"].entries()) {
    await purge(at === 0 ? { by: "url", key: name } : { by: "tag", tag: name });
  }
  expect(says(noon - 1, [])).toBe("gone");
});

test("one's own purge is not heard again from the log, and another's is heard once", async () => {
  const one = await process();
  const other = await process(one.backend);
  await one.purge(tag);
  await other.purge(tag);
  await one.marks.catchUp();
  expect(one.heard).toHaveLength(1);
  // A log that gives all marks each time.
  const all: MarkList = { log: { ...one.backend.log, since: () => one.backend.log.since(null) } };
  const third = await process(undefined, all);
  await other.purge({ by: "tag", tag: "later" });
  await third.marks.catchUp();
  await third.marks.catchUp();
  expect(third.heard.map(({ scope }) => scope)).toEqual([{ by: "tag", tag: "later" }]);
});

type MarkList = Pick<SharedMarksOptions, "log">;

describe("a log that is lost", () => {
  test.each<[how: string, lose: (backend: ReturnType<typeof sharedBackend>) => void]>([
    ["made anew", (backend) => backend.loseLog(noon)],
    ["cut off", (backend) => backend.trimLog()],
  ])("because it was %s makes all that was asked for before purged", async (_how, lose) => {
    const one = await process();
    const other = await process(one.backend);
    await one.purge({ by: "tag", tag: "another" });
    lose(one.backend);
    other.pass(100);
    await other.marks.catchUp();
    expect([other.says(noon + 100), other.says(noon + 1_100)]).toEqual(["gone", null]);
    expect(other.heard.map(({ scope, lag }) => [scope, lag])).toEqual([[{ by: "all" }, null]]);
  });

  test("has another epoch when it is made anew, and the same when it is cut off", async () => {
    const { marks, backend, purge } = await process();
    const { epoch } = marks;
    await purge(tag);
    backend.trimLog();
    await marks.catchUp();
    expect(marks.epoch).toBe(epoch);
    backend.loseLog(noon);
    await marks.catchUp();
    expect(marks.epoch).not.toBe(epoch);
  });

  test("makes all that is older than it purged for who reads it from its beginning", async () => {
    const { says } = await process(sharedBackend(noon - 5_000));
    expect([says(noon - 4_001), says(noon - 4_000)]).toEqual(["gone", null]);
  });

  test.each([1, 2])("is not brought back by reading %i, which began before", async (slowOne) => {
    const { backend, marks } = await process();
    const slow = Promise.withResolvers<void>();
    let asked = 0;
    async function since(position: string | null): Promise<LogReading | "lost"> {
      asked += 1;
      const isSlow = asked === slowOne;
      const reading = await backend.log.since(position);
      if (isSlow) await slow.promise;
      return reading;
    }
    let time = noon;
    const late = createSharedMarks({ log: { ...backend.log, since }, now: () => time, timeLimit: 1_000 });
    if (slowOne === 2) await late.catchUp();
    const old = late.catchUp().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 0));
    backend.loseLog(noon);
    await marks.catchUp();
    time += 1_000;
    await late.catchUp();
    slow.resolve();
    await old;
    expect(late.epoch).toBe(marks.epoch);
  });
});

describe("while the log is away", () => {
  const away = async () => {
    const one = await process();
    const other = await process(one.backend);
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
    const few = await process(one.backend, { queued: 2 });
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
  const { backend, marks, pass } = await process();
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
  const { backend, marks } = await process();
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
