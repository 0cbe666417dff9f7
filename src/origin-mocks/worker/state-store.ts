/**
 * The state of a stack in the SQLite database of a Durable Object. There are secrets in it: the platform encrypts
 * what it stores, and nobody reaches it but through the object.
 *
 * @module
 */
import { z } from "zod";

/** As much of a Durable Object's storage as is used here. */
export interface ObjectStorage {
  readonly sql: { exec(query: string, ...bindings: readonly unknown[]): { toArray(): unknown[] } };
  transactionSync(act: () => void): void;
}

/** What is written stands there when the object starts again. */
export interface StateStore {
  /** What was written last; undefined in a new object. */
  read(): unknown;
  /** Replaces what was written before, all of it or nothing. */
  write(snapshot: { readonly services: object }): void;
}

/** A value may have 2 MB. */
const partSize = 1_000_000;
/** Before the name of a service; other names are of what all share. */
const ofService = "service:";

const rows = z.array(z.object({ name: z.string(), bytes: z.instanceof(ArrayBuffer) }));

/**
 * The store of an object; it writes only what has changed since it wrote last.
 *
 * @example
 * const store = createStateStore(context.storage);
 */
export function createStateStore(storage: ObjectStorage): StateStore {
  const { sql } = storage;
  sql.exec(
    "CREATE TABLE IF NOT EXISTS state (name TEXT, part INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (name, part)) STRICT",
  );
  const written = new Map<string, string>();

  function replace(name: string, text: string): void {
    sql.exec("DELETE FROM state WHERE name = ?", name);
    const bytes = new TextEncoder().encode(text);
    for (let part = 0; part * partSize < bytes.length; part += 1) {
      const piece = bytes.slice(part * partSize, (part + 1) * partSize);
      sql.exec("INSERT INTO state (name, part, bytes) VALUES (?, ?, ?)", name, part, piece.buffer);
    }
  }

  return {
    read() {
      const found = rows.parse(sql.exec("SELECT name, bytes FROM state ORDER BY name, part").toArray());
      if (found.length === 0) return undefined;
      const values = [...Map.groupBy(found, ({ name }) => name)].map(
        ([name, parts]) => [name, JSON.parse(textOf(parts.map(({ bytes }) => bytes)))] as const,
      );
      const services = values.filter(([name]) => name.startsWith(ofService));
      const rest = values.filter(([name]) => !name.startsWith(ofService));
      return {
        ...Object.fromEntries(rest),
        services: Object.fromEntries(services.map(([name, state]) => [name.slice(ofService.length), state])),
      };
    },
    write({ services, ...rest }) {
      const named = Object.entries(services).map(([name, state]) => [ofService + name, state] as const);
      const texts = [...Object.entries(rest), ...named].map(
        ([name, value]) => [name, JSON.stringify(value)] as const,
      );
      const changed = texts.filter(([name, text]) => written.get(name) !== text);
      if (changed.length === 0) return;
      storage.transactionSync(() => {
        for (const [name, text] of changed) replace(name, text);
      });
      for (const [name, text] of changed) written.set(name, text);
    },
  };
}

function textOf(parts: readonly ArrayBuffer[]): string {
  const decoder = new TextDecoder();
  return parts.map((bytes) => decoder.decode(bytes, { stream: true })).join("") + decoder.decode();
}
