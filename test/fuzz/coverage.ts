/**
 * Which code was run, as V8 counts it: what has run for the first time shows that an input is worth keeping.
 *
 * @module
 */
import { type Profiler, Session } from "node:inspector";

/** A stretch of a source, in characters. */
type Stretch = readonly [start: number, end: number];

/** What ran since the last look. */
interface Look {
  /** Whether some of it had not run in any look that was kept. */
  readonly isNew: boolean;
  keep(): void;
}

/** Looks at what runs. */
export interface CoverageWatch {
  look(): Look;
  end(): void;
}

/** Watches what runs from now on. @param covers which sources, by their URL */
export function watchCoverage(covers: (url: string) => boolean): CoverageWatch {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  /** Of each function that ran, what of it never did. */
  const dark = new Map<string, readonly Stretch[]>();

  function look(): Look {
    const left = new Map<string, readonly Stretch[]>();
    for (const [name, whole, unused] of ran(session, covers)) {
      const before = dark.get(name) ?? [whole];
      const after = common(before, unused);
      if (!dark.has(name) || lengthOf(after) < lengthOf(before)) left.set(name, after);
    }
    return {
      isNew: left.size > 0,
      keep() {
        for (const [name, stretches] of left) dark.set(name, stretches);
      },
    };
  }

  return { look, end: () => session.disconnect() };
}

/** Within one process the answer comes before `post` returns. It counts from nought again. */
function taken(session: Session): readonly Profiler.ScriptCoverage[] {
  let result: readonly Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (error, answer) => {
    if (error) throw error;
    result = answer.result;
  });
  return result;
}

/** Each function that ran: its name, all of it, and what of it did not. */
function ran(session: Session, covers: (url: string) => boolean): [string, Stretch, readonly Stretch[]][] {
  const scripts = taken(session).filter(({ url }) => covers(url));
  return scripts.flatMap(({ scriptId, functions }) =>
    functions.flatMap(({ ranges: [whole, ...rest] }): [string, Stretch, readonly Stretch[]][] => {
      if (!whole || whole.count === 0) return [];
      const unused = rest.filter(({ count }) => count === 0).map(stretchOf);
      return [[`${scriptId} ${whole.startOffset}`, stretchOf(whole), unused]];
    }),
  );
}

function stretchOf({ startOffset, endOffset }: Profiler.CoverageRange): Stretch {
  return [startOffset, endOffset];
}

/** What lies in one of both. */
function common(some: readonly Stretch[], others: readonly Stretch[]): readonly Stretch[] {
  return some.flatMap(([start, end]) =>
    others
      .map(([first, last]): Stretch => [Math.max(start, first), Math.min(end, last)])
      .filter(([first, last]) => first < last),
  );
}

function lengthOf(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, [start, end]) => sum + end - start, 0);
}
