/**
 * What the audit says of a page.
 *
 * @module
 */
import type { DifferingLines } from "./differences.ts";
import type { Proof } from "./proof.ts";
import { type RuleId, rules, type Severity, severities } from "./rules.ts";

/** One thing found on one page. */
export interface Finding {
  readonly rule: RuleId;
  /** What is so on this page, in a sentence or two. */
  readonly message: string;
  /** The field to send; null where it depends on what is meant. */
  readonly send: string | null;
  /** For a leak: who was given whose page, line by line, and how the edge gave it. */
  readonly shown?: Shown;
}

/** What a leak shows. */
export interface Shown {
  readonly from: string;
  readonly to: string;
  readonly lines: DifferingLines;
  readonly proof: Proof;
}

/** Askers by name, in groups that are given one copy. A copy is stored, or made for each request. */
export interface CopyGroup {
  readonly askers: readonly string[];
  readonly stored: boolean;
  /** Askers for whom the app makes the same page have the same number. */
  readonly pages: readonly number[];
}

/** The copies of a page now, and with what is proposed; null where nothing is. */
export interface Copies {
  readonly now: readonly CopyGroup[];
  readonly proposed: readonly CopyGroup[] | null;
}

/** The verdict on one page. */
export type PageReport = PageJudged | PageNotAsked;

/** A page that everybody got. */
export interface PageJudged {
  readonly url: string;
  readonly verdict: Severity | "fine";
  readonly findings: readonly Finding[];
  /** Why it is fine; for a page that is not, null. */
  readonly reason: string | null;
  readonly copies: Copies;
}

/** A page that somebody did not get. */
export interface PageNotAsked {
  readonly url: string;
  readonly verdict: "unasked";
  readonly findings: readonly [];
  readonly reason: string;
  readonly copies: null;
}

/** The worst of some findings; null without any. */
export function worst(findings: readonly Finding[]): Severity | null {
  return (
    severities.find((severity) => findings.some(({ rule }) => rules[rule].severity === severity)) ?? null
  );
}
