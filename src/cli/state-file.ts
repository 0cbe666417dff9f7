/**
 * A file in which what mocks remember outlives them: an SQLite database of ours. There are secrets in it.
 *
 * @module
 */
import { closeSync, openSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { CommandFailure, reasonOf } from "./errors.ts";

/** An open file. */
export interface StateFile {
  /** What was written last; undefined in a new file. */
  read(): Readonly<Record<string, unknown>> | undefined;
  /** Replaces what was written before, all of it or nothing. */
  write(state: Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** "GVUK": by this a database is known to be ours. */
const applicationId = 0x47_56_55_4b;
/** Of the tables; what stands in them has a version of its own. */
const tablesVersion = 1;

const pragmas = z.object({ application_id: z.number(), user_version: z.number(), tables: z.number() });
const rows = z.array(z.object({ name: z.string(), value: z.string() }));

/** What to do about a file that cannot be used. */
export const anotherFile = "Delete it to begin anew, or name another with --state.";

/**
 * Opens a file, or makes it, for this user alone. Nobody else can open it meanwhile.
 *
 * @throws {CommandFailure} saying why it cannot be used, and what to do
 */
export async function openStateFile(path: string): Promise<StateFile> {
  // Older Node does not have it, and need not unless it is asked for.
  const { DatabaseSync } = await import("node:sqlite").catch((cause: unknown) => {
    throw new CommandFailure("--state needs Node 22.13 or newer, which has SQLite.", 1, { cause });
  });
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(path, "a", 0o600));
    database = new DatabaseSync(path);
    prepare(database, path);
    return stateFile(database, path);
  } catch (error) {
    database?.close();
    throw refusal(error, path);
  }
}

function prepare(database: DatabaseSync, path: string): void {
  database.exec("PRAGMA locking_mode = EXCLUSIVE");
  const found = pragmas.parse(
    database
      .prepare(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) AS tables FROM pragma_application_id, pragma_user_version",
      )
      .get(),
  );
  if (found.tables > 0 && found.application_id !== applicationId) {
    throw new CommandFailure(
      `The file ${path} is a database of another program, and was left as it is. Name another with --state.`,
      2,
    );
  }
  if (found.tables > 0 && found.user_version !== tablesVersion) {
    throw new CommandFailure(
      `The state file ${path} was written by another version of this program (${found.user_version}, not ${tablesVersion}). ${anotherFile}`,
      2,
    );
  }
  inTransaction(database, () =>
    database.exec(
      `CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
       PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${tablesVersion}`,
    ),
  );
}

function stateFile(database: DatabaseSync, path: string): StateFile {
  return {
    read() {
      try {
        const found = rows.parse(database.prepare("SELECT name, value FROM state").all());
        if (found.length === 0) return undefined;
        return Object.fromEntries(found.map(({ name, value }) => [name, JSON.parse(value)]));
      } catch (error) {
        throw refusal(error, path);
      }
    },
    write(state) {
      const insert = database.prepare("INSERT INTO state (name, value) VALUES (?, ?)");
      inTransaction(database, () => {
        database.exec("DELETE FROM state");
        for (const [name, value] of Object.entries(state)) insert.run(name, JSON.stringify(value));
      });
    },
    close: () => database.close(),
  };
}

function inTransaction(database: DatabaseSync, act: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    act();
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

const sqliteError = z.object({ code: z.literal("ERR_SQLITE_ERROR"), errcode: z.number() });
/** SQLITE_BUSY, and SQLITE_CORRUPT and SQLITE_NOTADB; what stands above the lowest byte says more of them. */
const busy = 5;
const damaged = new Set([11, 26]);

function refusal(error: unknown, path: string): CommandFailure {
  if (error instanceof CommandFailure) return error;
  const cause = { cause: error };
  const primary = (sqliteError.safeParse(error).data?.errcode ?? 0) & 0xff;
  if (primary === busy) {
    return new CommandFailure(
      `The state file ${path} is in use by another process. End that first, or name another with --state.`,
      1,
      cause,
    );
  }
  if (damaged.has(primary) || error instanceof SyntaxError || error instanceof z.ZodError) {
    return new CommandFailure(`The state file ${path} is damaged, or is none. ${anotherFile}`, 2, cause);
  }
  return new CommandFailure(`The state file ${path} cannot be used: ${reasonOf(error)}.`, 2, cause);
}
