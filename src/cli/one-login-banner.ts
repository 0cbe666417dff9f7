/**
 * What `one-login` says when it is up: where it listens, and what to do next.
 *
 * @module
 */
import { styleText } from "node:util";

/** What the banner tells of. */
export interface OneLoginStart {
  /** What the issuer begins with. */
  readonly baseUrl: string;
  readonly listensAt: string;
  readonly approval: "page" | "auto" | "form";
  readonly quiet: boolean;
  /** Whether other machines can reach it. */
  readonly isExposed: boolean;
}

const signsIn = {
  auto: "Whoever comes is signed in at once, as the first person, or the one whom login_hint names.",
  page: "Whoever comes picks a person on a page.",
  form: "Before each answer a form asks what the user is like.",
};

/** The words for the start, ending in a line feed; one line when `quiet`. */
export function oneLoginBanner(start: OneLoginStart, out: NodeJS.WritableStream): string {
  const { baseUrl, listensAt, approval, quiet, isExposed } = start;
  const heading = (text: string) => styleText("bold", text, { stream: out });
  if (quiet) return `One Login is at ${heading(listensAt)}\n`;
  const lines = [
    `${heading("One Login")} listens at ${heading(listensAt)}`,
    ...(baseUrl === listensAt ? [] : [`It calls itself ${baseUrl}`]),
    "",
    `  issuer        ${baseUrl}/`,
    `  discovery     ${baseUrl}/.well-known/openid-configuration`,
    `  control room  ${baseUrl}/control`,
    `  configuration ${baseUrl}/config`,
    "",
    ...(isExposed ? ["Other machines can reach it, and whoever can may change its configuration."] : []),
    signsIn[approval],
    "Next: give your service the issuer and its client id, and start to sign in there.",
    "",
    "Ctrl-C ends it.",
    "",
  ];
  return `${lines.join("\n")}\n`;
}
