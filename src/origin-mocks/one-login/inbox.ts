/**
 * What would have gone out by text message and by email: the security codes, which the person at the
 * keyboard or a test reads here, and nowhere else.
 *
 * @module
 */
import { base64url } from "jose";

/** How a code reaches somebody. */
export type Way = "text message" | "email";

/** One message. */
export interface Message {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly way: Way;
  /** A phone number or an email address. */
  readonly to: string;
  readonly code: string;
}

/** The messages; the newest first. */
export interface Inbox {
  readonly messages: readonly Message[];
  add(message: Message): void;
  clear(): void;
}

const capacity = 100;

/** An empty inbox. */
export function createInbox(): Inbox {
  const messages: Message[] = [];
  return {
    messages,
    add(message) {
      messages.unshift(message);
      messages.length = Math.min(messages.length, capacity);
    },
    clear() {
      messages.length = 0;
    },
  };
}

/** A code that was sent, and until when it is right. */
export interface SentCode {
  readonly way: Way;
  readonly to: string;
  readonly code: string;
  /** Seconds since 1970. */
  readonly expires: number;
}

const fifteenMinutes = 15 * 60;

/** What sending needs of the provider. */
interface Sender {
  readonly inbox: Inbox;
  readonly clock: { now(): number };
  seconds(): number;
  randomText(bytes: number): string;
}

/** Sends six digits. */
export function sendSecurityCode(sender: Sender, way: Way, to: string): SentCode {
  const number = new DataView(base64url.decode(sender.randomText(4)).slice().buffer).getUint32(0);
  const code = String(number % 1_000_000).padStart(6, "0");
  sender.inbox.add({ time: sender.clock.now(), way, to, code });
  return { way, to, code, expires: sender.seconds() + fifteenMinutes };
}

/** Whether this is the code that was sent, in time; blanks in it do not count. */
export function isSentCode(sent: SentCode | undefined, typed: string, seconds: number): boolean {
  return sent !== undefined && seconds < sent.expires && typed.replaceAll(/\s/g, "") === sent.code;
}
