/**
 * A store over a backend of bytes: under a URL an index of the Vary lists seen, under each list and the
 * values of a request the record. A look-up reads the index and at most one record for each list, at the
 * same cost for one variant as for a hundred thousand.
 *
 * Processes write without asking each other, so nothing here is atomic. What is safe all the same: each
 * record carries its keys, its tags, the epoch of the log of purges and when it was asked for, and is
 * judged by them when it is read. Writes that overtake each other lose a record or an index, and the page
 * is fetched anew; none brings back what was purged, for no write changes when that was asked for.
 *
 * @module
 */
import { currentAge } from "../http-cache/assess.ts";
import {
  type CacheStore,
  type Found,
  type Match,
  mayReplace,
  mostRecentFirst,
  nothingFound,
  type StoredRecord,
  type StoredResponse,
} from "../http-cache/store.ts";
import { validatorsOf } from "../http-cache/validation.ts";
import { type SelectingRequest, secondaryKey } from "../http-cache/vary.ts";
import { type BlobIndex, decodeIndex, encodeIndex, withList } from "./blob-index.ts";
import type { Blobs } from "./blobs.ts";
import { hexDigest } from "./digest.ts";
import { decodeRecord, encodeRecord, type RecordPlace, type WrittenRecord } from "./record-codec.ts";
import type { SharedMarks } from "./shared-marks.ts";

/** What a blob store is made with. */
export interface BlobStoreOptions {
  readonly blobs: Blobs;
  /** The purges: without them nothing stored can be trusted. */
  readonly marks: SharedMarks;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Bytes of one record with its fields; 8 MiB by default. A larger one is not kept. */
  readonly maxRecordBytes?: number;
  /** Seconds that anything is kept at the most; a week by default. Marks of purges are needed as long. */
  readonly longestKeep?: number;
  /** Makes a short key of a long one: letters, digits, `-` and `_`. Two may become one, at the cost of a miss. */
  readonly digest?: (text: string) => Promise<string>;
}

/** The longest that a record is kept, in seconds, where nothing else is said. */
const longestKeep = 604_800;

/**
 * A store over a backend of bytes. It is slow, and fails as the backend fails: `layeredStore` puts memory
 * before it.
 */
