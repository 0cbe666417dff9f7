/**
 * What is asked for: pages, and by how many people.
 *
 * @module
 */

/** One page, and the sessions that ask for it. */
export interface Workload {
  /** Also the page's path. */
  readonly id: string;
  /** For a table. */
  readonly title: string;
  readonly bodyBytes: number;
  readonly vary: string;
  /** How many sessions ask for it; where the page varies on the session, as many variants are stored. */
  readonly sessions: number;
}

const exists = "GOVUK-Account-Session-Exists";

function amongVariants(sessions: number): Workload {
  const count = sessions.toLocaleString("en-GB");
  return {
    id: `session-${sessions}`,
    title: `1 kB, among ${count} session variant${sessions === 1 ? "" : "s"}`,
    bodyBytes: 1_000,
    vary: "GOVUK-Account-Session",
    sessions,
  };
}

/** All workloads. */
export const workloads: readonly Workload[] = [
  { id: "exists-20k", title: "20 kB, Vary: …-Exists", bodyBytes: 20_000, vary: exists, sessions: 1 },
  { id: "exists-1k", title: "1 kB, Vary: …-Exists", bodyBytes: 1_000, vary: exists, sessions: 1 },
  ...[1, 100, 10_000, 100_000].map(amongVariants),
];
