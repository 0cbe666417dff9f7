/**
 * What a backend of purges offers: a log of marks that all processes write to and read from.
 *
 * @module
 */
import * as z from "zod";
import type { PurgeMark } from "../http-cache/purge.ts";

/** A purge as it stands in the log. */
export interface SharedMark extends PurgeMark {
  /** The process that was asked; it never has two marks of one time. */
  readonly from: string;
}

/** What a log says. */
export interface LogReading {
  /** The identity of the log: another one when it was made anew, whatever became of the old one. */
  readonly epoch: string;
  /**
   * Marks up to this time may be missing: the log was made then, or they were cut off. A log that is read
   * from its beginning makes all that was asked for before that purged. Milliseconds since 1970.
   */
  readonly begins: number;
  /** New ones, and it does no harm to give others again. */
  readonly marks: readonly SharedMark[];
  /** Where to go on. */
  readonly position: string;
}

/**
 * A log of purges. What fails rejects. How late others see a mark is the backend's to say; what it must
 * never do is lose one and not tell.
 */
export interface MarkLog {
  /**
   * Adds marks. When it resolves, they are there for others; a mark may come again when that was not
   * heard. The backend may raise a mark's time to that of its own clock, and must not lower it.
   */
  append(marks: readonly SharedMark[]): Promise<void>;
  /**
   * The marks since a position, one's own among them.
   *
   * @param position null to read from the beginning, and to make the log where there is none
   * @returns `lost` when marks after the position may be missing, or the log is another one; never for null
   */
  since(position: string | null): Promise<LogReading | "lost">;
}

const markSchema = z.strictObject({
  scope: z.discriminatedUnion("by", [
    z.strictObject({ by: z.literal("url"), key: z.string() }),
    z.strictObject({ by: z.literal("tag"), tag: z.string() }),
    z.strictObject({ by: z.literal("all") }),
  ]),
  soft: z.boolean(),
  time: z.number(),
  from: z.string(),
});

/** A mark as text, for backends that keep texts. */
export function markText(mark: SharedMark): string {
  return JSON.stringify(mark);
}

/**
 * The mark that a text is; null for any other text. That may be a mark about anything, of a version to
 * come, so whoever finds one among marks reports the log as lost.
 */
export function markFrom(text: string): SharedMark | null {
  try {
    return markSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