export function blobStore(options: BlobStoreOptions): CacheStore {
  const { blobs, marks, now, maxRecordBytes = 8 * 2 ** 20, digest = hexDigest } = options;
  const cap = options.longestKeep ?? longestKeep;

  const indexKey = async (primaryKey: string) => `i-${await digest(primaryKey)}`;
  // A primary key has no line feed, so no two places are written alike.
  const recordKey = async ({ primaryKey, secondaryKey: values }: RecordPlace) =>
    `r-${await digest(`${primaryKey}\n${values}`)}`;

  async function getMany(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    if (blobs.getMany && keys.length > 1) return blobs.getMany(keys);
    return Promise.all(keys.map((key) => blobs.get(key)));
  }

  async function readIndex(primaryKey: string): Promise<BlobIndex | null> {
    const bytes = await blobs.get(await indexKey(primaryKey));
    const index = bytes && decodeIndex(bytes, primaryKey);
    if (!index) return null;
    const { askedAt } = index;
    // All that it leads to was asked for before.
    const isGone = marks.verdict({ askedAt, bodyAskedAt: askedAt, tags: [] }, primaryKey) === "gone";
    return isGone ? null : index;
  }

  async function readRecords(places: readonly RecordPlace[]): Promise<Read[]> {
    const read = await getMany(await Promise.all(places.map(recordKey)));
    const decoded = places.map(async (place, index): Promise<Read[]> => {
      const bytes = read[index];
      if (!bytes || bytes.byteLength > maxRecordBytes) return [];
      const written = await decodeRecord(bytes, place);
      return written ? [{ ...written, place }] : [];
    });
    return (await Promise.all(decoded)).flat();
  }

  /** What was read, if no purge has taken it away. It is asked last of all, after everything was read. */
  function judged({ record, epoch, place }: Read): Found | null {
    if (epoch !== marks.epoch) return null;
    // By a clock that is not to be trusted, nobody knows how old it is, nor what purges concern it. A
    // millisecond more is for clocks that never read the same twice.
    if (Math.max(record.askedAt, record.storedAt) > now() + marks.allowance + 1) return null;
    const verdict = marks.verdict(record, place.primaryKey);
    return verdict === "gone" ? null : { record, staleSince: verdict?.staleSince ?? null };
  }

  async function look(primaryKey: string, request: SelectingRequest): Promise<[BlobIndex | null, Read[]]> {
    const index = await readIndex(primaryKey);
    const places = (index?.lists ?? []).map((vary) => ({
      primaryKey,
      secondaryKey: secondaryKey(vary, request),
    }));
    return [index, await readRecords(places)];
  }

  async function match(primaryKey: string, request: SelectingRequest): Promise<Match> {
    const [[index, read]] = await Promise.all([look(primaryKey, request), marks.current()]);
    if (index === null) return nothingFound;
    const found = read.flatMap((each) => judged(each) ?? []);
    return { found: found.sort(mostRecentFirst), lastVary: index.lists[0] ?? null };
  }

  async function put(
    primaryKey: string,
    request: SelectingRequest,
    record: StoredRecord,
    instead?: StoredResponse,
  ): Promise<boolean> {
    const place = { primaryKey, secondaryKey: secondaryKey(record.vary, request) };
    const places = [
      place,
      ...(instead ? [{ primaryKey, secondaryKey: secondaryKey(instead.vary, request) }] : []),
    ];
    const [index, there] = await Promise.all([readIndex(primaryKey), readRecords(places)]);
    const foundAt = ({ secondaryKey: values }: RecordPlace) => {
      const read = there.find((each) => each.place.secondaryKey === values);
      return read ? (judged(read)?.record ?? null) : null;
    };
    const [before, origin] = places.map(foundAt);
    if (instead && origin?.askedAt !== instead.askedAt) return false;
    if (before && !mayReplace(before, record)) return false;
    return write(place, record, index);
  }

  async function write(place: RecordPlace, record: StoredRecord, index: BlobIndex | null): Promise<boolean> {
    const { epoch } = marks;
    // What was asked for under another epoch must not get the name of this one: nobody else would know.
    if (epoch === null || marks.verdict(record, place.primaryKey) === "gone") return false;
    const key = await recordKey(place);
    const seconds = secondsToKeep(record, now(), cap);
    const bytes = seconds > 0 ? await encodeRecord(place, { record, epoch }) : null;
    if (bytes === null || bytes.byteLength > maxRecordBytes) {
      // What was asked for before is not to be found in its place.
      await blobs.delete(key);
      return false;
    }
    await blobs.set(key, bytes, seconds);
    const { primaryKey } = place;
    const next = withList(index, record.vary, { primaryKey, askedAt: record.askedAt, now: now(), seconds });
    if (next === index) return true;
    const indexSeconds = Math.ceil((next.until - now()) / 1000);
    await blobs.set(await indexKey(primaryKey), encodeIndex(next), indexSeconds);
    return true;
  }

  return { match, put, purge: (mark) => marks.purge(mark) };
}

/** A record with where it was read. */
interface Read extends WrittenRecord {
  readonly place: RecordPlace;
}

/** Seconds that a response is kept at the least, to be validated, when it has what that needs. */
const validatableFor = 3_600;

/** How long a record may be of use: while it is fresh, and then for its longest stale window. */
function secondsToKeep(record: StoredRecord, now: number, cap: number): number {
  if (record.kind === "pass") return Math.min(cap, Math.ceil((record.until - now) / 1000));
  const { staleWhileRevalidate, staleIfError, staleIfDisconnected } = record.reuse;
  const stale = Math.max(staleWhileRevalidate, staleIfError, staleIfDisconnected);
  const useful = record.lifetime - currentAge(record, now) + stale;
  const least = validatorsOf(record.origin).length > 0 ? validatableFor : 0;
  return Math.min(cap, Math.ceil(Math.max(useful, least)));
}
