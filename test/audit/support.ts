/** An audit of a site, as the command makes it. */
import { setTimeout as sleep } from "node:timers/promises";
import { type AuditOptions, type AuditReport, audit } from "../../src/audit/audit.ts";
import { endingSession } from "../../src/audit/skip.ts";
import { undiciTransport } from "../../src/edge/node/undici-transport.ts";
import { nonce, people } from "./site.ts";

/** Audits addresses of one site. */
export async function auditOf(
  urls: readonly string[],
  options: Partial<AuditOptions> = {},
): Promise<AuditReport> {
  const { transport, close } = undiciTransport();
  const addresses = urls.map((url) => new URL(url));
  try {
    return await audit(
      {
        urls: addresses,
        sitemaps: [],
        hosts: new Set(addresses.map(({ host }) => host)),
        people,
        flash: "email-subscription-success",
        rate: 100_000,
        https: false,
        depth: 0,
        maxPages: 500,
        skip: endingSession,
        timeout: 2000,
        maxBytes: 1_000_000,
        ...options,
      },
      { transport, now: Date.now, sleep: (ms) => sleep(ms), random: Math.random, randomText: nonce },
    );
  } finally {
    await close();
  }
}
