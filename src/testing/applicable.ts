/**
 * Whether a play can be performed where it is to be: what it needs may not be there.
 *
 * @module
 */
import type { Play, Profile, Step } from "./play-schema.ts";

/** Whether a play is the app itself, and says what it answers. */
export function isScripted({ steps }: Play): boolean {
  return steps.some(saysAnswer);
}

function saysAnswer(step: Step): boolean {
  return step.isScripted || step.production !== undefined || step.edge !== undefined;
}

/** Why a play is none for a profile; null when it is. */
export function whyNotWith({ profiles, refusedByNode }: Play, profile: Profile): string | null {
  if (refusedByNode) return "Node's parser refuses its request, so no edge on Node sees it";
  if (profiles === undefined || profiles.includes(profile)) return null;
  return `it is for the profile ${profiles.join(" or ")}, and ${profile} is checked`;
}

/**
 * Why a play cannot be performed with an edge elsewhere, of which only the client's side can be reached.
 *
 * @param tls whether that edge is asked over TLS
 */
export function whyNotElsewhere(play: Play, tls: boolean): string | null {
  if (play.settings || play.purge || play.guard)
    return "it has settings of its own, which an edge elsewhere does not take";
  for (const [index, step] of play.steps.entries()) {
    const reason = needOf(step, tls);
    if (reason !== null) return `step ${index + 1} ${reason}`;
  }
  return null;
}

function needOf(step: Step, tls: boolean): string | null {
  const { client, expect = {} } = step;
  if (step.after !== undefined) return "moves the clock, and the clock of an edge elsewhere cannot be moved";
  if (step.isDown) return "takes the app away, and the app behind an edge elsewhere cannot be";
  if (saysAnswer(step))
    return "says what the app answers, and behind an edge elsewhere there is an app already";
  if (expect.originSees !== undefined)
    return "says what the app sees, which is not known of an app behind an edge elsewhere";
  if (client.address !== undefined || client.ja3 !== undefined)
    return "says where the client is, which an edge elsewhere sees for itself";
  if (step.random !== 0) return "says what chance gives, which an edge elsewhere draws for itself";
  if (client.tls !== undefined && client.tls !== tls)
    return `asks ${client.tls ? "with" : "without"} TLS, and the URL is one ${tls ? "with" : "without"}`;
  return null;
}
