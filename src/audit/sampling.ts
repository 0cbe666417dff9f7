/**
 * Asking everybody for a page, and asking again before anything is held against it.
 *
 * @module
 */
import type { ResolvedOptions } from "../edge/options.ts";
import { arrivalOf, ask, clientAt, NotAsked } from "./ask.ts";
import { barriers } from "./barriers.ts";
import type { BodyLimits } from "./body.ts";
import { isAnotherPerson, misdirected, type PageSeen, type Seen, storedUnder } from "./copies.ts";
import { Evidence } from "./evidence.ts";
import type { Asker } from "./people.ts";
import { variesOnSession } from "./proposal.ts";

/** What asking takes. */
export interface Sampling {
  readonly settings: ResolvedOptions;
  readonly limits: BodyLimits;
  readonly askers: readonly Asker[];
  /** Whether visitors come by https, whatever the app speaks. */
  readonly https: boolean;
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number;
}

/**
 * How often a suspicion is checked. With two answers each, a coin would tell two people apart one time in
 * eight; with eight each, one in thirty thousand.
 */
const confirmations = 6;

/**
 * Asks everybody twice. The second round comes after the first, so that whatever time changes, changes
 * within somebody's answers too.
 *
 * @throws {NotAsked} when one of them gets no answer
 */
export async function samplePage(url: URL, sampling: Sampling): Promise<PageSeen> {
  const { settings, askers, https } = sampling;
  const client = clientAt(url, https);
  const seen = askers.map((asker) => {
    return { asker, arrival: arrivalOf(asker, url, client, settings.requestId), evidence: new Evidence() };
  });
  const page = { url, policy: settings.policy, seen };
  await askAll(seen, sampling);
  await askAll(seen, sampling);
  for (let round = 0; round < confirmations; round++) {
    const doubted = suspects(page);
    if (doubted.length === 0) break;
    // In any order: servers that take turns would else always answer the same people.
    await askAll(shuffled(doubted, sampling.random), sampling);
  }
  return page;
}

async function askAll(seen: readonly Seen[], { settings, limits }: Sampling): Promise<void> {
  for (const { asker, arrival, evidence } of seen) {
    try {
      evidence.add(await ask(arrival, settings, limits));
    } catch (error) {
      if (!(error instanceof NotAsked)) throw error;
      throw new NotAsked(`as ${asker.name}: ${error.message}`, { cause: error });
    }
  }
}

/** Those between whom a difference would count, for the page or against it. */
function suspects(page: PageSeen): Seen[] {
  const counted = new Set<Seen>();
  for (const { from, to } of [undefined, ...barriers].flatMap((without) => misdirected(page, without))) {
    counted.add(from).add(to);
  }
  for (const { one, other } of costlyDifferences(page)) counted.add(one).add(other);
  return page.seen.filter((seen) => counted.has(seen));
}

/** The differences for which a page varies on the whole session: those between people, if there are any. */
function costlyDifferences(page: PageSeen): { one: Seen; other: Seen }[] {
  const stored = page.seen.filter((seen) => isStoredBySession(page, seen));
  const pairs = stored
    .flatMap((one) => page.seen.map((other) => ({ one, other })))
    .filter(({ one, other }) => one.evidence.differs(other.evidence));
  const betweenPeople = pairs.filter(({ one, other }) => isAnotherPerson(one, other));
  return betweenPeople.length > 0 ? betweenPeople : pairs;
}

function isStoredBySession(page: PageSeen, seen: Seen): boolean {
  return seen.evidence.answers.some((answer) => {
    const list = storedUnder(page, seen, answer);
    return list !== null && variesOnSession(list);
  });
}

function shuffled(seen: readonly Seen[], random: () => number): Seen[] {
  return seen
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
