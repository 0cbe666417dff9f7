/**
 * What account-api remembers as JSON, so that it can be put back later: users, sign-in attempts, tombstones,
 * logout notices, and the logout tokens of the last two minutes.
 *
 * @module
 */
import { z } from "zod";
import type { Stores } from "./stores.ts";

const nullableText = z.string().nullable();
const nullableFlag = z.boolean().nullable();
const id = z.int().min(0);
/** Milliseconds since 1970. */
const times = z.array(z.tuple([z.string(), z.number()]));

const user = z.strictObject({
  id,
  sub: z.string().min(1),
  legacySub: nullableText,
  email: nullableText,
  emailVerified: nullableFlag,
  localAttribute: nullableFlag,
  testMfaAttribute: nullableFlag,
});

const attempt = z.strictObject({
  id,
  oauthState: z.string(),
  nonce: z.string(),
  redirectPath: nullableText,
  createdAt: z.number(),
});

const unique = ["id", "sub", "legacySub", "email"] as const;

interface Row {
  readonly id: number;
}
type SavedUser = z.infer<typeof user>;

/** Ids are not given twice, so the last one given is the highest. */
function isHighest(lastId: number, rows: readonly Row[]): boolean {
  return rows.every(({ id }) => id <= lastId);
}

const lastIdTooLow = { path: ["lastId"], error: "an id is higher than this" };

const saved = z.strictObject({
  users: z
    .strictObject({ lastId: id, rows: z.array(user) })
    .refine(({ lastId, rows }) => isHighest(lastId, rows), lastIdTooLow)
    .superRefine(({ rows }, context) => {
      for (const column of unique) {
        // Which one it is: the value itself may be somebody's address.
        const index = rows.findIndex((row, at) => isTaken(row, column, rows.slice(0, at)));
        const path = ["rows", index, column];
        if (index >= 0) context.addIssue({ code: "custom", path, message: "another user has this" });
      }
    }),
  attempts: z
    .strictObject({ lastId: id, attempts: z.array(attempt) })
    .refine(({ lastId, attempts }) => isHighest(lastId, attempts), lastIdTooLow),
  tombstones: times,
  logoutNotices: z.strictObject({ notices: times, tokens: times }),
});

function isTaken(row: SavedUser, column: (typeof unique)[number], others: readonly SavedUser[]): boolean {
  return row[column] !== null && others.some((other) => other[column] === row[column]);
}

/** Everything that is remembered, as JSON. It has the addresses of people, and the states under way. */
export function save({ users, attempts, tombstones, logoutNotices }: Stores): Record<string, unknown> {
  return {
    users: users.save(),
    attempts: attempts.save(),
    tombstones: tombstones.save(),
    logoutNotices: logoutNotices.save(),
  };
}

/**
 * Puts back what {@link save} gave.
 *
 * @throws {Error} naming each field that is wrong; then everything is as it was
 */
export function restore(stores: Stores, state: unknown): void {
  const result = saved.safeParse(state);
  if (!result.success) {
    throw new Error(`The state of account-api is not valid:\n${z.prettifyError(result.error)}`);
  }
  const { users, attempts, tombstones, logoutNotices } = result.data;
  stores.users.restore(users);
  stores.attempts.restore(attempts);
  stores.tombstones.restore(tombstones);
  stores.logoutNotices.restore(logoutNotices);
}
