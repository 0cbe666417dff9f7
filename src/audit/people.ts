/**
 * Who asks for each page: nobody, and two people or more, each with and without a message.
 *
 * @module
 */
import { refusalOf, sessionOf } from "../edge/account/session.ts";

/** Somebody with a session. */
export interface Person {
  readonly name: string;
  /** The session's value, without a message. */
  readonly value: string;
}

/** One way to ask for a page. */
export interface Asker {
  /** As a report calls them. */
  readonly name: string;
  /** The name of the person; null for nobody. */
  readonly person: string | null;
  /** What the cookie holds, message and all; null without one. */
  readonly session: string | null;
  readonly hasFlash: boolean;
}

/** All who ask. */
export interface Cast {
  readonly askers: readonly Asker[];
  /** The app cannot know these people, so it may take them for nobody. */
  readonly isMadeUp: boolean;
}

/** Only the character after which a message begins is the difference between a value and a session. */
const separator = "$$";

/**
 * A person as `--person` gives one. A message in the value is left out: the audit adds its own.
 *
 * @param text NAME=VALUE
 * @returns null when it is none
 */
export function personFrom(text: string): Person | null {
  const equals = text.indexOf("=");
  if (equals < 1) return null;
  const name = text.slice(0, equals).trim();
  const [value = ""] = text.slice(equals + 1).split(separator);
  return name === "" || refusalOf(value) !== null ? null : { name, value };
}

/** Two people nobody knows. @param random makes each value one that was never used before */
function madeUpPeople(random: () => string): readonly Person[] {
  return ["person one", "person two"].map((name, nth) => ({
    name,
    value: `audit-${nth + 1}-${random()}`,
  }));
}

/**
 * Everybody who asks: a message travels inside a session, so nobody has none.
 *
 * @param people two at least; null for made-up ones
 * @param flash the message
 */
export function castOf(people: readonly Person[] | null, flash: string, random: () => string): Cast {
  const nobody: Asker = { name: "nobody", person: null, session: null, hasFlash: false };
  const those = people ?? madeUpPeople(random);
  const plain = those.map(({ name, value }): Asker => {
    return { name, person: name, session: value, hasFlash: false };
  });
  const withFlash = those.map(({ name, value }): Asker => {
    const session = `${value}${separator}${flash}`;
    return { name: `${name} with a message`, person: name, session, hasFlash: true };
  });
  return { askers: [nobody, ...plain, ...withFlash], isMadeUp: people === null };
}

/** Whether a message can follow a session. */
export function isFlash(text: string): boolean {
  const whole = `a${separator}${text}`;
  return refusalOf(whole) === null && sessionOf(whole).flash === text;
}
