/**
 * One page: asked, judged, and told.
 *
 * @module
 */
import { NotAsked } from "./ask.ts";
import { groupsUnder, type PageSeen, type Seen, storedUnder } from "./copies.ts";
import { type Copies, type CopyGroup, type PageReport, worst } from "./finding.ts";
import { reasonFor } from "./fine.ts";
import { fragileOf } from "./fragile.ts";
import { leakOf } from "./leaks.ts";
import type { Cast } from "./people.ts";
import type { Proving } from "./proof.ts";
import { neededInVary } from "./proposal.ts";
import { type Sampling, samplePage } from "./sampling.ts";
import { masksFor } from "./secrets.ts";
import { wasteOf } from "./waste.ts";

/** What auditing a page takes. */
export interface PageAudit {
  readonly cast: Cast;
  readonly sampling: Sampling;
  readonly proving: Proving;
}

/** The report on a page, and what everybody saw there; null when somebody got no answer. */
export async function auditPage(
  url: URL,
  { cast, sampling, proving }: PageAudit,
): Promise<{ readonly report: PageReport; readonly page: PageSeen | null }> {
  let page: PageSeen;
  try {
    page = await samplePage(url, sampling);
  } catch (error) {
    if (!(error instanceof NotAsked)) throw error;
    const address = masksFor(cast.askers, []).address(url.href);
    const reason = `Not asked ${error.message}.`;
    return { page: null, report: { url: address, verdict: "unasked", findings: [], reason, copies: null } };
  }
  const { address, content } = masksFor(
    cast.askers,
    page.seen.flatMap(({ evidence }) => evidence.answers),
  );
  const leak = await leakOf(page, proving, content);
  const waste = leak === null ? wasteOf(page, cast) : null;
  const findings = [leak, ...fragileOf(page, leak !== null, content), waste].filter(
    (found) => found !== null,
  );
  const verdict = worst(findings) ?? "fine";
  return {
    page,
    report: {
      url: address(url.href),
      verdict,
      findings,
      reason: verdict === "fine" ? reasonFor(page, cast) : null,
      copies: copiesOf(
        page,
        findings.some(({ rule }) => changesCopies.has(rule)),
      ),
    },
  };
}

/** Findings whose proposed Vary makes other copies. */
const changesCopies: ReadonlySet<string> = new Set([
  "leak-person",
  "leak-signed-in",
  "leak-message",
  "whole-session",
]);

function copiesOf(page: PageSeen, withProposal: boolean): Copies {
  const numbers = pageNumbers(page.seen);
  const toGroup = (seen: readonly Seen[], stored: boolean): CopyGroup => ({
    askers: seen.map(({ asker }) => asker.name),
    stored,
    pages: seen.map((one) => numbers.get(one) ?? 0),
  });
  return {
    now: groupsNow(page).map(({ seen, stored }) => toGroup(seen, stored)),
    proposed: withProposal
      ? groupsUnder(neededInVary(page), page.seen).map((seen) => toGroup(seen, true))
      : null,
  };
}

/** Who is given one copy now: whose answer is stored brings it, in the order of asking. */
function groupsNow(page: PageSeen): { seen: Seen[]; stored: boolean }[] {
  const left = [...page.seen];
  const groups: { seen: Seen[]; stored: boolean }[] = [];
  for (let first = left.shift(); first; first = left.shift()) {
    const [answer] = first.evidence.answers;
    const list = answer ? storedUnder(page, first, answer) : null;
    const [sharing = [first]] = list === null ? [] : groupsUnder(list, [first, ...left]);
    groups.push({ seen: sharing, stored: list !== null });
    for (const one of sharing) if (left.includes(one)) left.splice(left.indexOf(one), 1);
  }
  return groups;
}

/** The same number for askers for whom the app makes the same page. */
function pageNumbers(seen: readonly Seen[]): ReadonlyMap<Seen, number> {
  const kinds: Seen[] = [];
  return new Map(
    seen.map((one) => {
      const known = kinds.findIndex((kind) => !kind.evidence.differs(one.evidence));
      if (known < 0) kinds.push(one);
      return [one, known < 0 ? kinds.length - 1 : known];
    }),
  );
}
