/** A backend of stored responses in one process, that many edges may share, and that takes its time. */
import type { Blobs, LogReading, MarkLog, SharedMark } from "../../src/edge/index.ts";

/** How the backend behaves, before each operation. */
export type Weather = (operation: "get" | "set" | "delete" | "append" | "since") => Promise<void> | void;

export interface SharedBackend {
  readonly blobs: Blobs;
  readonly log: MarkLog;
  /** What is kept, for tests that damage it. */
  readonly kept: Map<string, Uint8Array>;
  readonly asked: string[];
  /** What happens before each operation from now on. */
  weather: Weather;
  /** The log is gone with all its marks, and is made anew when it is asked for next. */
  loseLog(begins: number): void;
  /** Marks up to here are cut off. */
  trimLog(): void;
}

/** An empty backend. */
export function sharedBackend(begins = 0): SharedBackend {
  const kept = new Map<string, Uint8Array>();
  const asked: string[] = [];
  let epochs = 1;
  let marks: SharedMark[] = [];
  let trimmed = 0;
  let since = begins;

  async function before(operation: Parameters<Weather>[0]): Promise<void> {
    asked.push(operation);
    await backend.weather(operation);
  }

  function reading(from: number): LogReading {
    const position = `${epochs}/${trimmed + marks.length}`;
    return { epoch: `e${epochs}`, begins: since, marks: marks.slice(from - trimmed), position };
  }

  const backend: SharedBackend = {
    weather: () => undefined,
    kept,
    asked,
    blobs: {
      async get(key) {
        await before("get");
        return kept.get(key) ?? null;
      },
      async set(key, bytes, secondsToKeep) {
        if (!Number.isInteger(secondsToKeep) || secondsToKeep < 1) throw new RangeError("seconds to keep");
        if (!/^[\w-]{1,80}$/.test(key)) throw new RangeError("key");
        await before("set");
        // Copied, as whoever sends it elsewhere does.
        kept.set(key, bytes.slice());
      },
      async delete(key) {
        await before("delete");
        kept.delete(key);
      },
    },
    log: {
      async append(added) {
        await before("append");
        marks.push(...added);
      },
      async since(position) {
        await before("since");
        if (position === null) return reading(trimmed);
        const [epoch, from] = position.split("/").map(Number);
        return epoch === epochs && from !== undefined && from >= trimmed ? reading(from) : "lost";
      },
    },
    loseLog(begun) {
      epochs += 1;
      [marks, trimmed, since] = [[], 0, begun];
    },
    trimLog() {
      since = Math.max(since, ...marks.map(({ time }) => time));
      trimmed += marks.length;
      marks = [];
    },
  };
  return backend;
}
