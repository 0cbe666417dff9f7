/**
 * The log of purges in Workers KV, which others see late, up to a minute and more, and in any order.
 *
 * Every call of `append` is one key, so no two writers can lose each other's. Names sort the newest first, and
 * the marks stand in the metadata: one `list` brings the log's identity and what is new. Whoever begins reads
 * so many keys at the most, and takes what is older for purged. So nothing has to be compacted: keys expire
 * by themselves, and how many there are costs neither safety nor time.
 *
 * @module
 */
import * as z from "zod";
import { type LogReading, type MarkLog, markFrom, type SharedMark } from "../stores/mark-log.ts";

/** What is used of a KV namespace. */
export interface KeyValues {
  list(options: { readonly prefix: string; readonly cursor?: string }): Promise<unknown>;
  get(name: string): Promise<string | null>;
  put(name: string, value: string, options?: PutOptions): Promise<void>;
}

interface PutOptions {
  /** Seconds. */
  readonly expirationTtl?: number;
  readonly metadata?: unknown;
}

/** What the log is made with. */
export interface KvMarkLogOptions {
  readonly kv: KeyValues;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Seconds that a mark is kept: longer than any record is. Records that are kept longer count as purged. */
  readonly keepFor?: number;
  /**
   * Milliseconds within which a mark that was written is there for all; five minutes by default, since KV
   * promises about one, and clocks differ. That much is read again each time.
   */
  readonly spread?: number;
  /** How many pages of 1,000 keys are read at the most; 10 by default. */
  readonly pages?: number;
  /** What all names begin with, so that a namespace may hold something else too. */
  readonly prefix?: string;
  /** A text like no other; a UUID by default. */
  readonly random?: () => string;
}

/** A day and an hour. */
const keepForDefault = 90_000;

const pageSchema = z.object({
  keys: z.array(z.object({ name: z.string(), metadata: z.unknown().optional() })),
  list_complete: z.boolean(),
  cursor: z.string().optional(),
});

const identitySchema = z.object({ epoch: z.string(), begins: z.number() });
type Identity = z.output<typeof identitySchema>;

const positionSchema = z.object({ readAt: z.number(), newest: z.number() });

/** KV takes 1,024 bytes of metadata. */
const metadataBytes = 1_024;

/**
 * A log of purges in KV.
 *
 * @example
 * const log = kvMarkLog({ kv: env.PURGES, now: Date.now });
 */
