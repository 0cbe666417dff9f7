/**
 * Stored responses in Redis: each one value, which one command writes, and which Redis clears away itself.
 *
 * @module
 */
import { RESP_TYPES } from "@redis/client";
import type { Blobs } from "../../stores/blobs.ts";
import type { RedisConnection } from "./connection.ts";
import { RedisFailure } from "./failure.ts";

/** What blobs in Redis are made with. */
export interface RedisBlobsOptions {
  readonly connection: Pick<RedisConnection, "ask">;
  /** What all keys begin with. */
  readonly prefix: string;
  /** Bytes that may be on their way to Redis; 64 MiB by default. What comes then is not written. */
  readonly mostUnderWay?: number;
}

/** Texts come as bytes. */
const asBytes = { [RESP_TYPES.BLOB_STRING]: Buffer };

/** Blobs in Redis. */
export function redisBlobs({ connection, prefix, mostUnderWay = 64 * 2 ** 20 }: RedisBlobsOptions): Blobs {
  let underWay = 0;
  return {
    get: (key) => connection.ask((client) => client.withTypeMapping(asBytes).get(prefix + key)),
    getMany: (keys) =>
      connection.ask((client) => client.withTypeMapping(asBytes).mGet(keys.map((key) => prefix + key))),
    async set(key, bytes, secondsToKeep) {
      if (underWay + bytes.byteLength > mostUnderWay) throw new RedisFailure("takes too long to write");
      underWay += bytes.byteLength;
      try {
        const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const expiration = { type: "EX", value: secondsToKeep } as const;
        await connection.ask((client) => client.set(prefix + key, value, { expiration }));
      } finally {
        underWay -= bytes.byteLength;
      }
    },
    async delete(key) {
      await connection.ask((client) => client.unlink(prefix + key));
    },
  };
}
