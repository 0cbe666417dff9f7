/** What a test runner is for a sample of the README: its tests are gathered, to be run as part of ours. */
export { expect } from "vitest";

/** The tests of the samples that were loaded. */
export const gathered: { readonly name: string; readonly run: () => unknown }[] = [];

/** One more test. */
export function test(name: string, run: () => unknown): void {
  gathered.push({ name, run });
}
