/** KV whose lists show late what was written, as they do far from the writer. */
import * as z from "zod";
import type { KeyValues } from "../../src/edge/workers/kv-mark-log.ts";

/** The same KV, without what is hidden. */
export function hiding(kv: KeyValues, isHidden: (name: string) => boolean): KeyValues {
  return {
    get: (name) => kv.get(name),
    put: (name, value, options) => kv.put(name, value, options),
    async list(options) {
      const page = pageSchema.parse(await kv.list(options));
      return { ...page, keys: page.keys.filter(({ name }) => !isHidden(name)) };
    },
  };
}

const pageSchema = z.looseObject({ keys: z.array(z.looseObject({ name: z.string() })) });

/**
 * KV as two places far apart see it: what is written at one shows there at once, and at the other later.
 *
 * @param delay milliseconds, by the clock
 */
export function farApart(
  kv: KeyValues,
  now: () => number,
  delay: number,
): [here: KeyValues, there: KeyValues] {
  const writtenAt = new Map<string, number>();
  const here: KeyValues = {
    ...hiding(kv, () => false),
    async put(name, value, options) {
      writtenAt.set(name, now());
      await kv.put(name, value, options);
    },
  };
  return [here, hiding(here, (name) => now() < (writtenAt.get(name) ?? -Infinity) + delay)];
}
