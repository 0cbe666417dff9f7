/**
 * What is known of the answers to one asker: facts that held each time, and facts that ever held. What
 * changes between two identical requests is in none of the first, so it can accuse nobody.
 *
 * @module
 */
import type { Answer } from "./ask.ts";
import { featuresOf } from "./features.ts";

/** The answers that one asker got. */
export class Evidence {
  readonly #answers: Answer[] = [];
  #always: ReadonlySet<string> = new Set();
  readonly #ever = new Set<string>();

  add(answer: Answer): void {
    const features = featuresOf(answer);
    this.#always =
      this.#answers.length === 0
        ? features
        : new Set([...this.#always].filter((known) => features.has(known)));
    for (const feature of features) this.#ever.add(feature);
    this.#answers.push(answer);
  }

  get answers(): readonly Answer[] {
    return this.#answers;
  }

  /** What always held here and never there. */
  tells(other: Evidence): string[] {
    return [...this.#always].filter((feature) => !other.#ever.has(feature));
  }

  /** Whether the answers differ by more than chance and time explain so far. */
  differs(other: Evidence): boolean {
    return this.tells(other).length > 0 || other.tells(this).length > 0;
  }
}
