/**
 * The tokens in the links of emails, shared by email-alert-api, which makes them, and email-alert-frontend,
 * which reads them: messages of Rails' encryptor (AES-256-GCM, JSON inside), so that the real one of either
 * understands the mock of the other.
 *
 * @module
 */
import { z } from "zod";
import type { Clock } from "./clock.ts";

/** What a token says. */
export type TokenData = Readonly<Record<string, unknown>>;

/** Makes and reads tokens under one secret. */
export interface AuthTokens {
  /** A token good for seven days, any number of times. */
  create(data: TokenData): Promise<string>;
  /** @returns null for a token that is expired, of another secret, changed, or no token at all */
  read(token: string): Promise<TokenData | null>;
}

const week = 7 * 24 * 3_600_000;
const ivLength = 12;
const tagLength = 16;
const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** Rails writes the data into `message`, encoded once more, or since 7.1 as it is into `data`. */
const envelope = z.object({
  _rails: z.object({
    message: z.string().optional(),
    data: z.record(z.string(), z.unknown()).optional(),
    exp: z.string().nullish(),
  }),
});
const record = z.record(z.string(), z.unknown());

/**
 * Tokens under one secret.
 *
 * @param random gives this many random bytes
 */
export function createAuthTokens(
  secret: string,
  clock: Clock,
  random: (length: number) => Uint8Array<ArrayBuffer>,
): AuthTokens {
  let derived: Promise<CryptoKey> | undefined;
  const key = () => {
    derived ??= deriveKey(secret);
    return derived;
  };

  return {
    async create(data) {
      const message = encode(utf8.encode(JSON.stringify(data)));
      const exp = new Date(clock.now() + week).toISOString();
      const text = JSON.stringify({ _rails: { message, exp, pur: null } });
      const iv = random(ivLength);
      const sealed = new Uint8Array(
        await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), utf8.encode(text)),
      );
      const [box, tag] = [sealed.subarray(0, -tagLength), sealed.subarray(-tagLength)];
      return [box, iv, tag].map(encode).join("--");
    },
    async read(token) {
      try {
        const [box, iv, tag, ...rest] = token.split("--").map(decode);
        if (!box || !iv || tag?.length !== tagLength || rest.length > 0) return null;
        const sealed = new Uint8Array([...box, ...tag]);
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), sealed);
        return unwrap(JSON.parse(strictUtf8.decode(text)), clock.now());
      } catch {
        // Not base64, not JSON, or not authentic: all the same to whoever presents it.
        return null;
      }
    },
  };
}

function unwrap(value: unknown, now: number): TokenData | null {
  const { _rails: wrapped } = envelope.parse(value);
  if (wrapped.exp && !(Date.parse(wrapped.exp) > now)) return null;
  if (wrapped.message === undefined) return wrapped.data ?? null;
  return record.parse(JSON.parse(strictUtf8.decode(decode(wrapped.message))));
}

/** As Rails' key generator does with no salt: PBKDF2, 65,536 rounds of SHA-256. */
async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", utf8.encode(secret), "PBKDF2", false, ["deriveKey"]);
  const pbkdf2 = { name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(), iterations: 65_536 };
  const aes = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(pbkdf2, material, aes, false, ["encrypt", "decrypt"]);
}

function encode(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** @throws {Error} for text that is not canonical base64, whose loose bits could be changed unnoticed */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (encode(bytes) !== text) throw new Error("not canonical base64");
  return bytes;
}
