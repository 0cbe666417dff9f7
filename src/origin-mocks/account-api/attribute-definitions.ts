/**
 * The attributes of a user and the rules for reading and writing them.
 *
 * @module
 */
import type { User } from "./users.ts";

/** What Rails would call the environment. */
export type Environment = "production" | "development" | "test";

/** One attribute. */
export interface AttributeDefinition {
  readonly name: string;
  /** A `cached` one comes from the provider, a `local` one is account-api's own. */
  readonly type: "cached" | "local";
  readonly writable: boolean;
  /** Reading and writing need a session with a second factor. */
  readonly mfa: boolean;
  readonly column: keyof User;
  readonly environments: readonly Environment[];
}

const everywhere = ["production", "development", "test"] as const;
const provided = { type: "cached", writable: false, mfa: false, environments: everywhere } as const;
const own = { type: "local", writable: true } as const;

const definitions: readonly AttributeDefinition[] = [
  { name: "email", column: "email", ...provided },
  { name: "email_verified", column: "emailVerified", ...provided },
  { name: "local_attribute", column: "localAttribute", mfa: false, environments: everywhere, ...own },
  { name: "test_mfa_attribute", column: "testMfaAttribute", mfa: true, environments: ["test"], ...own },
];

/** The attributes there are in an environment, by name. */
export function attributesIn(environment: Environment): ReadonlyMap<string, AttributeDefinition> {
  const present = definitions.filter(({ environments }) => environments.includes(environment));
  return new Map(present.map((definition) => [definition.name, definition]));
}
