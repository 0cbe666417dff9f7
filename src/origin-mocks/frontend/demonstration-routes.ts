/**
 * The demonstration pages: one for each way a page can depend on the account.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { type Account, type AccountEnvironment, personalisation } from "../../personalisation/index.ts";
import type { Clock } from "../common/clock.ts";
import type { DemonstrationPage } from "../world.ts";
import type { AccountApi } from "./account-api-client.ts";
import { AccountApiError, AccountApiUnauthorized } from "./account-api-errors.ts";
import { bannerText, subscribed } from "./banners.ts";
import { kinds } from "./kinds.ts";
import { locationOn } from "./locations.ts";
import { demonstration, messagePath, type Viewer } from "./views/demonstration.ts";
import { detailsUnavailable } from "./views/details-unavailable.ts";

/** What the demonstration pages need to know. */
export interface DemonstrationOptions {
  readonly pages: readonly DemonstrationPage[];
  readonly websiteRoot: string;
  readonly clock: Clock;
  accountApi(incoming: Headers): AccountApi;
  /** Counts one more rendering of a page, from 1. */
  countRendering(path: string): number;
}

/** The demonstration pages, to be mounted at `/`. */
export function demonstrationRoutes(options: DemonstrationOptions): Hono<AccountEnvironment> {
  const app = new Hono<AccountEnvironment>({ strict: false });
  for (const page of options.pages) {
    const { vary } = kinds[page.varies];
    if (vary) app.get(page.path, personalisation({ vary }), (c) => personalised(c, page, options));
    else app.get(page.path, (c) => show(c, page, options));
  }
  addMessages(app, options);
  return app;
}

/** A message in the session is consumed by the library, even by the pages that show none. */
async function personalised(
  c: Context<AccountEnvironment>,
  page: DemonstrationPage,
  options: DemonstrationOptions,
) {
  const account = c.get("account");
  const kind = kinds[page.varies];
  const cameWithExists = c.req.header("GOVUK-Account-Session-Exists") !== undefined;
  try {
    const email = kind.greets ? await emailOf(account, options.accountApi(c.req.raw.headers)) : undefined;
    const banner = kind.shows ? bannerText(account.flash) : undefined;
    return show(c, page, options, { signedIn: account.loggedIn, cameWithExists, email, banner });
  } catch (error) {
    if (!(error instanceof AccountApiError)) throw error;
    return c.html(detailsUnavailable(page.title), 503, { "Cache-Control": "no-store" });
  }
}

/**
 * account-api sends a new value for the session with each answer. A real page would send it on; this one
 * must not, since a response that changes the session is never stored and there would be nothing to see.
 */
async function emailOf(account: Account, accountApi: AccountApi): Promise<string | undefined> {
  if (!account.loggedIn || account.session === null) return undefined;
  try {
    return (await accountApi.getUser(account.session)).email;
  } catch (error) {
    if (!(error instanceof AccountApiUnauthorized)) throw error;
    account.logout();
    return undefined;
  }
}

function show(c: Context, page: DemonstrationPage, options: DemonstrationOptions, viewer?: Viewer) {
  const made = { at: new Date(options.clock.now()), rendering: options.countRendering(page.path) };
  return c.html(demonstration(page, made, viewer), 200, {
    "Cache-Control": `max-age=${page.maxAge}, public`,
  });
}

/** The button that makes a message; somebody signed out is first asked to sign in. */
function addMessages(app: Hono<AccountEnvironment>, { pages, websiteRoot }: DemonstrationOptions): void {
  const showing = pages.filter((page) => kinds[page.varies].shows);
  app.post(messagePath, personalisation(), (c) => {
    const page = showing.find(({ path }) => path === c.req.query("page")) ?? showing[0];
    if (!page) return c.notFound();
    const account = c.get("account");
    c.header("Cache-Control", "no-store");
    if (!account.loggedIn) return c.redirect(locationOn(websiteRoot, "/account"), 303);
    account.flashAdd(subscribed);
    return c.redirect(locationOn(websiteRoot, page.path), 303);
  });
}
