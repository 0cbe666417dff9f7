/**
 * The proof of a leak: a real edge with an empty cache is asked as one, and then as the other.
 *
 * @module
 */
import { createEdge } from "../edge/app.ts";
import { fieldsOf } from "../edge/fields/fields.ts";
import type { EdgeOptions } from "../edge/options.ts";
import { clientAt, cookieOf } from "./ask.ts";
import type { BodyLimits } from "./body.ts";
import { bodyText, NotReadable } from "./body.ts";
import type { Misdirected } from "./copies.ts";
import { featuresOf } from "./features.ts";
import type { Asker } from "./people.ts";

/** How the edge gave one the other's page; or why it did not. */
export type Proof =
  | { readonly proved: true; readonly cacheStatus: string }
  | { readonly proved: false; readonly why: string };

/** What proving takes. */
export interface Proving {
  /** An edge like the one to be deployed; each proof has one of its own. */
  readonly edge: EdgeOptions;
  readonly limits: BodyLimits;
  /** Whether visitors come by https, whatever the app speaks. */
  readonly https: boolean;
}

/** An app that decides by chance may need to be asked again. */
const attempts = 3;

/** Asks the edge for the page as whom it was made for, then as whom it must not reach. */
export async function prove(url: URL, found: Misdirected, proving: Proving): Promise<Proof> {
  let proof: Proof = { proved: false, why: "the edge was not asked" };
  for (let attempt = 0; attempt < attempts && !proof.proved; attempt++) {
    proof = await attemptOf(url, found, proving).catch((error: unknown): Proof => {
      if (!(error instanceof NotReadable)) throw error;
      return { proved: false, why: error.message };
    });
  }
  return proof;
}

async function attemptOf(
  url: URL,
  { from, to }: Misdirected,
  { edge, limits, https }: Proving,
): Promise<Proof> {
  // As production does: without the guard, which would keep some of these pages out.
  const proving = createEdge({ ...edge, guard: "off" });
  const stored: Promise<unknown>[] = [];
  async function asked(asker: Asker) {
    const client = clientAt(url, https);
    const cookie = cookieOf(asker, client);
    const request = new Request(url, { headers: cookie === null ? {} : { cookie } });
    const { status, headers, body } = await proving.fetch(request, {
      client,
      waitUntil: (promise: Promise<unknown>) => stored.push(promise),
    });
    const fields = fieldsOf(headers);
    return { status, fields, headers, text: await bodyText(body, fields, limits) };
  }
  try {
    await asked(from.asker);
    await Promise.all(stored);
    const given = await asked(to.asker);
    const features = featuresOf(given);
    const cacheStatus = (given.headers.get("cache-status") ?? "").replace(/; key=".*"/, "");
    const isOthers = from.evidence.tells(to.evidence).some((feature) => features.has(feature));
    const isOwn = to.evidence.tells(from.evidence).some((feature) => features.has(feature));
    const isHit = /; hit\b/.test(cacheStatus);
    if (isHit && (isOthers || !isOwn)) return { proved: true, cacheStatus };
    return { proved: false, why: isHit ? "the stored page had changed" : `the edge said ${cacheStatus}` };
  } finally {
    proving.close();
  }
}
