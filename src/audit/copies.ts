/**
 * Which copies a shared cache would hold of a page, and whom each would be given to: by the same
 * functions that the edge stores and selects by.
 *
 * @module
 */
import { sessionChange } from "../edge/account/response.ts";
import type { Arrival } from "../edge/arrival.ts";
import { withoutFields } from "../edge/fields/fields.ts";
import type { CachePolicy } from "../edge/http-cache/policy.ts";
import { judge, type Verdict } from "../edge/http-cache/storing.ts";
import { secondaryKey, type VaryList } from "../edge/http-cache/vary.ts";
import type { Answer } from "./ask.ts";
import type { Evidence } from "./evidence.ts";
import type { Asker } from "./people.ts";

/** One asker of a page, and what they got. */
export interface Seen {
  readonly asker: Asker;
  readonly arrival: Arrival;
  readonly evidence: Evidence;
}

/** A page as everybody saw it. */
export interface PageSeen {
  readonly url: URL;
  readonly policy: CachePolicy;
  /** Nobody first. */
  readonly seen: readonly Seen[];
}

/** A copy made for one that would be given to another, for whom the app makes another page. */
export interface Misdirected {
  readonly from: Seen;
  readonly to: Seen;
  readonly answer: Answer;
}

/** The verdict on storing an answer, as production has it: without the guard. */
export function verdictOn(
  { policy }: Pick<PageSeen, "policy">,
  { arrival }: Pick<Seen, "arrival">,
  answer: Answer,
): Verdict {
  if (sessionChange(answer.fields).kind !== "none") {
    return { store: false, reason: "session-change", pass: null };
  }
  return judge(arrival, answer, policy, answer.times);
}

/** The Vary list under which an answer would be stored; null when it would not be. */
export function storedUnder(page: Pick<PageSeen, "policy">, seen: Seen, answer: Answer): VaryList | null {
  const verdict = verdictOn(page, seen, answer);
  return verdict.store ? verdict.vary : null;
}

/** Whether what is stored under a list for one is selected by another's request. */
export function sharesCopy(list: VaryList, one: Seen, other: Seen): boolean {
  return secondaryKey(list, one.arrival) === secondaryKey(list, other.arrival);
}

/**
 * Every copy that would reach somebody it was not made for.
 *
 * @param without fields (in lower case) to imagine away
 */
export function misdirected(page: PageSeen, without: ReadonlySet<string> = none): Misdirected[] {
  return page.seen.flatMap((from) => {
    const copies = from.evidence.answers.flatMap((answer) => {
      const imagined = { ...answer, fields: withoutFields(answer.fields, without) };
      const list = storedUnder(page, from, imagined);
      return list === null ? [] : [{ answer, list }];
    });
    return page.seen.flatMap((to): Misdirected[] => {
      const copy = copies.find(({ list }) => from !== to && sharesCopy(list, from, to));
      return copy && from.evidence.differs(to.evidence) ? [{ from, to, answer: copy.answer }] : [];
    });
  });
}

const none: ReadonlySet<string> = new Set();

/** Askers in groups: those of one group are given one copy. Null instead of a list: a group each. */
export function groupsUnder(list: VaryList | null, seen: readonly Seen[]): Seen[][] {
  const groups: Seen[][] = [];
  for (const one of seen) {
    const group = list === null ? undefined : groups.find(([first]) => first && sharesCopy(list, first, one));
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** The people without a message. */
export function plainPeople({ seen }: PageSeen): Seen[] {
  return seen.filter(({ asker }) => asker.person !== null && !asker.hasFlash);
}

/** Whether any two people are shown different pages. */
export function tellsPeopleApart(page: PageSeen): boolean {
  return page.seen.some((one) =>
    page.seen.some((other) => isAnotherPerson(one, other) && one.evidence.differs(other.evidence)),
  );
}

/** Whether two are different people who both have a message, or both have none. */
export function isAnotherPerson({ asker: one }: Seen, { asker: other }: Seen): boolean {
  const arePeople = one.person !== null && other.person !== null;
  return arePeople && one.person !== other.person && one.hasFlash === other.hasFlash;
}
