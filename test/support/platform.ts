/** The Cache API and KV: those of the runtime inside workerd, and stand-ins that keep their rules in Node. */
import * as z from "zod";
import type { PlatformCache } from "../../src/edge/workers/cache-blobs.ts";
import type { KeyValues } from "../../src/edge/workers/kv-mark-log.ts";

export interface Platform {
  readonly openCache: (name: string) => Promise<PlatformCache>;
  readonly kv: KeyValues & { delete(name: string): Promise<void> };
}

const offers =
  (...names: string[]) =>
  (given: unknown) =>
    typeof given === "object" && given !== null && names.every((name) => name in given);
const cachesOfRuntime = z.custom<{ open(name: string): Promise<PlatformCache> }>(offers("open"));
const runtime = z.object({ env: z.object({ PURGES: z.custom<Platform["kv"]>(offers("list", "put")) }) });

/** Whether tests run where both are real. */
export const isWorkerd = navigator.userAgent === "Cloudflare-Workers";

/** What of the platform tests use. All of a file share it. */
export async function platform(): Promise<Platform> {
  if (!isWorkerd) return { openCache: standInCache(), kv: standInKv() };
  const caches = cachesOfRuntime.parse(Reflect.get(globalThis, "caches"));
  // Named so that what checks types and bundles for Node does not look for it.
  const name = "cloudflare:workers";
  const { env } = runtime.parse(await import(/* @vite-ignore */ name));
  return { openCache: (name) => caches.open(name), kv: env.PURGES };
}

/** Names that no other test uses. */
export function freshName(): string {
  return crypto.randomUUID();
}

function standInCache(): Platform["openCache"] {
  const kept = new Map<string, Response>();
  return async (name) => ({
    match: async (url) => kept.get(name + url)?.clone(),
    async put(url, response) {
      const isKept =
        response.status === 200 && /max-age=[1-9]/.test(response.headers.get("cache-control") ?? "");
      if (isKept) kept.set(name + url, response);
    },
    delete: async (url) => kept.delete(name + url),
  });
}

function standInKv(): Platform["kv"] {
  const kept = new Map<string, { value: string; listed: { metadata?: unknown } }>();
  return {
    async list({ prefix, cursor }) {
      const names = [...kept.keys()]
        .filter((name) => name.startsWith(prefix) && name > (cursor ?? ""))
        .sort();
      const page = names.slice(0, 1_000);
      const keys = page.map((name) => ({ name, ...kept.get(name)?.listed }));
      return names.length > 1_000
        ? { keys, list_complete: false, cursor: page.at(-1) }
        : { keys, list_complete: true };
    },
    get: async (name) => kept.get(name)?.value ?? null,
    async put(name, value, { metadata, expirationTtl = 60 } = {}) {
      if (expirationTtl < 60) throw new RangeError("expirationTtl");
      const written = JSON.stringify(metadata ?? null);
      if (new TextEncoder().encode(written).byteLength > 1_024) throw new RangeError("metadata");
      kept.set(name, { value, listed: metadata === undefined ? {} : { metadata: JSON.parse(written) } });
    },
    delete: async (name) => void kept.delete(name),
  };
}
