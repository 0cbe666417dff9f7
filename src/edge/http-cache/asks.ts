/**
 * What the cache asks of the origin for a client: the whole response, whether a stored one is still
 * right, the range that the client wants, or the rest of what is stored in part.
 *
 * @module
 */
import type { FieldLine, Fields } from "../fields/fields.ts";
import type { Missing, Stale } from "./assess.ts";
import type { CacheOptions, CacheRequest } from "./cache.ts";
import { askForTheRest } from "./incomplete.ts";
import { validatorsOf } from "./validation.ts";

/** Fields to add to the client's, which are without its conditions and its Range, and what they ask for. */
export interface Asks {
  readonly for: "whole" | "validation" | "range" | "rest";
  readonly fields: Fields;
}

/** Asking for the whole response. */
export const askForWhole: Asks = { for: "whole", fields: [] };

/**
 * What to ask for.
 *
 * @param method as it is sent: where a HEAD goes as a GET, it asks as one
 * @param found what the cache found that is not enough; null when it was not asked
 */
export function asksFor(
  method: string,
  request: CacheRequest,
  found: Missing | Stale | null,
  { policy, maxBodyBytes }: Pick<CacheOptions, "policy" | "maxBodyBytes">,
): Asks {
  if (method !== "GET" || found === null) return askForWhole;
  if (found.kind !== "missing") {
    const fields = validatorsOf(found.response.origin);
    return fields.length === 0 ? askForWhole : { for: "validation", fields };
  }
  const range = policy.partialContent ? request.get("range") : null;
  if (range !== null) return { for: "range", fields: rangeAsked(request, range) };
  // A whole that could not be stored is not worth putting together.
  const isWorthIt = found.incomplete !== null && found.incomplete.incomplete.length <= maxBodyBytes;
  const rest = found.incomplete && isWorthIt ? askForTheRest(found.incomplete) : [];
  return rest.length === 0 ? askForWhole : { for: "rest", fields: rest };
}

function rangeAsked(request: CacheRequest, range: string): Fields {
  const line: FieldLine = ["Range", range];
  const ifRange = request.get("if-range");
  return ifRange === null ? [line] : [line, ["If-Range", ifRange]];
}
