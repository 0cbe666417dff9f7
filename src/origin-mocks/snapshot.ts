/**
 * A whole stack as JSON, and back. There are secrets in it: sessions, tokens, keys.
 *
 * @module
 */
import { z } from "zod";
import { type Secrets, secretsSchema } from "./secrets.ts";
import { type ServiceName, serviceNames } from "./wiring.ts";
import type { World } from "./world.ts";

const snapshotSchema = z.strictObject({
  version: z.literal(1, { error: "expected 1, the version that this program writes" }),
  /** Of what the stack was started with; it must be the same again. */
  world: z.string(),
  /** Where everything was. */
  addresses: z.record(z.string(), z.url()),
  /** How far the clock was moved, in milliseconds. */
  clockMoved: z.number(),
  /** Where the clock stood still, in milliseconds since 1970. */
  clockStands: z.number().nullable().default(null),
  secrets: secretsSchema,
  services: z.record(z.enum(serviceNames), z.unknown()),
});

/** A whole stack, written down. */
export interface Snapshot {
  readonly version: 1;
  readonly world: string;
  readonly addresses: Readonly<Record<string, string>>;
  readonly clockMoved: number;
  readonly clockStands: number | null;
  readonly secrets: Secrets;
  readonly services: Readonly<Record<ServiceName, unknown>>;
}

/** By this a world is known again. */
export async function fingerprint(world: World): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(world));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Reads a snapshot for a stack that may be at other addresses than the one it was taken of.
 *
 * @throws {Error} saying what is wrong with it, and what to do
 */
export function readSnapshot(state: unknown, now: Pick<Snapshot, "world" | "addresses">): Snapshot {
  const result = snapshotSchema.safeParse(state);
  if (!result.success) throw new Error(`The snapshot is not valid:\n${z.prettifyError(result.error)}`);
  if (result.data.world !== now.world) {
    throw new Error(
      "The snapshot was taken of another world. Start with the world file it was taken with, or begin without it.",
    );
  }
  const { services, addresses } = result.data;
  return { ...result.data, services: moved(services, addresses, now.addresses) };
}

/** The same state with every address of before replaced by that of now. */
function moved(
  services: Snapshot["services"],
  before: Snapshot["addresses"],
  now: Snapshot["addresses"],
): Snapshot["services"] {
  const changes = new Map(Object.entries(before).map(([name, url]) => [url, now[name] ?? url]));
  if ([...changes].every(([from, to]) => from === to)) return services;
  // The longest first, and no further digit after it: a port may begin like another.
  const urls = [...changes.keys()].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(
    `(?:${urls.map((url) => url.replaceAll(/[.[\]]/g, "\\$&")).join("|")})(?!\\d)`,
    "g",
  );
  const text = JSON.stringify(services).replaceAll(pattern, (url) => changes.get(url) ?? url);
  return z.record(z.enum(serviceNames), z.unknown()).parse(JSON.parse(text));
}
