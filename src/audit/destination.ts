/**
 * Redirects that are stored although where they lead was decided for one person, or for one moment.
 *
 * @module
 */
import { fieldValue } from "../edge/fields/fields.ts";
import { maskedTarget } from "../edge/observe/mask.ts";
import type { Answer } from "./ask.ts";
import { type PageSeen, storedUnder } from "./copies.ts";
import type { Finding } from "./finding.ts";
import type { Mask } from "./secrets.ts";

/** A stored redirect to somebody's destination; null when there is none. */
export function destinationOf(page: PageSeen, mask: Mask): Finding | null {
  const redirects = page.seen.flatMap((seen) =>
    seen.evidence.answers.flatMap((answer) => {
      const location = locationOf(answer);
      const isStored = location !== null && storedUnder(page, seen, answer) !== null;
      return isStored ? [{ seen, location }] : [];
    }),
  );
  const [first] = redirects;
  if (!first) return null;
  const shown = mask(first.location);
  const locations = redirects.map(({ location }) => location);
  if (isNewEachTime(locations)) {
    return finding(`It leads to ${shown}, another place each time, and is stored.`);
  }
  const own = page.seen
    .filter(({ asker }) => asker.person !== null)
    .map(({ asker, evidence }) => ({
      person: asker.person,
      places: new Set(evidence.answers.map((answer) => locationOf(answer) ?? "")),
    }));
  const somebody = redirects.find(({ seen, location }) => {
    const others = own.filter(({ person }) => person !== seen.asker.person);
    return seen.asker.person !== null && others.every(({ places }) => !places.has(location));
  });
  if (!somebody) return null;
  // By chance somebody may be sent where others were not; never each time.
  const { evidence, asker } = somebody.seen;
  if (evidence.answers.some((answer) => locationOf(answer) !== somebody.location)) return null;
  return finding(`It leads ${asker.name}, and nobody else, to ${mask(somebody.location)}, and is stored.`);
}

function locationOf({ status, fields }: Answer): string | null {
  return status >= 300 && status < 400 ? fieldValue(fields, "location") : null;
}

/** Whether no two lead to one place, numbers aside: those are more often a time than a token. */
function isNewEachTime(locations: readonly string[]): boolean {
  if (locations.length < 2 || new Set(locations).size < locations.length) return false;
  const wordsAlone = new Set(locations.map((location) => location.replace(/\d+/g, "0")));
  return (
    wordsAlone.size === locations.length || locations.every((location) => maskedTarget(location) !== location)
  );
}

function finding(message: string): Finding {
  return { rule: "cached-destination", message, send: "Cache-Control: no-store" };
}
