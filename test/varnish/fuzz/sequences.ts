/**
 * Sequences of requests and of what the app answers, at random, as far as production and the edge owe the
 * same. What is left out, and why, stands at each choice.
 *
 * @module
 */
import fc from "fast-check";
import { type Page, type PageScope, pages, varyNames } from "./pages.ts";
import { paths, type Visit, visits } from "./visits.ts";

/** One request, and what the app says if it is asked. */
export interface Turn {
  readonly visit: Visit;
  readonly page: Page;
}

/** What is decided once for a whole sequence. */
const scopes = fc.boolean().chain((otherCookies) =>
  fc.record({
    otherCookies: fc.constant(otherCookies),
    // In Varnish the newest mark of a URL hides a fresh answer that another Vary list selects; the edge
    // gives the answer. So where Vary changes from answer to answer, none of them makes others pass.
    varyChanges: fc.integer({ min: 0, max: 3 }).map((count) => count === 1),
    vary: fc.tuple(...paths.map((path) => varyNames(mayVaryByCookie(path, otherCookies)))),
  }),
);

// Production cuts cookies off and keeps them under /email; the profile `account` does neither.
function mayVaryByCookie(path: string, otherCookies: boolean): boolean {
  return !otherCookies && path !== "/email/c";
}

/** Sequences of up to twelve turns. */
export const sequences: fc.Arbitrary<readonly Turn[]> = scopes.chain(
  ({ otherCookies, varyChanges, vary }) => {
    const scopeOf = (path: string, index: number): PageScope => ({
      vary: varyChanges ? null : (vary[index] ?? []),
      saysFreshness: otherCookies,
      mayPass: !varyChanges,
      mayVaryByCookie: mayVaryByCookie(path, otherCookies),
      maySetCookies: path === "/email/c",
    });
    // One for each path, so that a smaller path comes with a page that suits it.
    const answers = fc.tuple(...paths.map((path, index) => pages(scopeOf(path, index))));
    const turn = fc.tuple(visits({ otherCookies }), answers).map(([visit, all]): Turn => {
      const page = all[paths.indexOf(visit.url)];
      if (page === undefined) throw new Error(`no page for ${visit.url}`);
      return { visit, page };
    });
    return fc.array(turn, { minLength: 1, maxLength: 12, size: "max" });
  },
);
