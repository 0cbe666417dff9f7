/**
 * Counters and histograms. What a label may say is known before anything is counted, so no client can make
 * a process keep ever more of them.
 *
 * @module
 */

/** What a label may say; the last word stands for whatever is none of the others. */
export type Words = readonly [string, ...string[]];

/** One number, and what the labels say of it. */
export interface Series {
  readonly labels: readonly (readonly [name: string, word: string])[];
  readonly value: number;
}

/** Counters, one for each combination of what the labels may say. */
export interface Counts {
  /** Adds one. @param words one for each label */
  count(...words: string[]): void;
  /** Where `count` adds, for who counts the same again and again. */
  placeOf(...words: string[]): number;
  /** Adds one in a place. */
  countAt(place: number): void;
  series(): Series[];
}

/**
 * Counters under labels.
 *
 * @param labels what each may say
 * @example
 * const requests = counts({ method: ["GET", "HEAD", "other"] });
 * requests.count("BREW"); // counts as other
 */
export function counts(labels: Readonly<Record<string, Words>>): Counts {
  const places = Object.entries(labels).map(([name, words]) => ({
    name,
    words,
    places: new Map(words.map((word, nth) => [word, nth])),
  }));
  const values = new Float64Array(places.reduce((product, { words }) => product * words.length, 1));

  function placeOf(...said: string[]): number {
    return places.reduce((place, { words, places: known }, nth) => {
      const last = words.length - 1;
      return place * words.length + (known.get(said[nth] ?? "") ?? last);
    }, 0);
  }

  function countAt(place: number): void {
    values[place] = (values[place] ?? 0) + 1;
  }

  return {
    placeOf,
    countAt,
    count: (...said) => countAt(placeOf(...said)),
    series() {
      return [...values].map((value, place) => ({ labels: labelsAt(place), value }));
    },
  };

  function labelsAt(place: number): [string, string][] {
    let rest = place;
    return places
      .toReversed()
      .map(({ name, words }): [string, string] => {
        const word = words[rest % words.length] ?? "";
        rest = Math.floor(rest / words.length);
        return [name, word];
      })
      .reverse();
  }
}

/** How often values were up to each bound. */
export interface Histogram {
  /** @param weight how many such values it stands for */
  observe(value: number, weight?: number): void;
  /** The bounds with how many values were up to each; the last bound is infinite. */
  readonly buckets: readonly (readonly [bound: number, count: number])[];
  readonly sum: number;
}

/** @param bounds ascending */
export function histogram(bounds: readonly number[]): Histogram {
  const counted = new Float64Array(bounds.length + 1);
  let sum = 0;
  return {
    observe(value, weight = 1) {
      let nth = 0;
      while (nth < bounds.length && value > (bounds[nth] ?? Infinity)) nth += 1;
      counted[nth] = (counted[nth] ?? 0) + weight;
      sum += value * weight;
    },
    get buckets() {
      let total = 0;
      return [...bounds, Infinity].map((bound, nth): [number, number] => {
        total += counted[nth] ?? 0;
        return [bound, total];
      });
    },
    get sum() {
      return sum;
    },
  };
}

/** Histograms under one label. */
export interface Histograms {
  of(word: string): Histogram;
  readonly all: readonly (readonly [word: string, histogram: Histogram])[];
}

/** What a label may say that is not known from the start: enough for all backends of an edge. */
const mostWords = 32;

/** Histograms under a label whose words come from the settings; more than a few dozen share the last one. */
export function histograms(bounds: readonly number[]): Histograms {
  const known = new Map<string, Histogram>();
  return {
    of(word) {
      const name = known.has(word) || known.size < mostWords ? word : "other";
      const found = known.get(name) ?? histogram(bounds);
      known.set(name, found);
      return found;
    },
    get all() {
      return [...known];
    },
  };
}
