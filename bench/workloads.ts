/**
 * What is asked for: pages, and by how many people; and sign-ins.
 *
 * @module
 */

/** What every workload says of itself. */
export interface Workload {
  readonly id: string;
  /** For a table. */
  readonly title: string;
}

/** One page, whose path is the id, and the sessions that ask for it. */
export interface PageWorkload extends Workload {
  readonly bodyBytes: number;
  readonly vary: string;
  /** How many sessions ask for it; where the page varies on the session, as many variants are stored. */
  readonly sessions: number;
}

const exists = "GOVUK-Account-Session-Exists";

/** Sign-ins with One Login, from /authorize to /userinfo. */
export interface JourneyWorkload extends Workload {
  /** Of both tokens. The client assertion is always signed with RS256, as One Login asks for. */
  readonly algorithm: "ES256" | "RS256";
}

function amongVariants(sessions: number): PageWorkload {
  const count = sessions.toLocaleString("en-GB");
  return {
    id: `session-${sessions}`,
    title: `1 kB, among ${count} session variant${sessions === 1 ? "" : "s"}`,
    bodyBytes: 1_000,
    vary: "GOVUK-Account-Session",
    sessions,
  };
}

/** All pages. */
export const pageWorkloads: readonly PageWorkload[] = [
  { id: "exists-20k", title: "20 kB, Vary: …-Exists", bodyBytes: 20_000, vary: exists, sessions: 1 },
  { id: "exists-1k", title: "1 kB, Vary: …-Exists", bodyBytes: 1_000, vary: exists, sessions: 1 },
  ...[1, 100, 10_000, 100_000].map(amongVariants),
];

/** Starting. */
export const startWorkload: Workload = { id: "start", title: "from start to first answer" };

/** All kinds of sign-in. */
export const journeyWorkloads: readonly JourneyWorkload[] = [
  { id: "journeys-es256", title: "sign-in, ES256 tokens", algorithm: "ES256" },
  { id: "journeys-rs256", title: "sign-in, RS256 tokens", algorithm: "RS256" },
];
