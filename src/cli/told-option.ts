/**
 * An option whose description tells what it may be, and whose value is checked with the other settings.
 *
 * @module
 */
import { Option } from "commander";

/** An option with the words that a shell may complete; none where it may be anything. */
export class ToldOption extends Option {
  readonly words: readonly string[];

  /** @param flags as commander has them, such as `--guard <mode>` */
  constructor(flags: string, description: string, words: readonly string[] = []) {
    super(flags, description);
    this.words = words;
  }
}
