/**
 * Suspending a user, and letting them in again.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { suspend, unsuspend } from "./accounts.ts";
import { type BrowserContext, type BrowserEnv, redirectWith } from "./browser.ts";
import { checkboxes, form, heading, problemSummary, textField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import type { Service } from "./service.ts";
import type { User } from "./tables.ts";
import { editPath, managed } from "./targets.ts";

/** Routes below `/suspensions`, for people and API users alike. */
export function suspensionRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.get(
    "/suspensions/:id/edit",
    managed(service, "either", (c, user) => c.html(suspensionPage(c, user))),
  );
  app.put(
    "/suspensions/:id",
    managed(service, "either", (c, user) => save(c, service, user)),
  );
  return app;
}

async function save(c: BrowserContext, service: Service, user: User): Promise<Response> {
  const parameters = await parametersOf(c);
  const isSuspended = parameters.getAll("user[suspended]").at(-1) === "1";
  const reason = (parameters.get("user[reason_for_suspension]") ?? "").trim();
  if (isSuspended && reason === "") return c.html(suspensionPage(c, user, "Enter a reason"), 422);
  if (isSuspended) suspend(service, c.var.user, user, reason);
  else unsuspend(service, c.var.user, user);
  const text = `${user.email} is now ${isSuspended ? "suspended" : "active"}.`;
  return redirectWith(c, editPath(user), { kind: "notice", text });
}

function suspensionPage(c: BrowserContext, user: User, problem?: string) {
  const isSuspended = user.suspendedAt !== null;
  const title = `${isSuspended ? "Unsuspend" : "Suspend"} ${user.name}`;
  const problems: Record<string, string> =
    problem === undefined ? {} : { "user[reason_for_suspension]": problem };
  const reason = {
    name: "user[reason_for_suspension]",
    label: "Reason for suspension",
    value: user.suspensionReason ?? "",
  };
  const fields = [
    // An empty box is not sent; the one before it then says so.
    html`<input type="hidden" name="user[suspended]" value="0">`,
    checkboxes("user[suspended]", "Access", [{ value: "1", text: "Suspended?", isChosen: isSuspended }]),
    textField(reason, problems),
  ];
  const main = html`${problemSummary(problems)}${heading(title)}
<p class="govuk-body">Suspending revokes all tokens. They do not come back, and neither does the password: whoever is let in again chooses a new one.</p>
${form({ action: `/suspensions/${user.id}`, method: "put", button: "Save", fields })}`;
  return signonPage(c, title, main);
}
