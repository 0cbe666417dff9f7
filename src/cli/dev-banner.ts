/**
 * What `dev` says when all is up: the addresses, the people to sign in as, and what to try.
 *
 * @module
 */
import { styleText } from "node:util";
import type { DemonstrationPage } from "../origin-mocks/world.ts";
import type { Demonstration } from "./demonstration.ts";

/** What the banner tells of. */
export interface DevStart {
  readonly demonstration: Demonstration;
  readonly settings: { readonly https: boolean; readonly quiet: boolean };
  readonly pages: readonly DemonstrationPage[];
}

/** The words for the start, ending in a line feed; one line when `quiet`. */
export function devBanner({ demonstration, settings, pages }: DevStart, out: NodeJS.WritableStream): string {
  const { url, inspectorUrl, services, people } = demonstration;
  const heading = (text: string) => styleText("bold", text, { stream: out });
  if (settings.quiet) return `The site is at ${heading(url)}\n`;
  const addresses = [{ name: "site", url }, { name: "inspector", url: inspectorUrl }, ...services];
  const lines = [
    heading("Addresses"),
    ...rows(addresses.map(({ name, url: address }) => [name, address])),
    "",
    heading("People to sign in as"),
    ...rows(people.map(({ name, email }) => [name, email])),
    "",
    heading("Try"),
    ...attempts(demonstration, settings.https, pages).map((attempt, index) => `  ${index + 1}. ${attempt}`),
    "",
  ];
  if (settings.https) {
    lines.push(
      "The browser will warn, because nobody vouches for this certificate: choose “Advanced”, then go on.",
      "curl goes on with -k.",
      "",
    );
  }
  lines.push("Ctrl-C ends it all.", "");
  return `${lines.join("\n")}\n`;
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}

function attempts(
  { url, inspectorUrl }: Demonstration,
  https: boolean,
  pages: readonly DemonstrationPage[],
): string[] {
  const at = (path: string) => new URL(path, url).href;
  const pathOf = (kind: DemonstrationPage["varies"]) => pages.find(({ varies }) => varies === kind)?.path;
  const cached = pathOf("nothing") ?? "/";
  const forgetful = pathOf("forgets");
  return [
    `Open ${url}, choose “Sign in”, and sign in as one of them.`,
    forgetful === undefined
      ? `Open ${inspectorUrl} to see what the edge made of each request.`
      : `Then open ${at(forgetful)}, a page that forgets Vary, and read the warning here and at ${inspectorUrl}`,
    `curl ${https ? "-k " : ""}-si ${at(cached)} | grep -i cache-status, twice: a miss, then a hit.`,
  ];
}