export function kvMarkLog(options: KvMarkLogOptions): MarkLog {
  const { kv, now, keepFor = keepForDefault, spread = 300_000, pages = 10, prefix = "purges/" } = options;
  const { random = () => crypto.randomUUID() } = options;
  const identityName = `${prefix}0`;
  const marksPrefix = `${prefix}1-`;
  const readBatch = batchReader(kv);

  function sorted(keys: readonly Key[]): Pick<Listed, "identity" | "batches"> {
    const identity = keys.find(({ name }) => name === identityName);
    const batches = keys.flatMap((key) => {
      const writtenAt = key.name.startsWith(marksPrefix) ? timeOf(key.name.slice(marksPrefix.length)) : null;
      return writtenAt === null ? [] : [{ ...key, writtenAt }];
    });
    return { identity: identitySchema.safeParse(identity?.metadata).data ?? null, batches };
  }

  /** All keys from a time on, the newest first. */
  async function list(from: number): Promise<Listed> {
    const batches: Batch[] = [];
    let identity: Identity | null = null;
    let cursor: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const given = pageSchema.parse(await kv.list({ prefix, ...(cursor !== undefined && { cursor }) }));
      const here = sorted(given.keys);
      identity ??= here.identity;
      const wanted = here.batches.filter(({ writtenAt }) => writtenAt >= from);
      batches.push(...wanted);
      const isWhole = given.list_complete || wanted.length < here.batches.length;
      if (isWhole) return { identity, batches, isWhole };
      cursor = given.cursor;
    }
    return { identity, batches, isWhole: false };
  }

  async function identityAnew(begins: number): Promise<Identity> {
    const identity = { epoch: random(), begins };
    await kv.put(identityName, identity.epoch, { metadata: identity });
    return identity;
  }

  async function read(from: number): Promise<LogReading & { readonly isWhole: boolean }> {
    const readAt = now();
    const { identity, batches, isWhole } = await list(from);
    const { epoch, begins } = identity ?? (await identityAnew(readAt));
    const marks = (await Promise.all(batches.map(readBatch))).flat();
    const oldest = batches.at(-1)?.writtenAt ?? -Infinity;
    return {
      epoch,
      // Of what is about to expire, some may have done so by the platform's clock.
      begins: Math.max(begins, readAt - keepFor * 1000 + spread, isWhole ? -Infinity : oldest),
      marks,
      // Neither a clock of ours that is ahead nor one of a writer's makes us miss what others write.
      position: JSON.stringify({ readAt, newest: Math.min(readAt, batches[0]?.writtenAt ?? readAt) }),
      isWhole,
    };
  }

  return {
    async append(marks) {
      // Not before the time of a mark, so that what is older by name is older in all that it says.
      const writtenAt = Math.ceil(Math.max(now(), ...marks.map(({ time }) => time)));
      const value = JSON.stringify(marks);
      const isShort = new TextEncoder().encode(value).byteLength <= metadataBytes;
      await kv.put(`${marksPrefix}${nameOfTime(writtenAt)}-${random()}`, value, {
        expirationTtl: keepFor,
        ...(isShort && { metadata: marks }),
      });
    },
    async since(position) {
      if (position === null) return read(-Infinity);
      const { readAt, newest } = positionSchema.parse(JSON.parse(position));
      // What came in between may have expired by now.
      if (Math.abs(now() - readAt) >= keepFor * 1000 - spread) return "lost";
      const { isWhole, ...reading } = await read(newest - spread);
      return isWhole ? reading : "lost";
    },
  };
}

type Key = z.output<typeof pageSchema>["keys"][number];

/** One key of the log with marks. */
interface Batch extends Key {
  /** Milliseconds since 1970, by the clock of whoever wrote it. */
  readonly writtenAt: number;
}

interface Listed {
  /** Null where there is no log yet. */
  readonly identity: Identity | null;
  readonly batches: readonly Batch[];
  /** Whether all that was asked for was read. */
  readonly isWhole: boolean;
}

/** How many long batches are remembered: the last ones are read again each time. */
const rememberedBatches = 100;

/** Reads the marks of a batch: from its metadata, or from its value where there are too many. */
function batchReader(kv: KeyValues): (batch: Batch) => Promise<readonly SharedMark[]> {
  const remembered = new Map<string, readonly SharedMark[]>();

  return async ({ name, metadata, writtenAt }) => {
    const known = remembered.get(name) ?? marksFrom(metadata);
    if (known) return known;
    const read = marksFrom(parsed(await kv.get(name)));
    // Nobody can say what it is about, and it is about nothing later than it was written.
    if (!read) return [{ scope: { by: "all" }, soft: false, time: writtenAt, from: name }];
    remembered.set(name, read);
    for (const oldest of remembered.keys()) {
      if (remembered.size <= rememberedBatches) break;
      remembered.delete(oldest);
    }
    return read;
  };
}

/** Null when any of them is none. */
function marksFrom(given: unknown): readonly SharedMark[] | null {
  if (!Array.isArray(given)) return null;
  const marks = given.flatMap((each: unknown) => markFrom(JSON.stringify(each)) ?? []);
  return marks.length === given.length ? marks : null;
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Names sort the other way round than times. */
const end = 10 ** 15;

function nameOfTime(time: number): string {
  return String(end - time).padStart(16, "0");
}

/** Null for what was not written here. */
function timeOf(name: string): number | null {
  const [, inverted] = /^([0-9]{16})-/.exec(name) ?? [];
  return inverted === undefined ? null : end - Number(inverted);
}
