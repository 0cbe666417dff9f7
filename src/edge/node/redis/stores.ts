/**
 * Stores that edges share in a Redis, with the memory of each before it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { CacheStore, StoreHealth, StoreHost } from "../../http-cache/store.ts";
import type { LayeredStore } from "../../stores/layered.ts";
import { sharedStore } from "../../stores/shared-store.ts";
import { platformTimer, within } from "../../stores/within.ts";
import type { StoreNeeds, StoreSource } from "../store-source.ts";
import { onTimers } from "../timers.ts";
import { redisAddress, redisUrlExpected } from "./address.ts";
import { redisBlobs } from "./blobs.ts";
import { type RedisConnection, type RedisConnectionOptions, redisConnection } from "./connection.ts";
import { redisMarkLog } from "./mark-log.ts";

/** What a Redis is used with. */
export interface RedisSettings extends RedisConnectionOptions {
  /** Such as `redis://127.0.0.1:6379`, or `rediss://user:password@redis.example:6380/1`. */
  readonly url: string;
  /** What all keys begin with; `govuk-edge` by default. Edges that share nothing have different ones. */
  readonly prefix?: string;
  /**
   * Milliseconds from one look for purges to the next, beside what is heard of them; 500 by default, half of
   * what makes the last look too old to trust.
   */
  readonly lookEvery?: number;
  /** Milliseconds that a client waits for Redis; 250 by default. */
  readonly timeLimit?: number;
  /** Milliseconds that a Redis is left alone when it has failed five times in a row; 1,000 by default. */
  readonly rest?: number;
  /** The largest body that is kept there; 8 MiB by default. */
  readonly maxBodyBytes?: number;
}

/** Of how keys and values are made: with another one, what is there is not found. */
const version = 1;
/** So many failures in a row are one of Redis. */
const failures = 5;
/** Milliseconds that what is still to be written may take at the end. */
const closeWithin = 2_000;
/** Beside the body stand fields and keys. */
const fieldBytes = 64 * 1024;

/**
 * Stores over a Redis, which need not be there.
 *
 * @throws {Error} when the URL is none
 */
export function redisStores(settings: RedisSettings): StoreSource {
  const { url, prefix = "govuk-edge", lookEvery = 500, timeLimit = 250, rest = 1_000, ...others } = settings;
  const { maxBodyBytes, ...options } = others;
  const address = redisAddress(url);
  if (!address) throw new Error(`The URL of Redis is not right. Expected ${redisUrlExpected}.`);
  const connection = redisConnection(address, options);
  const base = `${prefix}:${version}`;
  // Messages do not know databases.
  const channel = `${base}:purges:${address.database}`;
  const records = maxBodyBytes === undefined ? {} : { maxRecordBytes: maxBodyBytes + fieldBytes };
  /** One for each edge that is attached: two, while one takes another's place. */
  const attached = new Set<{ readonly store: LayeredStore }>();
  let last: LayeredStore | null = null;
  let isClosed = false;
  let callOff = () => {};

  const look = async () => void (await Promise.all(Array.from(attached, ({ store }) => store.catchUp())));

  function lookAgain(): void {
    if (!isClosed) callOff = onTimers(lookEvery, () => void look().then(lookAgain));
  }

  /** Nobody is bothered before there is an edge. */
  function open(): void {
    connection.open(channel, () => void look());
    lookAgain();
  }

  function storeFor({ cacheBytes, shape, now }: StoreNeeds): CacheStore {
    const store = sharedStore({
      blobs: redisBlobs({ connection, prefix: `${base}:${digest(shape)}:` }),
      log: redisMarkLog({ connection, key: `${base}:purges`, channel, now }),
      now,
      memory: { maxBytes: cacheBytes },
      records,
      layers: { timeLimit, rest, failures },
    });
    const attach = (host: StoreHost) => {
      const [one, detach] = [{ store }, store.attach(host)];
      attached.add(one);
      if (last === null) open();
      last = store;
      void begin(store, connection);
      return () => {
        attached.delete(one);
        detach();
      };
    };
    const { matchNow, match, put, purge, obey, flush, readings } = store;
    return {
      ...{ matchNow, match, put, purge, obey, flush, attach, ...(readings && { readings }) },
      get health() {
        return healthOf(store, connection);
      },
    };
  }

  return {
    storeFor,
    async close() {
      isClosed = true;
      callOff();
      if (last) await within(closeWithin, platformTimer, written(last)).catch(() => undefined);
      connection.close();
    },
  };
}

/** Learns of purges. A Redis that is not there is known as such at once, not when it was asked in vain. */
async function begin(store: LayeredStore, connection: RedisConnection): Promise<void> {
  await connection.tried;
  for (let tries = 0; tries < failures; tries += 1) {
    await store.catchUp();
    if (connection.trouble === null) return;
  }
}

/** Tells others of purges that still wait, and waits for what is being written. */
async function written(store: LayeredStore): Promise<void> {
  await store.catchUp();
  await store.flush();
}

/** What the store does, and how it is: without a connection it is not ready, whatever else it knows. */
function healthOf(store: LayeredStore, { trouble }: Pick<RedisConnection, "trouble">): StoreHealth {
  if (trouble === null || store.health.state === "degraded") return store.health;
  return { state: "degraded", why: `there is no connection to Redis (${trouble})` };
}

function digest(shape: string): string {
  return createHash("sha256").update(shape).digest("hex").slice(0, 16);
}
