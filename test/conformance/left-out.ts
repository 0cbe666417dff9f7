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

const noSuchMethod = "workerd answers M-SEARCH itself, with 501";

const table: readonly LeftOut[] = [
  {
    id: "age-parse-prefix",
    on: ["node", "workerd"],
    because: "its title wants a response of two ages to be stale, its check wants the contrary",
  },
  {
    id: "cc-resp-must-revalidate-stale",
    on: ["node", "workerd"],
    because: "its second request must come within two seconds of the first, which a busy machine may miss",
  },
  {
    id: "headers-store-Transfer-Encoding",
    on: ["node"],
    because: "a transfer coding that nobody asked for is no answer (RFC 9112 section 6.1)",
  },
  { id: "invalidate-M-SEARCH", on: ["workerd"], because: noSuchMethod },
  { id: "invalidate-M-SEARCH-cl", on: ["workerd"], because: noSuchMethod },
  { id: "invalidate-M-SEARCH-failed", on: ["workerd"], because: noSuchMethod },
];

/** The ids of the tests that are not run on a runtime. */
export function leftOutOn(runtime: Runtime): string[] {
  return table.filter(({ on }) => on.includes(runtime)).map(({ id }) => id);
}
