/**
 * Things that are met again and again, each under a number, so that whoever has one of them need only keep two
 * bytes.
 *
 * @module
 */

/** Numbers fit into 16 bits, with some to spare for who wants to say something else there. */
const mostThings = 16_384;
/** Characters: longer things would make what strangers can fill it with too large. */
const longestThing = 4_096;
/** What is met so often among so many others is met again and again. */
const enoughTimes = 4;
const others = 2_048;

/** Things by their numbers. A number means the same thing for good. */
export interface Dictionary<Thing> {
  /** The number of a thing; null for what is not known, which it may be when it is asked for the next time. */
  numberOf(thing: Thing): number | null;
  /** The thing of a number that was given. @throws RangeError for any other */
  thingOf(number: number): Thing;
}

/**
 * A dictionary that learns.
 *
 * @param describe equal texts mean equal things
 * @example
 * const lines = dictionary((line: FieldLine) => line.join("\n"));
 */
export function dictionary<Thing>(describe: (thing: Thing) => string): Dictionary<Thing> {
  const numbers = new Map<string, number>();
  const things: Thing[] = [];
  const met = new Map<string, number>();

  function learn(text: string, thing: Thing): number | null {
    if (things.length >= mostThings || text.length > longestThing) return null;
    const times = (met.get(text) ?? 0) + 1;
    if (times < enoughTimes) {
      // What was met long ago says nothing of what comes.
      if (met.size >= others) met.clear();
      met.set(text, times);
      return null;
    }
    met.delete(text);
    numbers.set(text, things.length);
    return things.push(thing) - 1;
  }

  return {
    numberOf(thing) {
      const text = describe(thing);
      return numbers.get(text) ?? learn(text, thing);
    },
    thingOf(number) {
      const thing = things[number];
      if (thing === undefined) throw new RangeError(`No thing has the number ${number}.`);
      return thing;
    },
  };
}
