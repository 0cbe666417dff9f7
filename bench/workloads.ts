/**
 * What is asked for: pages, and by how many people; and sign-ins.
 *
 * @module
 */

/** What every workload says of itself. Those whose id begins with the same word are measured together. */
export interface Workload {
  readonly id: string;
  /** For a table. */
  readonly title: string;
}

/** One page at one or several URLs, and the sessions that ask for it. */
export interface PageWorkload extends Workload {
  readonly bodyBytes: number;
  readonly cacheControl: string;
  /** The field names that it varies on. */
  readonly vary: readonly string[];
  /** How many sessions ask for it; where the page varies on the session, as many variants are stored. */
  readonly sessions: number;
  /** How many different flashes these sessions carry; with none no session has one. */
  readonly flashes: number;
  /** How many URLs there are; each is `/id/number`, from 1. */
  readonly urls: number;
  /** `zipf`: a few URLs are asked for far more often than the rest. */
  readonly popularity: "even" | "zipf";
  /** The share of requests that a cache can answer; the others are for a URL nobody asked for before. */
  readonly hits: number;
}

/** Sign-ins with One Login, from /authorize to /userinfo. */
export interface JourneyWorkload extends Workload {
  /** Of both tokens. The client assertion is always signed with RS256, as One Login asks for. */
  readonly algorithm: "ES256" | "RS256";
}

const session = "GOVUK-Account-Session";
const exists = "GOVUK-Account-Session-Exists";
const flash = "GOVUK-Account-Session-Flash";

/** 1 kB at one URL, which everybody who is signed in shares. */
const usual = {
  bodyBytes: 1_000,
  cacheControl: "max-age=86400",
  vary: [exists],
  sessions: 1,
  flashes: 0,
  urls: 1,
  popularity: "even",
  hits: 1,
} satisfies Omit<PageWorkload, keyof Workload>;

const counted = (count: number, one: string) =>
  `${count.toLocaleString("en-GB")} ${one}${count === 1 ? "" : "s"}`;

function amongVariants(sessions: number): PageWorkload {
  const title = `1 kB, among ${counted(sessions, "session variant")}`;
  return { ...usual, id: `session-${sessions}`, title, vary: [session], sessions };
}

function amongUrls(urls: number): PageWorkload {
  return { ...usual, id: `urls-${urls}`, title: `1 kB, among ${counted(urls, "URL")}`, urls };
}

/** Pages that are asked for as fast as a server answers. */
export const pageWorkloads: readonly PageWorkload[] = [
  { ...usual, id: "exists-20k", title: "20 kB, Vary: …-Exists", bodyBytes: 20_000 },
  { ...usual, id: "exists-1k", title: "1 kB, Vary: …-Exists" },
  {
    ...usual,
    id: "flash-1k",
    title: "1 kB, Vary: …-Exists, …-Flash (10 flashes)",
    vary: [exists, flash],
    sessions: 100,
    flashes: 10,
  },
  ...[1, 100, 1_000, 10_000, 100_000].map(amongVariants),
  ...[1, 10_000, 1_000_000].map(amongUrls),
  {
    ...usual,
    id: "zipf-95",
    title: "1 kB, 95 % hits, Zipf among 10,000 URLs",
    urls: 10_000,
    popularity: "zipf",
    hits: 0.95,
  },
  {
    ...usual,
    id: "pass-20k",
    title: "20 kB, passed through",
    bodyBytes: 20_000,
    cacheControl: "private, no-store",
    vary: [],
    hits: 0,
  },
  {
    ...usual,
    id: "pass-miss-20k",
    title: "20 kB, never asked for before",
    bodyBytes: 20_000,
    popularity: "zipf",
    hits: 0,
  },
];

/** Pages that are asked for at a rate that every server can take. */
export const latencyWorkloads: readonly PageWorkload[] = [
  { ...usual, id: "latency-20k", title: "20 kB, Vary: …-Exists, at half load", bodyBytes: 20_000 },
];

/** Whether filling the caches with a page takes too long for a first impression. */
export function isLarge({ sessions, urls }: PageWorkload): boolean {
  return Math.max(sessions, urls) > 10_000;
}

/** Starting. */
export const startWorkload: Workload = { id: "start", title: "from start to first answer" };

/** All kinds of sign-in. */
export const journeyWorkloads: readonly JourneyWorkload[] = [
  { id: "journeys-es256", title: "sign-in, ES256 tokens", algorithm: "ES256" },
  { id: "journeys-rs256", title: "sign-in, RS256 tokens", algorithm: "RS256" },
];
