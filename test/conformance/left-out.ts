/**
 * Tests that are not run, and why.
 *
 * @module
 */

/** The runtimes that an edge runs on. */
export type Runtime = "node" | "workerd";

interface LeftOut {
  readonly id: string;
  readonly on: readonly Runtime[];
  readonly because: string;
}

const anotherTag =
  "its 304 has another ETag than what it is about (RFC 9111 section 4.3.4 forbids to use it)";
const noAnswer = "its check wants the answer of an origin that gave none; our own tests have the rule";
const noSuchMethod = "workerd answers M-SEARCH itself, with 501";

const everywhere: readonly Runtime[] = ["node", "workerd"];

const table: readonly LeftOut[] = [
  { id: "304-etag-update-response-ETag", on: everywhere, because: anotherTag },
  {
    id: "age-parse-prefix",
    on: everywhere,
    because: "its title wants a response of two ages to be stale, its check wants the contrary",
  },
  {
    id: "cc-resp-must-revalidate-stale",
    on: everywhere,
    because: "its second request must come within two seconds of the first, which a busy machine may miss",
  },
  {
    id: "headers-store-Transfer-Encoding",
    on: ["node"],
    because: "a transfer coding that nobody asked for is no answer (RFC 9112 section 6.1)",
  },
  { id: "stale-close-must-revalidate", on: everywhere, because: noAnswer },
  { id: "stale-close-no-cache", on: everywhere, because: noAnswer },
  { id: "stale-close-proxy-revalidate", on: everywhere, because: noAnswer },
  { id: "stale-close-s-maxage=2", on: everywhere, because: noAnswer },
  { id: "invalidate-M-SEARCH", on: ["workerd"], because: noSuchMethod },
  { id: "invalidate-M-SEARCH-cl", on: ["workerd"], because: noSuchMethod },
  { id: "invalidate-M-SEARCH-failed", on: ["workerd"], because: noSuchMethod },
];

/** The ids of the tests that are not run on a runtime. */
export function leftOutOn(runtime: Runtime): string[] {
  return table.filter(({ on }) => on.includes(runtime)).map(({ id }) => id);
}
