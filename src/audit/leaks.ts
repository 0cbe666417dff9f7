/**
 * Leaks: a copy reaches somebody for whom the app makes another page.
 *
 * @module
 */
import { type Misdirected, misdirected, type PageSeen, tellsPeopleApart } from "./copies.ts";
import { differingLines } from "./differences.ts";
import type { Finding } from "./finding.ts";
import { type Proving, prove } from "./proof.ts";
import { neededInVary, varyField } from "./proposal.ts";
import type { RuleId } from "./rules.ts";
import type { Mask } from "./secrets.ts";
import { listed } from "./words.ts";

type LeakRule = Extract<RuleId, `leak-${string}`>;

/** The leak of a page, with its proof; null without one. */
export async function leakOf(page: PageSeen, proving: Proving, mask: Mask): Promise<Finding | null> {
  const found = misdirected(page);
  if (found.length === 0) return null;
  const isPersonal = tellsPeopleApart(page);
  const ranked = found.toSorted((a, b) => rank(a, isPersonal) - rank(b, isPersonal));
  const [first] = ranked;
  if (!first) return null;
  const { from, to, answer } = first;
  const reached = ranked.filter((other) => other.from === from).map((other) => other.to.asker.name);
  const lines = differingLines(from, answer, to, mask);
  const needed = neededInVary(page);
  return {
    rule: ruleOf(first, isPersonal),
    message: `What the app makes for ${from.asker.name} is stored and given to ${listed(reached)}.`,
    send: varyField(answer, needed),
    shown: { from: from.asker.name, to: to.asker.name, lines, proof: await prove(page.url, first, proving) },
  };
}

const order: readonly LeakRule[] = ["leak-person", "leak-message", "leak-signed-in"];

/** The worst first: another person's page, then somebody's to nobody, then nobody's to somebody. */
function rank(found: Misdirected, isPersonal: boolean): number {
  const isToNobody = found.to.asker.person === null;
  return order.indexOf(ruleOf(found, isPersonal)) * 2 + Number(isToNobody);
}

function ruleOf({ from: { asker: from }, to: { asker: to } }: Misdirected, isPersonal: boolean): LeakRule {
  if (from.person === null || (to.person === null && !isPersonal)) return "leak-signed-in";
  if (isPersonal && from.person !== to.person) return "leak-person";
  return "leak-message";
}
