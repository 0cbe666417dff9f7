/**
 * Changes of text that parsers stumble over.
 *
 * @module
 */

const pieces = [
  ...[..." ,;=\"\\\t-/*:?&%.$()<>@[]{}'_|~^`!#+\u0000\r\n\u007f\u00e9\u2028"],
  ...["$$", '="', '", ', "%24", "%", "%zz", "%ff", "[]", "--", "0", "1", "-1", "1e9", "NaN", "q=0", "q=1"],
  ...["99999999999999999999", "null", "true", "{}", "[0]", '"\\ud800"', "__proto__", "constructor"],
  ...["private", "no-store", "max-age=", "utm_", "govuk_account_session=", "GOVUK-Account-Session"],
  ...["__Host-govuk_account_session="],
];

/** Makes input of other input. */
export interface Mutator {
  /** One of them, changed in a few places; also by what stands in another. */
  mutated(corpus: readonly string[]): string;
}

/** @param chance a number from 0 up to, but not including, 1 */
export function createMutator(chance: () => number): Mutator {
  const below = (count: number) => Math.floor(chance() * count);
  const one = (texts: readonly string[]) => texts[below(texts.length)] ?? "";

  function once(text: string, corpus: readonly string[]): string {
    const at = below(text.length + 1);
    const adding = (piece: string) => text.slice(0, at) + piece + text.slice(at);
    switch (below(7)) {
      case 0:
        return text.slice(0, at) + text.slice(at + 1 + below(4));
      case 1:
        return adding(text.slice(at, at + below(12)));
      case 2:
        return adding(String.fromCharCode(below(256)));
      // Now and then something long, which a careless pattern takes for ever to read.
      case 3:
        return below(500) === 0 ? adding(one(pieces).repeat(5_000)) : text;
      case 4: {
        const other = one(corpus);
        const from = below(other.length + 1);
        return adding(other.slice(from, from + below(20)));
      }
      default:
        return adding(one(pieces));
    }
  }

  return {
    mutated(corpus) {
      let text = one(corpus);
      for (let times = 1 + below(6); times > 0; times -= 1) text = once(text, corpus);
      return text;
    },
  };
}
