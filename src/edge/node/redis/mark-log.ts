/**
 * The log of purges in Redis.
 *
 * @module
 */
import * as z from "zod";
import { type LogReading, type MarkLog, markFrom, markText, type SharedMark } from "../../stores/mark-log.ts";
import type { RedisConnection } from "./connection.ts";
import { appendScript, sinceScript } from "./mark-scripts.ts";

/** What a log in Redis is made with. */
export interface RedisMarkLogOptions {
  readonly connection: Pick<RedisConnection, "ask">;
  /** The key of the log, and the channel on which others hear that there is something new. */
  readonly key: string;
  readonly channel: string;
  /** Milliseconds since 1970: the clock of the edge, by which a log that is made begins. */
  readonly now: () => number;
  /** How many marks are kept; 10,000 by default. Who reads it for the first time counts the others for all. */
  readonly kept?: number;
}

const replySchema = z.nullable(
  z.tuple([z.string(), z.string().transform(Number).pipe(z.number()), z.string()], z.string()),
);

/** The log of purges in Redis. */
export function redisMarkLog(options: RedisMarkLogOptions): MarkLog {
  const { connection, key, channel, now, kept = 10_000 } = options;

  function run(script: string, ...rest: string[]): Promise<unknown> {
    const begun = [crypto.randomUUID(), String(now())];
    return connection.ask((client) => client.eval(script, { keys: [key], arguments: [...begun, ...rest] }));
  }

  return {
    async append(marks) {
      await run(appendScript, String(kept), channel, ...marks.map(entryOf));
    },
    async since(position) {
      const known = position === null ? [] : position.split("/");
      const reply = replySchema.parse(await run(sinceScript, ...known));
      if (reply === null) return "lost";
      const [epoch, begins, total, ...entries] = reply;
      const marks = entries.map(markOf);
      const readable = marks.filter((mark) => mark !== null);
      const reading: LogReading = { epoch, begins, marks: readable, position: `${epoch}/${total}` };
      if (readable.length === marks.length) return reading;
      // What cannot be read may be about anything.
      return position === null ? { ...reading, begins: Math.max(begins, now()) } : "lost";
    },
  };
}

/** A mark, with its time before it: Redis compares it. */
function entryOf(mark: SharedMark): string {
  return `${mark.time} ${markText(mark)}`;
}

function markOf(entry: string): SharedMark | null {
  return markFrom(entry.slice(entry.indexOf(" ") + 1));
}
