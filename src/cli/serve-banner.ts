/**
 * What `serve` says when it listens: where, in front of what, by which rules, and what to try.
 *
 * @module
 */
import { styleText } from "node:util";
import { sessionCookieFor } from "../edge/account/cookie.ts";
import type { GuardMode } from "../edge/account/guard.ts";
import { shownRedisUrl } from "../edge/node/redis/address.ts";
import type { ServeSettings } from "./serve-schema.ts";

/** What the banner tells of. */
export interface Listening {
  readonly address: URL;
  readonly everyAddress: boolean;
  readonly selfSigned: boolean;
  readonly guard: GuardMode;
  readonly settings: ServeSettings;
}

/** The words for the start, ending in a line feed; one line when `quiet`. */
export function serveBanner(listening: Listening, out: NodeJS.WritableStream): string {
  const { address, everyAddress, settings, guard, selfSigned } = listening;
  const url = styleText("bold", address.origin, { stream: out });
  const first = `govuk-edge listens on ${url}, in front of ${settings.origin}`;
  if (settings.quiet) return `${first}\n`;
  const lines = [first, ...(everyAddress ? ["  on every address of this machine: others can reach it"] : [])];
  lines.push(`  profile  ${settings.profile}: ${profiles[settings.profile]}`);
  if (settings.profile !== "rfc9111") lines.push(`  guard    ${guard}: ${guards[guard]}`);
  lines.push(...backendLines(settings));
  if (settings.redis !== undefined)
    lines.push(`  shares   pages and purges, in ${shownRedisUrl(settings.redis)}`);
  if (settings.inspector) lines.push(`  look at  ${address.origin}/__edge/`);
  if (selfSigned) {
    lines.push(
      "  Nobody vouches for the certificate: the browser warns, and lets you go on under “Advanced”.",
    );
  }
  lines.push("", "Try:", ...attempt(listening).map((line) => `  ${line}`), "", "Ctrl-C ends it.", "");
  return `${lines.join("\n")}\n`;
}

const profiles: Readonly<Record<ServeSettings["profile"], string>> = {
  account: "the account cookie becomes headers, and pages are cached by Vary",
  rfc9111: "the cache alone, without the account",
  www: "all rules of www.gov.uk; govuk-edge config print shows them",
};

function backendLines({ assets, mirror, insecureOrigin }: ServeSettings): string[] {
  return [
    ...(assets === undefined ? [] : [`  assets   ${assets}`]),
    ...(mirror.length === 0 ? [] : [`  mirrors  ${mirror.join(", then ")}`]),
    ...(insecureOrigin ? ["  any certificate of the app is accepted, and of backends that flags name"] : []),
  ];
}

const guards: Readonly<Record<GuardMode, string>> = {
  off: "a page made for one person that forgets Vary is stored for all, and nobody is told",
  report:
    "a page made for one person that forgets Vary is stored for all, as in production; you are warned here",
  enforce: "a page made for one person that forgets Vary is not stored; you are warned here",
};

function attempt({ address, selfSigned, settings }: Listening): string[] {
  const curl = selfSigned ? "curl -k -i" : "curl -i";
  if (settings.profile === "rfc9111") {
    return [`${curl} ${address.origin}/`, "twice; Cache-Status in the answer says what the cache did."];
  }
  const scheme = address.protocol === "https:" ? "https" : "http";
  const { name } = sessionCookieFor(scheme, address.host);
  return [
    `${curl} -H 'Cookie: ${name}=example-session$$hello' ${address.origin}/`,
    "Your app gets GOVUK-Account-Session: example-session$$hello, GOVUK-Account-Session-Exists: 1 and",
    "GOVUK-Account-Session-Flash: hello. Cache-Status in the answer says what the cache did.",
  ];
}
