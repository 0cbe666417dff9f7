/**
 * Where the account's pages are, in each environment.
 *
 * @module
 */

/** Environment variables, such as `process.env` or the bindings of a worker. */
export interface Environment {
  readonly GOVUK_WEBSITE_ROOT?: string | undefined;
  readonly GOVUK_ENVIRONMENT?: string | undefined;
  readonly DIGITAL_IDENTITY_ENVIRONMENT?: string | undefined;
  readonly [name: string]: string | undefined;
}

/** How the urls are made. */
export interface UrlOptions {
  /** True on a developer's machine, where each application has its own host under dev.gov.uk. */
  readonly development?: boolean;
}

/** The pages of the account, and how to find others by the same rules. */
export interface AccountUrls {
  readonly signIn: string;
  readonly signOut: string;
  readonly manageEmail: string;
  readonly oneLoginYourServices: string;
  /** The older name of `oneLoginYourServices`. */
  readonly yourAccount: string;
  readonly oneLoginSecurity: string;
  /** An older name of `oneLoginSecurity`. */
  readonly manage: string;
  /** An older name of `oneLoginSecurity`. */
  readonly security: string;
  readonly oneLoginFeedback: string;
  /** An older name of `oneLoginFeedback`. */
  readonly feedback: string;
  /** The environment of One Login that belongs to this one of GOV.UK; undefined for production's by default. */
  readonly digitalIdentityEnvironment: string | undefined;
  /** A host of One Login, for instance `home` gives `home.account.gov.uk`. */
  digitalIdentityDomain(host: string): string;
  /** A page on GOV.UK, unless `GOVUK_PERSONALISATION_<variable>_URI` says otherwise. */
  findGovukUrl(variable: string, application: string, path: string): string;
  /** Any page, unless `GOVUK_PERSONALISATION_<variable>_URI` says otherwise. */
  findExternalUrl(variable: string, url: string): string;
}

const developmentWebsiteRoot = "http://www.dev.gov.uk";

/** One Login calls its environments the other way round. */
const digitalIdentityNames: ReadonlyMap<string, string> = new Map([
  ["staging", "integration"],
  ["integration", "staging"],
]);

/**
 * The account's urls.
 *
 * @param environment the variables that set them; without any, those of production with the website
 *   root of a developer's machine
 * @example
 * urls({ GOVUK_WEBSITE_ROOT: "https://www.gov.uk" }).signIn; // "https://www.gov.uk/account"
 */
export function urls(environment: Environment = {}, { development = false }: UrlOptions = {}): AccountUrls {
  const websiteRoot = environment.GOVUK_WEBSITE_ROOT ?? developmentWebsiteRoot;
  const digitalIdentityEnvironment = digitalIdentityEnvironmentOf(environment);
  const account = digitalIdentityRoot(digitalIdentityEnvironment);

  const digitalIdentityDomain = (host: string) => `${host}.${account}`;
  const findExternalUrl = (variable: string, url: string) =>
    environment[`GOVUK_PERSONALISATION_${variable}_URI`] ?? url;
  const findGovukUrl = (variable: string, application: string, path: string) =>
    findExternalUrl(variable, `${development ? `http://${application}.dev.gov.uk` : websiteRoot}${path}`);

  const home = `https://${digitalIdentityDomain("home")}`;
  const support = `https://${digitalIdentityDomain("signin")}/support?supportType=PUBLIC`;
  const yourServices = findExternalUrl("ONE_LOGIN_YOUR_SERVICES", home);
  const security = findExternalUrl("ONE_LOGIN_SECURITY", `${home}/security`);
  const feedback = findExternalUrl("ONE_LOGIN_FEEDBACK", support);
  return {
    signIn: findGovukUrl("SIGN_IN", "frontend", "/account"),
    signOut: findGovukUrl("SIGN_OUT", "frontend", "/sign-out"),
    // The gem reads the variable of sign-out here too; copied, as apps may rely on it.
    manageEmail: findGovukUrl("SIGN_OUT", "email-alert-frontend", "/email/manage"),
    oneLoginYourServices: yourServices,
    yourAccount: yourServices,
    oneLoginSecurity: security,
    manage: security,
    security,
    oneLoginFeedback: feedback,
    feedback,
    digitalIdentityEnvironment,
    digitalIdentityDomain,
    findGovukUrl,
    findExternalUrl,
  };
}

function digitalIdentityEnvironmentOf(environment: Environment): string | undefined {
  const govuk = environment.GOVUK_ENVIRONMENT || undefined;
  return environment.DIGITAL_IDENTITY_ENVIRONMENT || (digitalIdentityNames.get(govuk ?? "") ?? govuk);
}

function digitalIdentityRoot(name: string | undefined): string {
  return name === undefined || name === "production" ? "account.gov.uk" : `${name}.account.gov.uk`;
}
