/**
 * Server-Timing (W3C): how long an answer took here, and at the origin, for the tools of browsers.
 *
 * @module
 */
import type { Visit } from "./answers.ts";
import type { Delivery } from "./delivery.ts";
import type { FieldLine } from "./fields/fields.ts";
import { decisionOf } from "./observe/decision.ts";
import type { CacheOutcome } from "./observe/events.ts";

/**
 * A delivery that tells it. It is a line of its own after what the origin says there, computed for each
 * answer, so nothing of it is ever stored.
 *
 * @param clock milliseconds that only go forward
 */
export function timedDelivery(delivery: Delivery, clock: () => number): Delivery {
  return {
    ...delivery,
    computed: (visit, outcome, source) => [
      ...delivery.computed(visit, outcome, source),
      timingField(visit, outcome, clock()),
    ],
  };
}

/** @example ["Server-Timing", 'edge;dur=0.4, origin;dur=12.1, cache;desc="miss"'] */
function timingField({ startedAt, originTime }: Visit, outcome: CacheOutcome, now: number): FieldLine {
  const edge = startedAt === null ? 0 : now - startedAt - (originTime ?? 0);
  const origin = originTime === null ? [] : [`origin;dur=${tenths(originTime)}`];
  const members = [`edge;dur=${tenths(edge)}`, ...origin, `cache;desc="${decisionOf(outcome)}"`];
  return ["Server-Timing", members.join(", ")];
}

function tenths(milliseconds: number): string {
  return String(Math.round(milliseconds * 10) / 10);
}
