/**
 * The keys that relying parties sign with: registered as one key, or fetched from their JWKS URL.
 *
 * @module
 */
import { type CryptoKey, compactVerify, decodeProtectedHeader, importJWK, importSPKI, type JWK } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "../common/clock.ts";
import type { Client } from "./clients.ts";

/** A relying party's JWKS cannot be had, or does not hold the key. */
export class ClientKeysUnavailable extends Error {
  override readonly name = "ClientKeysUnavailable";
}

/** Finds the keys of clients. */
export interface ClientKeys {
  /**
   * Whether a client signed a token, with the algorithm that its header names.
   *
   * @throws {ClientKeysUnavailable} when its JWKS does not give the key
   */
  isSigned(token: string, algorithm: string, client: Client): Promise<boolean>;
  clear(): void;
}

/** Fetches a URL; the global `fetch` fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** As documented: kept for a day, and fetched again only for a key that is not there. In milliseconds. */
const cachedFor = 24 * 3600 * 1000;
const fetchTimeout = 5000;

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });
type KeySet = z.infer<typeof keySet>;

/**
 * @param clock by which what was fetched grows old
 * @param takesUrls whether a client may have its keys at a URL; without it such a client has no key
 */
export function createClientKeys(clock: Clock, fetch: Fetch, takesUrls: boolean): ClientKeys {
  const registered = new LRUCache<string, CryptoKey>({ max: 200 });
  const fetched = new LRUCache<string, KeySet>({
    max: 200,
    ttl: cachedFor,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  });

  async function registeredKey(text: string, algorithm: string): Promise<CryptoKey> {
    const name = `${algorithm} ${text}`;
    const key = registered.get(name) ?? (await importSPKI(pemOf(text), algorithm));
    registered.set(name, key);
    return key;
  }

  async function fetchKeys(url: string): Promise<KeySet> {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeout), redirect: "error" });
      if (response.status !== 200) throw new Error(`It answered ${response.status}.`);
      const keys = keySet.parse(await response.json());
      fetched.set(url, keys);
      return keys;
    } catch (cause) {
      throw new ClientKeysUnavailable(`The JWKS at ${url} cannot be read.`, { cause });
    }
  }

  async function fetchedKey(url: string, kid: string | undefined, algorithm: string): Promise<CryptoKey> {
    // Every key there has a name: without one there is nothing to look for.
    if (kid === undefined) throw new ClientKeysUnavailable("The header of the token names no key.");
    const known = fetched.get(url);
    const jwk = find(known, kid) ?? find(await fetchKeys(url), kid);
    if (!jwk) throw new ClientKeysUnavailable(`The JWKS at ${url} has no such key.`);
    const key = await importJWK({ ...jwk, alg: algorithm }, algorithm).catch(() => undefined);
    if (!key || key instanceof Uint8Array) throw new ClientKeysUnavailable("The key cannot be used.");
    return key;
  }

  return {
    async isSigned(token, algorithm, client) {
      try {
        const { kid } = decodeProtectedHeader(token);
        const key =
          takesUrls && client.PublicKeySource === "JWKS"
            ? await fetchedKey(client.JwksUrl ?? "", kid, algorithm)
            : await registeredKey(client.PublicKey, algorithm);
        await compactVerify(token, key, { algorithms: [algorithm] });
        return true;
      } catch (error) {
        if (error instanceof ClientKeysUnavailable) throw error;
        return false;
      }
    },
    clear() {
      registered.clear();
      fetched.clear();
    },
  };
}

/** The documentation asks for RSA keys with a `kid` each; `use` and `alg` may be absent. */
function find(set: KeySet | undefined, kid: string | undefined): JWK | undefined {
  const isFit = (key: KeySet["keys"][number]) => key.kty === "RSA" && (key.use ?? "sig") === "sig";
  return set?.keys.find((key) => key.kid === kid && isFit(key));
}

/** A public key as registered, with or without PEM armour and line breaks, as a PEM. */
export function pemOf(text: string): string {
  const base64 = text.replaceAll(/-----(?:BEGIN|END) PUBLIC KEY-----|\s/g, "");
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----`;
}
