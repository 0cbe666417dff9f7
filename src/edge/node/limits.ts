/**
 * What one client may ask of the server, so that no client can keep it from the others.
 *
 * @module
 */
import { z } from "zod";

const seconds = z.number().min(0.1).max(3_600);

/** The limits of a server, with their defaults. */
export const limitsSchema = z.strictObject({
  /** For the head of a request to arrive whole; then 408. */
  headSeconds: seconds.default(30),
  /** For a request to arrive whole, its body included; then 408. */
  requestSeconds: seconds.default(300),
  /** A connection may idle between two requests. */
  keepAliveSeconds: seconds.default(65),
  /** Nothing at all comes or goes on a connection; then it is ended. */
  silenceSeconds: seconds.default(120),
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

/** Those of them that are to be other than by default. */
export type ServerLimitsGiven = z.input<typeof limitsSchema>;
