/**
 * Which pages are asked: each once, of the hosts that were named alone, and no more than so many. Whatever
 * is left out is written down with its reason.
 *
 * @module
 */
import { withoutFragment } from "./links.ts";
import { isSkipped } from "./skip.ts";

/** What may be asked. */
export interface Bounds {
  /** Host and port of each. */
  readonly hosts: ReadonlySet<string>;
  readonly maxPages: number;
  /** How many links away from the first pages. */
  readonly depth: number;
  /** Patterns of paths. */
  readonly skip: readonly string[];
}

/** Why an address was left out. */
export type LeftOutReason = "other-host" | "skipped" | "max-pages";

/** An address that was not asked. */
export interface LeftOut {
  readonly url: string;
  readonly reason: LeftOutReason;
}

/** An address to ask, and how many links it is away. */
export interface Queued {
  readonly url: URL;
  readonly depth: number;
}

/** Addresses in the order in which they were found. */
export interface Queue {
  /** Puts an address at the end, if it is new, near enough and allowed. */
  add(url: URL, depth: number): void;
  next(): Queued | undefined;
  /** How many have been let in so far. */
  readonly size: number;
  leftOut(): readonly LeftOut[];
}

/** An empty queue. */
export function createQueue({ hosts, maxPages, depth: deepest, skip }: Bounds): Queue {
  const known = new Set<string>();
  const waiting: Queued[] = [];
  const leftOut: LeftOut[] = [];
  let size = 0;

  function refusal(url: URL): LeftOutReason | null {
    if (!hosts.has(url.host)) return "other-host";
    if (isSkipped(url, skip)) return "skipped";
    return size >= maxPages ? "max-pages" : null;
  }

  return {
    add(found, depth) {
      const url = withoutFragment(found);
      if (depth > deepest || known.has(url.href)) return;
      known.add(url.href);
      const reason = refusal(url);
      if (reason !== null) {
        leftOut.push({ url: url.href, reason });
        return;
      }
      size += 1;
      waiting.push({ url, depth });
    },
    next: () => waiting.shift(),
    get size() {
      return size;
    },
    leftOut: () => leftOut,
  };
}
