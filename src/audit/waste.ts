/**
 * Waste: a copy for each session, where fewer would give everybody the same pages.
 *
 * @module
 */
import { accountHeaders } from "../edge/account/request.ts";
import type { VaryList } from "../edge/http-cache/vary.ts";
import { type PageSeen, plainPeople, storedUnder } from "./copies.ts";
import type { Finding } from "./finding.ts";
import { accountMembers, copiesFor, neededInVary, variesOnSession, varyField } from "./proposal.ts";

const { flash } = accountHeaders;

/** For so many people the copies are counted. */
const peopleCounted = 1000;

/** What is said of a page with a message that the app may not have known. */
const messageHint =
  " If the page shows messages that the audit did not carry, add GOVUK-Account-Session-Flash; --flash names one to try.";

/**
 * The waste of a page; null without any, and where nobody can tell: made-up people who get what nobody
 * gets may only be unknown to the app.
 */
export function wasteOf(page: PageSeen, cast: { readonly isMadeUp: boolean }): Finding | null {
  const list = storedForPeople(page);
  if (list === null || !variesOnSession(list)) return null;
  const needed = withFlashOf(list, neededInVary(page));
  if (variesOnSession(needed) || (cast.isMadeUp && peopleAreNobody(page))) return null;
  const [answer] = plainPeople(page)[0]?.evidence.answers ?? [];
  if (!answer) return null;
  const send = varyField(answer, needed);
  const [now, then] = [copiesFor(list, peopleCounted), copiesFor(needed, peopleCounted)];
  const fewer = `With ${number(peopleCounted)} people signed in that is ${number(now - then)} copies fewer: ${then} in place of ${number(now)}.`;
  const why =
    needed.length === 0 ? "Everybody gets the same page" : "People who are signed in get the same page";
  return {
    rule: "whole-session",
    message: `${why}, but each session has a copy of its own. ${fewer}${needed.includes(flash) ? "" : messageHint}`,
    send: send ?? "no Vary on an account header",
  };
}

/** The app says that it shows messages; the one that it was given may not be one it knows. */
function withFlashOf(list: VaryList, needed: VaryList): VaryList {
  return accountMembers(list).includes(flash) ? [...new Set([...needed, flash])] : needed;
}

/** Whether those with a session get what those without one get. */
export function peopleAreNobody({ seen: [nobody, ...people] }: PageSeen): boolean {
  return nobody !== undefined && people.every(({ evidence }) => !evidence.differs(nobody.evidence));
}

/** The Vary list of what is stored for people; null when something for them is not stored. */
function storedForPeople(page: PageSeen): VaryList | null {
  const lists = plainPeople(page).flatMap((seen) =>
    seen.evidence.answers.map((answer) => storedUnder(page, seen, answer)),
  );
  return lists.includes(null) ? null : (lists[0] ?? null);
}

function number(count: number): string {
  return count.toLocaleString("en-GB");
}
