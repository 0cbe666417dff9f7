/**
 * The page of one person: what they are, and what can be done.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { dateOf } from "../accounts.ts";
import type { BrowserContext } from "../browser.ts";
import { eventName, eventsOf } from "../events.ts";
import { may, mayExempt } from "../policies.ts";
import { statusOf } from "../queries.ts";
import { isGovukAdmin, roleLabel } from "../roles.ts";
import type { Service } from "../service.ts";
import type { User } from "../tables.ts";
import { cards, heading, link, summaryList } from "./forms.ts";
import { signonPage } from "./layout.ts";

/** The page; it offers only what the person who looks may do. */
export function userPage(c: BrowserContext, { tables }: Service, user: User): Html {
  const actor = c.var.user;
  const path = `/users/${user.id}`;
  const change = (field: string, isAllowed = true) =>
    isAllowed
      ? html`<a class="govuk-link" href="${path}/${field}/edit">Change<span class="govuk-visually-hidden"> ${field}</span></a>`
      : "";
  const organisation = tables.organisations.get(user.organisationId ?? -1)?.name ?? "None";
  const rows: Parameters<typeof summaryList>[0] = [
    ["Name", user.name, change("name")],
    ["Email", user.email, change("email")],
    ["Organisation", organisation, change("organisation", may(actor, "set an organisation"))],
    ["Role", roleLabel(user.role), change("role", may(actor, "set a role"))],
    ["2-step verification", twoStepStatus(user), ""],
    ["Status", statusOf(user), ""],
  ];
  const title = `Edit ${user.name}`;
  const main = html`${heading(title)}
${summaryList(rows)}
<h2 class="govuk-heading-m">Actions</h2>
<ul class="govuk-list">${actions(actor, user, mayExempt(tables, actor, user)).map(([to, text]) => html`<li>${link(`${to}`, text)}</li>`)}</ul>`;
  return signonPage(c, title, main);
}

function actions(actor: User, user: User, mayBeExempted: boolean): [path: string, text: string][] {
  const path = `/users/${user.id}`;
  const status = statusOf(user);
  return [
    [`${path}/applications`, "Manage permissions"],
    [`/suspensions/${user.id}/edit`, status === "suspended" ? "Unsuspend user" : "Suspend user"],
    ...when(user.otpSecret !== null, `${path}/two_step_verification_reset/edit`, "Reset 2-step verification"),
    ...when(
      !user.requireTwoStep,
      `${path}/two_step_verification_mandation/edit`,
      "Turn on 2-step verification for this user",
    ),
    ...when(
      mayBeExempted && actor.id !== user.id,
      `${path}/two_step_verification_exemption/edit`,
      "Exempt user from 2-step verification",
    ),
    ...when(status === "locked", `${path}/unlocking/edit`, "Unlock account"),
    ...when(status === "invited", `${path}/invitation_resend/edit`, "Resend invitation"),
    [`${path}/event_logs`, "View account access log"],
  ];
}

function when(isOffered: boolean, path: string, text: string): [string, string][] {
  return isOffered ? [[path, text]] : [];
}

function twoStepStatus(user: User): string {
  if (user.otpSecret !== null) return "Enabled";
  if (user.exemption !== null) return `Exempt until ${dateOf(user.exemption.until)}`;
  return user.requireTwoStep ? "Required but not set up" : "Not set up";
}

/** What happened to a person, the latest first. */
export function eventsPage(c: BrowserContext, { tables }: Service, user: User): Html {
  const rows = eventsOf(tables, user, isGovukAdmin(c.var.user.role)).map((event) => [
    eventName(event),
    new Date(event.at).toISOString().slice(0, 16).replace("T", " "),
    tables.users.get(event.initiatorId ?? -1)?.name ?? "",
    tables.applications.get(event.applicationId ?? -1)?.name ?? "",
    event.detail,
  ]);
  const title = `Access log of ${user.name}`;
  const main = html`${heading(title)}
${cards(["Time", "By", "Application", "Details"], rows)}`;
  return signonPage(c, title, main, true);
}
