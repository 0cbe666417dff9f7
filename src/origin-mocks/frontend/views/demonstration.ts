/**
 * A demonstration page, which tells how it came about.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import type { DemonstrationPage } from "../../world.ts";
import { kinds } from "../kinds.ts";
import { layout } from "./layout.ts";
import { notificationButton } from "./notification-button.ts";

/** Where the button of a page that shows messages posts to. */
export const messagePath = "/demo/message";

/** What the page knows of who is looking. */
export interface Viewer {
  readonly signedIn: boolean;
  /** Whether the request had GOVUK-Account-Session-Exists. */
  readonly cameWithExists: boolean;
  readonly email: string | undefined;
  readonly banner: string | undefined;
}

/** When a rendering was made, and the how manyth of its page it is. */
export interface Made {
  readonly at: Date;
  readonly rendering: number;
}

/** @param viewer undefined on a page that knows nothing of the account */
export function demonstration(page: DemonstrationPage, made: Made, viewer?: Viewer): Html {
  const main = html`${viewer?.banner ? successBanner(viewer.banner) : ""}
<h1 class="govuk-heading-l">${page.title}</h1>
<p class="govuk-body">${page.summary}</p>
${viewer ? greeting(viewer) : ""}
<dl class="govuk-summary-list">
${row("Varies on", varyInWords(page))}
${row("Request came with GOVUK-Account-Session-Exists", existsInWords(viewer))}
${row("Page made at", html`<time datetime="${made.at.toISOString()}">${timeFormat.format(made.at)} UTC</time>`)}
${row("Rendering number", html`${made.rendering}`)}
${row("A shared cache may keep it for", html`${page.maxAge} seconds`)}
</dl>
<p class="govuk-body">Load this page again. If the rendering number stays the same, a stored copy came back.</p>
${form(page, viewer)}
<p class="govuk-body"><a class="govuk-link" href="/">All demonstration pages</a></p>`;
  return layout(page.title, main, viewer?.signedIn);
}

const timeFormat = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "long",
  timeStyle: "medium",
  timeZone: "UTC",
});

/** How a kind of page varies, as a person would say it. */
export function varyInWords(page: DemonstrationPage): Html {
  const { vary } = kinds[page.varies];
  if (vary === null) return html`Nothing, as it sends no Vary`;
  if (vary.length === 0) return html`Nothing, though it should, as it sends no Vary`;
  return html`${vary.map((name, index) => html`${index > 0 ? " and " : ""}${breakable(name)}`)}`;
}

/** Lets a long header name wrap after its hyphens on a narrow screen. */
function breakable(name: string): Html {
  return html`${name.split("-").map((part, index) => html`${index > 0 ? html`-<wbr>` : ""}${part}`)}`;
}

function existsInWords(viewer: Viewer | undefined): Html {
  if (!viewer) return html`Not looked at`;
  return viewer.cameWithExists ? html`Yes` : html`No`;
}

function greeting({ signedIn, email }: Viewer): Html {
  if (email !== undefined) return html`<p class="govuk-body govuk-!-text-break-word">Hello, ${email}.</p>`;
  return signedIn
    ? html`<p class="govuk-body">You are signed in.</p>`
    : html`<p class="govuk-body">You are not signed in.</p>`;
}

function row(key: string, value: Html): Html {
  return html`<div class="govuk-summary-list__row">
<dt class="govuk-summary-list__key">${breakable(key)}</dt>
<dd class="govuk-summary-list__value">${value}</dd>
</div>`;
}

function successBanner(text: string): Html {
  return html`<div class="govuk-notification-banner govuk-notification-banner--success" role="alert" aria-labelledby="govuk-notification-banner-title">
<div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title" id="govuk-notification-banner-title">Success</h2></div>
<div class="govuk-notification-banner__content">
<p class="govuk-notification-banner__heading">${text}</p>
<p class="govuk-body"><a class="govuk-notification-banner__link" href="/email/manage">See and manage your emails</a></p>
</div>
</div>`;
}

/** Content has the real button; the page that only demonstrates messages makes one by itself. */
function form(page: DemonstrationPage, viewer: Viewer | undefined): Html | string {
  const { documentType, path } = page;
  if (documentType) return notificationButton(documentType, path, viewer?.signedIn ?? false);
  return kinds[page.varies].shows ? messageForm(path) : "";
}

function messageForm(path: string): Html {
  return html`<form method="post" action="${messagePath}?page=${encodeURIComponent(path)}">
<button type="submit" class="govuk-button">Show me a message once</button>
</form>`;
}
