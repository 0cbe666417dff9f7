import { describe, expect, it } from "vitest";
import { urls } from "../../src/personalisation/index.ts";

const websiteRoot = "http://www.dev.gov.uk";

describe("the pages of the account", () => {
  it.each([
    ["signIn", `${websiteRoot}/account`],
    ["signOut", `${websiteRoot}/sign-out`],
    ["manageEmail", `${websiteRoot}/email/manage`],
    ["oneLoginYourServices", "https://home.account.gov.uk"],
    ["yourAccount", "https://home.account.gov.uk"],
    ["oneLoginSecurity", "https://home.account.gov.uk/security"],
    ["manage", "https://home.account.gov.uk/security"],
    ["security", "https://home.account.gov.uk/security"],
    ["oneLoginFeedback", "https://signin.account.gov.uk/support?supportType=PUBLIC"],
    ["feedback", "https://signin.account.gov.uk/support?supportType=PUBLIC"],
  ] as const)("have %s at %s by default", (name, expected) => {
    expect(urls()[name]).toBe(expected);
    expect(urls({ GOVUK_WEBSITE_ROOT: websiteRoot })[name]).toBe(expected);
  });

  it.each([
    ["signIn", "https://www.gov.uk/account", "http://frontend.dev.gov.uk/account"],
    ["signOut", "https://www.gov.uk/sign-out", "http://frontend.dev.gov.uk/sign-out"],
    ["manageEmail", "https://www.gov.uk/email/manage", "http://email-alert-frontend.dev.gov.uk/email/manage"],
    ["oneLoginYourServices", "https://home.account.gov.uk", "https://home.account.gov.uk"],
  ] as const)("have %s at %s in production and at %s in development", (name, production, development) => {
    const environment = { GOVUK_WEBSITE_ROOT: "https://www.gov.uk" };
    expect(urls(environment)[name]).toBe(production);
    expect(urls(environment, { development: true })[name]).toBe(development);
  });

  it.each([
    ["SIGN_IN", "signIn"],
    ["SIGN_OUT", "signOut"],
    ["SIGN_OUT", "manageEmail"],
    ["ONE_LOGIN_YOUR_SERVICES", "oneLoginYourServices"],
    ["ONE_LOGIN_YOUR_SERVICES", "yourAccount"],
    ["ONE_LOGIN_SECURITY", "oneLoginSecurity"],
    ["ONE_LOGIN_SECURITY", "manage"],
    ["ONE_LOGIN_SECURITY", "security"],
    ["ONE_LOGIN_FEEDBACK", "oneLoginFeedback"],
    ["ONE_LOGIN_FEEDBACK", "feedback"],
  ] as const)("let GOVUK_PERSONALISATION_%s_URI decide %s", (variable, name) => {
    const environment = { [`GOVUK_PERSONALISATION_${variable}_URI`]: "https://example.com/x" };
    expect(urls(environment)[name]).toBe("https://example.com/x");
  });
});

describe("findGovukUrl", () => {
  const find = (environment = {}, options = {}) =>
    urls(environment, options).findGovukUrl("A_PAGE", "some-app", "/a-page");

  it("puts the path behind the website root", () => {
    expect(find()).toBe("http://www.dev.gov.uk/a-page");
  });

  it("returns the environment variable as it is", () => {
    expect(find({ GOVUK_PERSONALISATION_A_PAGE_URI: "http://elsewhere" })).toBe("http://elsewhere");
  });

  it("leads to the application's own host in development", () => {
    expect(find({}, { development: true })).toBe("http://some-app.dev.gov.uk/a-page");
  });
});

describe("findExternalUrl", () => {
  it("returns the url given", () => {
    expect(urls().findExternalUrl("X", "https://example.com")).toBe("https://example.com");
  });

  it("returns the environment variable as it is", () => {
    const environment = { GOVUK_PERSONALISATION_X_URI: "https://other.example" };
    expect(urls(environment).findExternalUrl("X", "https://example.com")).toBe("https://other.example");
  });
});

describe("digitalIdentityDomain", () => {
  it.each([
    [{}, undefined, "home.account.gov.uk"],
    [{ DIGITAL_IDENTITY_ENVIRONMENT: "load-test" }, "load-test", "home.load-test.account.gov.uk"],
    [{ DIGITAL_IDENTITY_ENVIRONMENT: "staging" }, "staging", "home.staging.account.gov.uk"],
    [{ DIGITAL_IDENTITY_ENVIRONMENT: "production" }, "production", "home.account.gov.uk"],
    [
      { DIGITAL_IDENTITY_ENVIRONMENT: "load-test", GOVUK_ENVIRONMENT: "staging" },
      "load-test",
      "home.load-test.account.gov.uk",
    ],
    [
      { DIGITAL_IDENTITY_ENVIRONMENT: "", GOVUK_ENVIRONMENT: "staging" },
      "integration",
      "home.integration.account.gov.uk",
    ],
    [{ GOVUK_ENVIRONMENT: "" }, undefined, "home.account.gov.uk"],
    [{ GOVUK_ENVIRONMENT: "production" }, "production", "home.account.gov.uk"],
    [{ GOVUK_ENVIRONMENT: "test" }, "test", "home.test.account.gov.uk"],
    [{ GOVUK_ENVIRONMENT: "staging" }, "integration", "home.integration.account.gov.uk"],
    [{ GOVUK_ENVIRONMENT: "integration" }, "staging", "home.staging.account.gov.uk"],
    [{ GOVUK_ENVIRONMENT: "constructor" }, "constructor", "home.constructor.account.gov.uk"],
  ])("with %j is that of %j, %s", (environment, name, expected) => {
    expect(urls(environment).digitalIdentityEnvironment).toBe(name);
    expect(urls(environment).digitalIdentityDomain("home")).toBe(expected);
  });
});
