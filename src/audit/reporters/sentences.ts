/**
 * A finding in sentences, for reports whose places take no more than text.
 *
 * @module
 */
import type { Finding, Shown } from "../finding.ts";
import { rules } from "../rules.ts";

/** Everything about a finding, one thing a line. */
export function findingText({ rule, message, send, shown }: Finding): string {
  const lines = [message];
  if (shown) lines.push(...shownText(shown));
  lines.push(`To mend it: ${rules[rule].mend}`);
  if (send !== null) lines.push(`Send: ${send}`);
  return lines.join("\n");
}

/** How the edge gave one the other's page. */
export function proofText({ from, to, proof }: Shown): string {
  if (!proof.proved) return `Not proved through the edge: ${proof.why}.`;
  return `Proved: ${to} asked the edge after ${from}, and got that page (Cache-Status: ${proof.cacheStatus}).`;
}

function shownText(shown: Shown): string[] {
  const { from, to, lines } = shown;
  return [
    ...lines.from.map((line) => `- ${line} (made for ${from})`),
    ...lines.to.map((line) => `+ ${line} (made for ${to})`),
    proofText(shown),
  ];
}
