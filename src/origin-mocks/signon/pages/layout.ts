/**
 * What all pages of Signon have in common: the navigation, and what the page before has to tell.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page, serviceNavigation } from "../../common/page.ts";
import type { BrowserContext } from "../browser.ts";
import { may } from "../policies.ts";
import type { Flash } from "../sessions.ts";
import type { User } from "../tables.ts";

/** A page, with the message that was left for it. */
export function signonPage(c: BrowserContext, title: string, main: Html, wide = false): Html {
  const { session } = c.var;
  const { flash } = session;
  session.flash = null;
  const user: User | undefined = c.get("user");
  const content = html`<div class="govuk-grid-row govuk-!-text-break-word"><div class="govuk-grid-column-${wide ? "full" : "two-thirds"}">
${flash ? banner(flash) : ""}
${main}
</div></div>`;
  return page({
    title,
    service: "Signon",
    ...(user && { navigation: serviceNavigation("Menu", navigationFor(user)) }),
    main: content,
  });
}

/** A page that only says something. */
export function messagePage(c: BrowserContext, title: string, text: string): Html {
  return signonPage(
    c,
    title,
    html`<h1 class="govuk-heading-l">${title}</h1><p class="govuk-body">${text}</p>`,
  );
}

function navigationFor(user: User) {
  return [
    { text: "Applications", href: "/" },
    ...(may(user, "list users") ? [{ text: "Users", href: "/users" }] : []),
    ...(may(user, "manage API users") ? [{ text: "API users", href: "/api_users" }] : []),
    ...(may(user, "list organisations") ? [{ text: "Organisations", href: "/organisations" }] : []),
    ...(may(user, "manage applications") ? [{ text: "Apps", href: "/doorkeeper_applications" }] : []),
    { text: "Your account", href: "/account" },
    { text: "Sign out", href: "/users/sign_out" },
  ];
}

function banner({ kind, text, token }: Flash): Html {
  if (kind === "alert") {
    return html`<div class="govuk-error-summary"><div role="alert">
<h2 class="govuk-error-summary__title">${text}</h2>
</div></div>`;
  }
  return html`<div class="govuk-notification-banner govuk-notification-banner--success" role="alert" aria-labelledby="notice-title">
<div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title" id="notice-title">Success</h2></div>
<div class="govuk-notification-banner__content">
<p class="govuk-notification-banner__heading">${text}</p>
${token === undefined ? "" : html`<p class="govuk-body">Copy it now, it is not shown again: <code id="token">${token}</code></p>`}
</div></div>`;
}
