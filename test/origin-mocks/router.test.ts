import { Hono } from "hono";
import { expect, test } from "vitest";
import { createRouter } from "../../src/origin-mocks/router.ts";

const named = (name: string) => new Hono().all("*", (c) => c.text(`${name} ${c.req.method} ${c.req.path}`));
const router = createRouter({
  frontend: named("frontend"),
  emailAlertFrontend: named("email-alert-frontend"),
  accountApi: named("account-api"),
});

test.each([
  ["/", "frontend"],
  ["/account", "frontend"],
  ["/sign-in/callback", "frontend"],
  ["/emails", "frontend"],
  ["/email-signups", "frontend"],
  ["/api/user", "frontend"],
  ["/api/oauth2/sign-in", "frontend"],
  ["/email", "email-alert-frontend"],
  ["/email/manage/authenticate", "email-alert-frontend"],
  ["/email-signup", "email-alert-frontend"],
  ["/email-signup/confirm", "email-alert-frontend"],
  ["/demo/nothing/email-signup", "email-alert-frontend"],
  ["/fish/email-signup", "email-alert-frontend"],
  ["/api/personalisation/check-email-subscription", "account-api"],
])("%s belongs to %s", async (path, application) => {
  for (const method of ["GET", "POST"]) {
    const response = await router.request(path, { method });
    expect(await response.text()).toBe(`${application} ${method} ${path}`);
  }
});
