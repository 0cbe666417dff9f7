/**
 * The button with which people get emails about one page, or stop getting them.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import type { DemonstrationPage } from "../../world.ts";

type DocumentType = NonNullable<DemonstrationPage["documentType"]>;

/**
 * For somebody signed in it subscribes and unsubscribes, and a script asks which of the two it will do. On a
 * collection it leads everybody else past the account, to the questions that a list of emails begins with.
 */
export function notificationButton(documentType: DocumentType, path: string, signedIn: boolean): Html {
  const skipsAccount = documentType === "document_collection" && !signedIn;
  const action = skipsAccount ? "/email-signup" : "/email/subscriptions/single-page/new";
  return html`<form method="post" action="${action}"${signedIn ? html` data-module="${module}"` : ""}>
<input type="hidden" name="${skipsAccount ? "link" : "base_path"}" value="${path}">
<button type="submit" class="govuk-button govuk-button--secondary">Get emails about this page</button>
</form>
${signedIn ? html`<script src="${notificationScript.path}" defer></script>` : ""}`;
}

const module = "single-page-notification-button";

/**
 * What a page may be told after it was made, because it may come from a cache: whether this person gets emails
 * about it. Without the script, or an answer, the button still works; it only does not say which way.
 */
export const notificationScript = {
  path: `/assets/${module}.js`,
  headers: { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=86400" },
  text: `for (const form of document.querySelectorAll('[data-module="${module}"]')) {
  const query = new URLSearchParams({ base_path: form.elements.base_path.value });
  fetch("/api/personalisation/check-email-subscription?" + query)
    .then((response) => (response.ok ? response.json() : { active: false }))
    .then(({ active }) => {
      if (active) form.querySelector("button").textContent = "Stop getting emails about this page";
    })
    .catch(() => {});
}
`,
};
