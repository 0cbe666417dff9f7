/**
 * Why a page is fine.
 *
 * @module
 */
import { misdirected, type PageSeen, type Seen, storedUnder, verdictOn } from "./copies.ts";
import { accountMembers, neededInVary } from "./proposal.ts";
import { peopleAreNobody } from "./waste.ts";

const unknown =
  " The made-up people got what nobody gets; if the app knows people by their session, name two with --person.";

/** The reason in a sentence or two. */
export function reasonFor(page: PageSeen, cast: { readonly isMadeUp: boolean }): string {
  const hint = cast.isMadeUp && peopleAreNobody(page) ? unknown : "";
  return `${reason(page)}${hint}`;
}

function reason(page: PageSeen): string {
  const stored = page.seen.filter((seen) => listFor(page, seen) !== null);
  const isSame = neededInVary(page).length === 0;
  if (stored.length === 0) {
    const why = notStored(page);
    return isSame ? `The same for everybody, and not stored (${why}).` : keptOut(page, why);
  }
  const list = stored
    .map((seen) => accountMembers(listFor(page, seen) ?? []))
    .find(({ length }) => length > 0);
  if (isSame) return list ? "The same for everybody." : "The same for everybody, and one copy serves all.";
  if (stored.length < page.seen.length) {
    return "It depends on the session; what is stored varies on it, and the rest is not stored.";
  }
  return `It depends on the session, and each copy reaches only those it was made for (Vary: ${(list ?? []).join(", ")}).`;
}

function keptOut(page: PageSeen, why: string): string {
  const isVaried = misdirected(page, new Set(["cache-control"])).length === 0;
  return isVaried
    ? `It depends on the session, is not stored (${why}), and would reach nobody else if it were.`
    : `It depends on the session, and is not stored (${why}).`;
}

function listFor(page: PageSeen, seen: Seen): readonly string[] | null {
  const [answer] = seen.evidence.answers;
  return answer ? storedUnder(page, seen, answer) : null;
}

function notStored(page: PageSeen): string {
  const reasons = page.seen.flatMap((seen) =>
    seen.evidence.answers.flatMap((answer) => {
      const verdict = verdictOn(page, seen, answer);
      return verdict.store ? [] : [verdict.reason];
    }),
  );
  return [...new Set(reasons)].join(", ");
}
