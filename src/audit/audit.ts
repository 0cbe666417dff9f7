/**
 * A whole audit: from the first addresses to the report.
 *
 * @module
 */
import { type EdgeOptions, resolveOptions } from "../edge/options.ts";
import type { OriginTransport } from "../edge/origin/transport.ts";
import { arrivalOf, ask, clientAt, NotAsked } from "./ask.ts";
import type { PageReport } from "./finding.ts";
import { linksIn, readSitemap } from "./links.ts";
import { type Clock, paced } from "./pace.ts";
import { auditPage, type PageAudit } from "./page.ts";
import { type Cast, castOf, type Person } from "./people.ts";
import { type Bounds, createQueue, type LeftOut, type Queue } from "./queue.ts";
import { masksFor } from "./secrets.ts";

/** What an audit is asked to do. */
export interface AuditOptions extends Bounds {
  /** The pages to begin with. */
  readonly urls: readonly URL[];
  readonly sitemaps: readonly URL[];
  /** Two at least; null for made-up ones. */
  readonly people: readonly Person[] | null;
  /** The message that each person is also given. */
  readonly flash: string;
  /** Requests a second at the most. */
  readonly rate: number;
  /** Milliseconds for one answer. */
  readonly timeout: number;
  /** Bytes of a body. */
  readonly maxBytes: number;
  /** Whether visitors come by https, whatever the app speaks. */
  readonly https: boolean;
  /** Seconds that the edge keeps what says nothing of its freshness; the edge's own default when left out. */
  readonly defaultTtl?: number;
}

/** What an audit is made with. */
export interface AuditParts extends Clock {
  readonly transport: OriginTransport;
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number;
  /** A text that was never made before, of letters and digits. */
  readonly randomText: () => string;
  /** Told before each page. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far an audit is. */
export interface Progress {
  readonly done: number;
  readonly known: number;
  readonly url: string;
}

/** What an audit found. */
export interface AuditReport {
  readonly pages: readonly PageReport[];
  readonly leftOut: readonly LeftOut[];
  readonly people: readonly string[];
  readonly madeUpPeople: boolean;
  readonly requests: number;
}

/**
 * Audits pages, one after the other.
 *
 * @throws {Error} when an option of the edge is wrong
 */
export async function audit(options: AuditOptions, parts: AuditParts): Promise<AuditReport> {
  const pace = paced(parts.transport, options.rate, parts);
  const cast = castOf(options.people, options.flash, parts.randomText);
  const auditOn = remembering((origin) =>
    pageAudit(origin, options, parts, { cast, transport: pace.transport }),
  );
  // A link may carry a session.
  const { address } = masksFor(cast.askers, []);
  const queue = createQueue(options);
  for (const url of options.urls) queue.add(url, 0);
  const pages: PageReport[] = await unreadSitemaps(options, queue, auditOn);
  for (let next = queue.next(); next; next = queue.next()) {
    const { url, depth } = next;
    parts.onProgress?.({ done: pages.length, known: queue.size, url: address(url.pathname) });
    const { report, page } = await auditPage(url, auditOn(url.origin));
    pages.push(report);
    for (const { evidence } of page?.seen ?? []) {
      for (const answer of evidence.answers.slice(0, 1)) {
        for (const link of linksIn(answer, url)) queue.add(link, depth + 1);
      }
    }
  }
  return {
    pages,
    leftOut: queue.leftOut().map(({ url, reason }) => ({ url: address(url), reason })),
    people: [...new Set(cast.askers.flatMap(({ person }) => (person === null ? [] : [person])))],
    madeUpPeople: cast.isMadeUp,
    requests: pace.sent(),
  };
}

function pageAudit(
  origin: string,
  { timeout, maxBytes, defaultTtl, https }: AuditOptions,
  { now, random, randomText }: AuditParts,
  { cast, transport }: { readonly cast: Cast; readonly transport: OriginTransport },
): PageAudit {
  const edge: EdgeOptions = {
    origin,
    profile: "account",
    guard: "off",
    timeouts: { connect: timeout, firstByte: timeout, betweenBytes: timeout },
    transport,
    now,
    random,
    requestId: randomText,
    ...(defaultTtl === undefined ? {} : { defaultTtl }),
  };
  const limits = { maxBytes, within: timeout };
  return {
    cast,
    sampling: { settings: resolveOptions(edge), limits, askers: cast.askers, https, random },
    proving: { edge, limits, https },
  };
}

function remembering<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name) ?? make(name);
    known.set(name, found);
    return found;
  };
}

/** An index may name an index, and that one the first. */
const mostSitemaps = 1000;

/** Puts the pages of the sitemaps into the queue. @returns what is to be said of those that could not be read */
async function unreadSitemaps(
  { sitemaps, hosts }: AuditOptions,
  queue: Queue,
  auditOn: (origin: string) => PageAudit,
): Promise<PageReport[]> {
  const unread: PageReport[] = [];
  const known = new Set<string>();
  const waiting = [...sitemaps];
  for (let url = waiting.shift(); url && known.size < mostSitemaps; url = waiting.shift()) {
    if (known.has(url.href)) continue;
    known.add(url.href);
    // An index may name sitemaps elsewhere.
    if (!hosts.has(url.host)) {
      queue.add(url, 0);
      continue;
    }
    const read = await sitemapAt(url, auditOn(url.origin)).catch((error: unknown) => {
      if (!(error instanceof NotAsked)) throw error;
      return error;
    });
    if (read instanceof NotAsked) {
      const reason = `The sitemap could not be read: ${read.message}.`;
      unread.push({ url: url.href, verdict: "unasked", findings: [], reason, copies: null });
      continue;
    }
    for (const page of parsed(read.pages, url)) queue.add(page, 0);
    waiting.push(...parsed(read.sitemaps, url));
  }
  for (const { href } of waiting) {
    const reason = `The sitemap was not read, after ${mostSitemaps} others.`;
    unread.push({ url: href, verdict: "unasked", findings: [], reason, copies: null });
  }
  return unread;
}

async function sitemapAt(url: URL, { sampling, cast }: PageAudit) {
  const [nobody] = cast.askers;
  if (!nobody) throw new NotAsked("nobody asks");
  const arrival = arrivalOf(nobody, url, clientAt(url, sampling.https), sampling.settings.requestId);
  const { status, text } = await ask(arrival, sampling.settings, sampling.limits);
  if (status !== 200) throw new NotAsked(`the app answered ${status}`);
  const sitemap = readSitemap(text);
  if (!sitemap) throw new NotAsked("it is no sitemap, which begins with <urlset> or <sitemapindex>");
  return sitemap;
}

function parsed(addresses: readonly string[], base: URL): URL[] {
  return addresses.flatMap((address) => URL.parse(address, base) ?? []);
}
