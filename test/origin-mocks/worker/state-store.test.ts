import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { createStateStore, type ObjectStorage } from "../../../src/origin-mocks/worker/state-store.ts";

/** A Durable Object's storage over a real SQLite; the biggest value it was given, and what it was told. */
function storage() {
  const database = new DatabaseSync(":memory:");
  const seen = { biggest: 0, written: [] as unknown[], failing: false };
  const own: ObjectStorage = {
    sql: {
      exec(query, ...bindings) {
        const values = bindings.map((value) => {
          if (typeof value === "string" || typeof value === "number") return value;
          if (!(value instanceof ArrayBuffer)) throw new TypeError("no value for SQLite");
          seen.biggest = Math.max(seen.biggest, value.byteLength);
          return new Uint8Array(value);
        });
        if (query.startsWith("INSERT")) {
          if (seen.failing) throw new Error("the disk is full");
          seen.written.push(values[0]);
        }
        const rows = database.prepare(query).all(...values);
        return {
          toArray: () =>
            rows.map(({ name, bytes }) => ({
              name,
              bytes: bytes instanceof Uint8Array ? new Uint8Array(bytes).buffer : bytes,
            })),
        };
      },
    },
    transactionSync(act) {
      database.exec("BEGIN");
      try {
        act();
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
  };
  return { own, seen };
}

function snapshot(ofSignon: unknown = {}) {
  return { world: "w", clockMoved: 0, services: { "one-login": { sessions: [] }, signon: ofSignon } };
}

test("a new object remembers nothing; what was written is there when it starts again", () => {
  const { own } = storage();
  expect(createStateStore(own).read()).toBeUndefined();
  createStateStore(own).write(snapshot({ events: ["one"] }));
  expect(createStateStore(own).read()).toEqual(snapshot({ events: ["one"] }));
});

test("a service that remembers much is stored in parts, wherever a letter of several bytes falls", () => {
  const { own, seen } = storage();
  const much = snapshot({ text: `x${"🐉é".repeat(500_000)}` });
  createStateStore(own).write(much);
  expect(seen.biggest).toBeLessThan(2_000_000);
  expect(seen.written.filter((name) => name === "service:signon").length).toBeGreaterThan(2);
  expect(createStateStore(own).read()).toEqual(much);
  createStateStore(own).write(snapshot());
  expect(createStateStore(own).read()).toEqual(snapshot());
});

test("only what has changed is written again", () => {
  const { own, seen } = storage();
  const store = createStateStore(own);
  store.write(snapshot());
  seen.written.length = 0;
  store.write(snapshot());
  expect(seen.written).toEqual([]);
  store.write(snapshot({ events: ["one"] }));
  expect(seen.written).toEqual(["service:signon"]);
});

test("what could not be written leaves what was there, and is tried again", () => {
  const { own, seen } = storage();
  const store = createStateStore(own);
  store.write(snapshot());
  seen.failing = true;
  expect(() => store.write(snapshot({ events: ["one"] }))).toThrow("full");
  expect(createStateStore(own).read()).toEqual(snapshot());
  seen.failing = false;
  store.write(snapshot({ events: ["one"] }));
  expect(createStateStore(own).read()).toEqual(snapshot({ events: ["one"] }));
});
