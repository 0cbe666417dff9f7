/**
 * What one client may ask of the server, so that no client can keep it from the others.
 *
 * @module
 */
import { z } from "zod";

const milliseconds = z.int().min(100).max(3_600_000);

/** The limits of a server, with their defaults. Times in milliseconds. */
export const limitsSchema = z.strictObject({
  /** For the head of a request to arrive whole; then 408. */
  head: milliseconds.default(30_000),
  /** For a request to arrive whole, its body included; then 408. */
  request: milliseconds.default(300_000),
  /** A connection may idle between two requests. */
  keepAlive: milliseconds.default(65_000),
  /** Nothing at all comes or goes on a connection; then it is ended. */
  silence: milliseconds.default(120_000),
  /** Bytes of a request's head; then 431. */
  headBytes: z.int().min(1_024).max(1_048_576).default(32_768),
  /** Characters of a request's target; then 414. */
  targetLength: z.int().min(64).max(1_048_576).default(8_192),
  /** Connections open at one time; others are turned away. */
  connections: z.int().min(1).default(20_000),
  /** Requests at one time on one HTTP/2 connection. */
  streams: z.int().min(1).max(10_000).default(100),
});

/** The limits of a server. */
export type ServerLimits = z.output<typeof limitsSchema>;
