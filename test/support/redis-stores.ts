/** Connections and stores over a Redis of a test. */
import { onTestFinished } from "vitest";
import type { Blobs, CacheStore } from "../../src/edge/index.ts";
import { redisAddress } from "../../src/edge/node/redis/address.ts";
import { redisBlobs } from "../../src/edge/node/redis/blobs.ts";
import {
  type RedisConnection,
  type RedisConnectionOptions,
  redisConnection,
} from "../../src/edge/node/redis/connection.ts";
import { redisMarkLog } from "../../src/edge/node/redis/mark-log.ts";
import { farStoreOver } from "./store-kinds.ts";

/** A connection, open; its holder closes it. @param heard is told of messages on `channel` */
export function openConnection(
  url: string,
  heard = () => {},
  options: RedisConnectionOptions = {},
): RedisConnection {
  const address = redisAddress(url);
  if (!address) throw new Error(`That is no address of a Redis: ${url}`);
  const connection = redisConnection(address, options);
  connection.open("channel", heard);
  return connection;
}

/** A connection that is closed when the test is over. */
export function connectionOfTest(...given: Parameters<typeof openConnection>): RedisConnection {
  const connection = openConnection(...given);
  onTestFinished(() => connection.close());
  return connection;
}

/** Both parts of a store, under keys that nobody else has. @param now the clock by which the log begins */
export function partsOver(connection: RedisConnection, now: () => number, kept?: number) {
  const prefix = `test:${crypto.randomUUID()}:`;
  const key = `${prefix}log`;
  return {
    key,
    blobs: redisBlobs({ connection, prefix }),
    log: redisMarkLog({ connection, key, channel: "channel", now, ...(kept !== undefined && { kept }) }),
  };
}

/**
 * Makes stores whose memory holds nothing, so that all that is found comes from Redis. Their time is the
 * test's, and a slow machine's time clears nothing away.
 */
export function farStores(connection: () => RedisConnection): (now: () => number) => CacheStore {
  return (now) => {
    const { blobs, log } = partsOver(connection(), () => now() - 86_400_000);
    const lasting: Blobs = { ...blobs, set: (key, bytes, seconds) => blobs.set(key, bytes, seconds + 600) };
    return farStoreOver({ blobs: lasting, log }, now);
  };
}
