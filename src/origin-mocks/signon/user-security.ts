/**
 * What is done to a person's way of signing in: each a page with one button, and what the button does.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { exemptFromTwoStep, mandateTwoStep, resetTwoStep, sendInvitation, unlock } from "./accounts.ts";
import { type BrowserContext, type BrowserEnv, redirectWith, refuse } from "./browser.ts";
import { form, heading, link, type Problems, problemSummary, textField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { eventsPage } from "./pages/user-page.ts";
import { parametersOf } from "./parameters.ts";
import { mayExempt } from "./policies.ts";
import { statusOf } from "./queries.ts";
import type { Service } from "./service.ts";
import type { User } from "./tables.ts";
import { editPath, managed } from "./targets.ts";

interface OneButton {
  /** The end of the path. */
  readonly name: string;
  readonly title: string;
  readonly explanation: string;
  isPossible(user: User): boolean;
  /** What the next page says after `act`, or without it. */
  done(user: User): string;
  act(service: Service, actor: User, user: User): void;
}

const buttons: readonly OneButton[] = [
  {
    name: "two_step_verification_reset",
    title: "Reset 2-step verification",
    explanation: "They will set up 2-step verification anew when they next sign in.",
    isPossible: ({ otpSecret }) => otpSecret !== null,
    done: ({ email }) => `Reset 2-step verification for ${email}`,
    act: resetTwoStep,
  },
  {
    name: "two_step_verification_mandation",
    title: "Turn on 2-step verification",
    explanation: "They will have to set up 2-step verification when they next sign in.",
    isPossible: () => true,
    done: ({ email }) => `Updated user ${email} successfully`,
    act: mandateTwoStep,
  },
  {
    name: "unlocking",
    title: "Unlock account",
    explanation: "They can try to sign in again at once.",
    isPossible: (user) => user.lockedAt !== null,
    done: ({ email }) => `Unlocked ${email}`,
    act: unlock,
  },
  {
    name: "invitation_resend",
    title: "Resend invitation",
    explanation: "They get another email with a link that is good for two weeks.",
    isPossible: (user) => statusOf(user) === "invited",
    done: ({ email }) => `Resent account signup email to ${email}`,
    act: (service, _actor, user) => sendInvitation(service, user),
  },
];

/** Routes below `/users/:id` about signing in, and the log. */
export function userSecurityRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  for (const button of buttons) {
    const path = `/users/:id/${button.name}`;
    app.get(
      `${path}/edit`,
      managed(service, "person", (c, user) => c.html(buttonPage(c, button, user))),
    );
    app.on(
      ["PUT", "PATCH"],
      path,
      managed(service, "person", (c, user) => {
        if (button.isPossible(user)) button.act(service, c.var.user, user);
        return redirectWith(c, editPath(user), { kind: "notice", text: button.done(user) });
      }),
    );
  }
  const exemption = "/users/:id/two_step_verification_exemption";
  app.get(
    `${exemption}/edit`,
    managed(service, "person", (c, user) =>
      mayExempt(service.tables, c.var.user, user) ? c.html(exemptionPage(c, user)) : refuse(c),
    ),
  );
  app.on(
    ["PUT", "PATCH"],
    exemption,
    managed(service, "person", (c, user) => exempt(c, service, user)),
  );
  app.get(
    "/users/:id/event_logs",
    managed(service, "person", (c, user) => c.html(eventsPage(c, service, user))),
  );
  return app;
}

function buttonPage(c: BrowserContext, { name, title, explanation }: OneButton, user: User) {
  const full = `${title} for ${user.name}`;
  const main = html`${heading(full)}
<p class="govuk-body">${explanation}</p>
${form({ action: `/users/${user.id}/${name}`, method: "put", button: title, isWarning: true })}
<p class="govuk-body">${link(editPath(user), "Cancel")}</p>`;
  return signonPage(c, full, main);
}

async function exempt(c: BrowserContext, service: Service, user: User): Promise<Response> {
  if (!mayExempt(service.tables, c.var.user, user)) return refuse(c);
  const parameters = await parametersOf(c);
  const reason = (parameters.get("user[reason_for_2sv_exemption]") ?? "").trim();
  const day = parameters.get("user[expiry_date_for_2sv_exemption]") ?? "";
  const until = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
  const problems: Problems = {
    ...(reason === "" && { "user[reason_for_2sv_exemption]": "Enter a reason" }),
    ...(!(until > service.clock.now()) && {
      "user[expiry_date_for_2sv_exemption]": "Enter a day in the future",
    }),
  };
  if (Object.keys(problems).length > 0) return c.html(exemptionPage(c, user, problems), 422);
  exemptFromTwoStep(service, c.var.user, user, { reason, until });
  const text = `Updated user ${user.email} successfully`;
  return redirectWith(c, editPath(user), { kind: "notice", text });
}

function exemptionPage(c: BrowserContext, user: User, problems: Problems = {}) {
  const title = `Exempt ${user.name} from 2-step verification`;
  const fields = [
    textField({ name: "user[reason_for_2sv_exemption]", label: "Reason" }, problems),
    textField({ name: "user[expiry_date_for_2sv_exemption]", label: "Last day", type: "date" }, problems),
  ];
  const action = `/users/${user.id}/two_step_verification_exemption`;
  const main = html`${problemSummary(problems)}${heading(title)}
${form({ action, method: "put", button: "Exempt user", fields })}`;
  return signonPage(c, title, main);
}
