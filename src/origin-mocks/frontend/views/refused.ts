/**
 * What a person is told when signing in or out does not work, and how to go on from there.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import type { Refused, Step } from "../refusals.ts";
import { layout } from "./layout.ts";

/** A page for one of the statuses, at one of the steps. */
export function refused(status: Refused, step: Step): Html {
  const [title, words] = said(status, step);
  const main = html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${words}</p>
${step === "leaving" ? afterLeaving : again}`;
  return layout(title, main);
}

function said(status: Refused, step: Step): readonly [title: string, words: string] {
  if (status === 406) return ["Page not found", "There is no such page in the format that was asked for."];
  if (step === "leaving")
    return [
      "You are signed out here, but maybe not of GOV.UK One Login",
      "This website has forgotten you. It could not find out where GOV.UK One Login signs you out.",
    ];
  if (step === "finishing" && status === 400)
    return [
      "Sorry, you could not be signed in",
      "What came back from GOV.UK One Login works once, and for a short time. It may have been used already.",
    ];
  return [
    "Sorry, you cannot sign in at the moment",
    "Something that signing in needs does not answer as it should. Nothing is wrong with what you did.",
  ];
}

/**
 * The page to come back to is told by the Referer, and must not be this one: it would only fail again. So the
 * link tells no more than the website.
 */
const again = html`<p class="govuk-body"><a class="govuk-link" href="/account" referrerpolicy="origin">Try to sign in again</a>,
or <a class="govuk-link" href="/">go to the home page</a>.</p>`;

const afterLeaving = html`<p class="govuk-body"><a class="govuk-link" href="/sign-out">Try to sign out again</a>,
or <a class="govuk-link" href="/account/home">go to your GOV.UK One Login</a> and sign out there.</p>`;
