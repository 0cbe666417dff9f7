/**
 * The least that a page has to vary on, so that everybody gets what was made for them.
 *
 * @module
 */
import { accountHeaders } from "../edge/account/request.ts";
import { canonicalName } from "../edge/fields/canonical-name.ts";
import { membersOf } from "../edge/fields/list-fields.ts";
import type { VaryList } from "../edge/http-cache/vary.ts";
import type { Answer } from "./ask.ts";
import { type PageSeen, sharesCopy } from "./copies.ts";

const { session, exists, flash } = accountHeaders;

/** From the fewest copies to the most. */
const candidates: readonly VaryList[] = [[], [exists], [flash], [exists, flash], [session]];

const spelling: Readonly<Record<string, string>> = {
  [session]: "GOVUK-Account-Session",
  [exists]: "GOVUK-Account-Session-Exists",
  [flash]: "GOVUK-Account-Session-Flash",
};

/** The account headers that a page needs in Vary. */
export function neededInVary({ seen }: Pick<PageSeen, "seen">): VaryList {
  const isEnough = (list: VaryList) =>
    seen.every((one) =>
      seen.every((other) => !sharesCopy(list, one, other) || !one.evidence.differs(other.evidence)),
    );
  return candidates.find(isEnough) ?? [session];
}

/** The account headers that an answer's Vary names. */
export function accountMembers(list: VaryList): VaryList {
  return list.map(canonicalName).filter((member) => Object.hasOwn(spelling, member));
}

/** Whether each session has a copy of its own. */
export function variesOnSession(list: VaryList): boolean {
  return accountMembers(list).includes(session);
}

/** The Vary field to send: what the answer varies on besides, and these account headers; null for none. */
export function varyField(answer: Answer, needed: VaryList): string | null {
  const others = membersOf(answer.fields, "vary").filter(
    (member) => member !== "*" && accountMembers([member]).length === 0,
  );
  const all = [...others, ...needed.map((name) => spelling[name] ?? name)];
  return all.length === 0 ? null : `Vary: ${all.join(", ")}`;
}

/** How many copies a page has under a list when so many people are signed in. */
export function copiesFor(list: VaryList, people: number): number {
  if (variesOnSession(list)) return people + 1;
  return accountMembers(list).includes(exists) ? 2 : 1;
}
