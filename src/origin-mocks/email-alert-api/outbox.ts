/**
 * The emails that would have been sent: they stay here, for a person to read.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";

/** A link in an email. */
export interface EmailLink {
  readonly text: string;
  readonly href: string;
}

/** What an email says. */
export interface Message {
  readonly address: string;
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly links: readonly EmailLink[];
}

/** An email, and when it was made, in milliseconds since 1970. */
export interface Email extends Message {
  readonly id: number;
  readonly createdAt: number;
}

/** The emails, oldest first. */
export interface Outbox {
  send(message: Message): void;
  list(): readonly Email[];
  clear(): void;
  restore(saved: readonly Email[]): void;
}

/** More than anybody reads; beyond it the oldest is forgotten. */
const maxEmails = 1_000;

/** An empty outbox. */
export function createOutbox(clock: Clock): Outbox {
  let emails: Email[] = [];
  let lastId = 0;
  return {
    send(message) {
      lastId += 1;
      emails = [...emails.slice(1 - maxEmails), { ...message, id: lastId, createdAt: clock.now() }];
    },
    list: () => emails,
    clear() {
      emails = [];
      lastId = 0;
    },
    restore(saved) {
      emails = [...saved];
      lastId = Math.max(0, ...saved.map(({ id }) => id));
    },
  };
}
