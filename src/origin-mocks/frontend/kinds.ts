/**
 * The kinds of demonstration page: what each names in Vary, and what it does with the session.
 *
 * @module
 */
import type { DemonstrationPage } from "../world.ts";

/** What a kind of page does. */
export interface PageKind {
  /** The members of Vary; null when the page knows nothing of the account. */
  readonly vary: readonly string[] | null;
  /** Whether it asks account-api who it is. */
  readonly greets: boolean;
  /** Whether it shows the message that the session carries, and has a button that makes one. */
  readonly shows: boolean;
}

const session = "GOVUK-Account-Session";
const exists = "GOVUK-Account-Session-Exists";
const flash = "GOVUK-Account-Session-Flash";

/** Every kind, by what world.json calls it. */
export const kinds: Readonly<Record<DemonstrationPage["varies"], PageKind>> = {
  nothing: { vary: null, greets: false, shows: false },
  exists: { vary: [exists], greets: false, shows: false },
  "exists-and-flash": { vary: [exists, flash], greets: false, shows: true },
  session: { vary: [session], greets: true, shows: false },
  // The mistake on show: it knows the session and names no header.
  forgets: { vary: [], greets: true, shows: false },
};
