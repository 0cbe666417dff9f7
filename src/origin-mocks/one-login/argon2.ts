/**
 * Client secrets are registered as Argon2id hashes (RFC 9106) in the usual text form. Web Crypto has no
 * Argon2, so the function itself comes in as an argument.
 *
 * @module
 */

/** What Argon2id is computed of; memory in KiB. */
export interface Argon2Input {
  readonly secret: Uint8Array;
  readonly salt: Uint8Array;
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly tagLength: number;
}

/** Computes Argon2id, version 0x13. */
export type Argon2id = (input: Argon2Input) => Promise<Uint8Array>;

const form =
  /^\$argon2id\$(?:v=19\$)?m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The parts of a hash; null when it is none. */
function parts(hash: string) {
  const [, memory, passes, parallelism, salt = "", tag = ""] = form.exec(hash) ?? [];
  if (memory === undefined) return null;
  const limits = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const bytes = { salt: decode(salt), tag: decode(tag) };
  const sound = bytes.salt && bytes.salt.length >= 8 && bytes.tag && bytes.tag.length >= 4;
  const affordable = limits.passes > 0 && limits.parallelism > 0 && limits.memory >= 8 * limits.parallelism;
  return sound && affordable ? { ...limits, salt: bytes.salt, tag: bytes.tag } : null;
}

/** Whether a text is a hash that can be checked. */
export function isArgon2Hash(hash: string): boolean {
  return parts(hash) !== null;
}

/** Whether a secret is the one of which the hash was made. */
export async function matchesHash(secret: string, hash: string, argon2id: Argon2id): Promise<boolean> {
  const known = parts(hash);
  if (!known?.salt || !known.tag) return false;
  const { memory, passes, parallelism, salt, tag } = known;
  const input = {
    secret: new TextEncoder().encode(secret),
    salt,
    memory,
    passes,
    parallelism,
    tagLength: tag.length,
  };
  const computed = await argon2id(input);
  return computed.length === tag.length && computed.every((byte, index) => byte === tag[index]);
}

function decode(base64: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
