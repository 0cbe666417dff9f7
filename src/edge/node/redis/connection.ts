/**
 * The connections to a Redis: one that asks, and one that listens. Both come back by themselves, and what
 * fails meanwhile fails at once.
 *
 * @module
 */
import { createClient } from "@redis/client";
import type { RedisAddress } from "./address.ts";
import { RedisFailure, whyOf } from "./failure.ts";

/** How patient connections are. Milliseconds. */
export interface RedisPatience {
  /** To connect; 2,000 by default. */
  readonly connect?: number;
  /** Redis is asked for a sign of life that often; 1,000 by default. */
  readonly ping?: number;
  /** A connection on which nothing came or went is given up; 3,000 by default. */
  readonly silence?: number;
  /** The longest between two attempts to connect; 1,000 by default. */
  readonly retry?: number;
}

/** What connections are made with. */
export interface RedisConnectionOptions {
  readonly patience?: RedisPatience;
  /** From 0 up to 1, so that many who lost one Redis do not all come back at once; Math.random by default. */
  readonly random?: () => number;
  /** The certificates that vouch for a Redis, PEM; those that Node trusts by default. */
  readonly ca?: string;
}

/** Connections to a Redis. */
export interface RedisConnection {
  /** Why nothing can be asked now, in a word; null while it can. */
  readonly trouble: string | null;
  /** Resolves when it is known for the first time whether there is a connection. */
  readonly tried: Promise<void>;
  /**
   * Asks.
   *
   * @throws {RedisFailure} at once while there is no connection; and when what is asked fails
   */
  ask<Reply>(work: (client: RedisClient) => Promise<Reply>): Promise<Reply>;
  /**
   * Connects, and goes on trying until it is closed.
   *
   * @param heard is told of every message on the channel, and whenever some may have been missed
   */
  open(channel: string, heard: () => void): void;
  close(): void;
}

/** A client for commands. */
export type RedisClient = ReturnType<typeof newClient>;

/** So many commands may wait for their answers; a Redis that has more of them does not answer. */
const mostWaiting = 10_000;

function newClient(
  address: RedisAddress,
  { patience = {}, random = Math.random, ca }: RedisConnectionOptions,
) {
  const { host, port, tls, username, password, database } = address;
  const { connect = 2_000, ping = 1_000, silence = 3_000, retry = 1_000 } = patience;
  // Half of it at the least, so that the attempts stay apart.
  const reconnectStrategy = (retries: number) =>
    Math.round(Math.min(retry, 25 * 2 ** Math.min(retries, 10)) * (0.5 + random() / 2));
  const socket = { host, port, connectTimeout: connect, socketTimeout: silence, reconnectStrategy };
  return createClient({
    name: "govuk-edge",
    socket: tls ? { ...socket, tls: true, ...(ca !== undefined && { ca }) } : socket,
    ...(username !== null && { username }),
    ...(password !== null && { password }),
    database,
    pingInterval: ping,
    disableOfflineQueue: true,
    // One command less that an account needs.
    disableClientInfo: true,
    commandsQueueMaxLength: mostWaiting,
    maintNotifications: "disabled",
  });
}

/**
 * Connections that are still to be opened.
 *
 * @example
 * const connection = redisConnection(address);
 * connection.open("channel", () => {});
 * await connection.ask((client) => client.get("key"));
 */
export function redisConnection(
  address: RedisAddress,
  options: RedisConnectionOptions = {},
): RedisConnection {
  const tried = Promise.withResolvers<void>();
  const asking = newClient(address, options);
  const listening = newClient(address, options);
  let why = "not connected yet";

  // Without a listener, an error would end the process.
  listening.on("error", () => undefined);
  asking.on("error", (error: unknown) => {
    why = whyOf(error);
    tried.resolve();
  });
  asking.on("ready", tried.resolve);

  async function listen(channel: string, heard: () => void): Promise<void> {
    let isSubscribed = false;
    listening.on("ready", () => {
      // From its first subscription on the client subscribes by itself, before it is ready.
      if (isSubscribed) return heard();
      listening.subscribe(channel, heard).then(
        () => {
          isSubscribed = true;
          heard();
        },
        () => undefined,
      );
    });
    await listening.connect();
  }

  return {
    get trouble() {
      return asking.isReady ? null : why;
    },
    tried: tried.promise,
    open(channel, heard) {
      // They go on trying, and have told of each failure.
      asking.connect().catch(() => undefined);
      listen(channel, heard).catch(() => undefined);
    },
    async ask(work) {
      await tried.promise;
      if (!asking.isReady) throw new RedisFailure(why);
      try {
        return await work(asking);
      } catch (error) {
        throw new RedisFailure(whyOf(error));
      }
    },
    close() {
      asking.destroy();
      listening.destroy();
    },
  };
}
