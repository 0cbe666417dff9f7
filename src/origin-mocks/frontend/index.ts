/**
 * A mock of GOV.UK's frontend: it signs people in and out through account-api, and has pages that
 * depend on the account in each of the ways a page can.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import { urls } from "../../personalisation/index.ts";
import { type MovableClock, movableClock } from "../common/clock.ts";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { assets, type ReadAsset } from "../common/page.ts";
import { readSaved, type Saving } from "../common/saved.ts";
import type { DemonstrationPage } from "../world.ts";
import { type AccountApiOptions, createAccountApi } from "./account-api-client.ts";
import { accountRoutes } from "./account-routes.ts";
import { demonstrationRoutes } from "./demonstration-routes.ts";
import { notificationScript } from "./views/notification-button.ts";
import { home, notFound, problem, signInHelp } from "./views/public-pages.ts";

/** What a frontend is made of. */
export interface FrontendOptions {
  /** The public origin of the website, such as `https://www.gov.uk`; redirects lead there. */
  readonly websiteRoot: string;
  readonly accountApi: Pick<AccountApiOptions, "url" | "bearerToken" | "timeout">;
  readonly pages: readonly DemonstrationPage[];
  readonly readAsset: ReadAsset;
  /** Where /account/home leads; One Login's own page in production by default. */
  readonly oneLoginYourServicesUrl?: string;
  readonly clock?: MovableClock;
  readonly fetch?: typeof fetch;
}

/** A frontend, and how to put it back to its start. */
export interface Frontend extends Saving {
  readonly app: Hono;
  readonly clock: MovableClock;
  /** As at the start: no failures, the real time, renderings counted from 1. */
  reset(): void;
}

const saved = z.strictObject({ renderings: z.array(z.tuple([z.string(), z.int()])) });

const publicPage = { "Cache-Control": "max-age=300, public" };

/** Short, so that a page added to the world shows up soon. */
const missingPage = { "Cache-Control": "max-age=10, public" };

/**
 * A mock frontend.
 *
 * @example
 * const frontend = createFrontend({ websiteRoot, accountApi, pages: loadWorld().pages, readAsset });
 * serve({ fetch: frontend.app.fetch, hostname: "127.0.0.1", port: 3000 });
 */
export function createFrontend(options: FrontendOptions): Frontend {
  const clock = options.clock ?? movableClock();
  const failures = createFailures();
  const renderings = new Map<string, number>();
  const websiteRoot = options.websiteRoot.replace(/\/$/, "");
  const yourServices = options.oneLoginYourServicesUrl ?? urls().oneLoginYourServices;
  const accountApi = createAccountApi({
    ...options.accountApi,
    ...(options.fetch && { fetch: options.fetch }),
  });

  function countRendering(path: string): number {
    const count = (renderings.get(path) ?? 0) + 1;
    renderings.set(path, count);
    return count;
  }

  const app = new Hono({ strict: false });
  const state = () => ({ renderings: Object.fromEntries(renderings) });
  app.use(failures.middleware);
  app.route(
    "/__mock",
    control({ name: "frontend", clock, failures, reset: () => renderings.clear(), state }),
  );
  app.get(notificationScript.path, (c) => c.body(notificationScript.text, 200, notificationScript.headers));
  app.use("/assets/*", assets(options.readAsset));
  app.get("/", (c) => c.html(home(options.pages), 200, publicPage));
  app.get("/sign-in", (c) => c.html(signInHelp(), 200, publicPage));
  app.route("/", accountRoutes({ websiteRoot, yourServices, accountApi }));
  app.route(
    "/",
    demonstrationRoutes({ pages: options.pages, websiteRoot, clock, accountApi, countRendering }),
  );
  app.notFound((c) => c.html(notFound(), 404, missingPage));
  app.onError((_error, c) => c.html(problem(), 500, { "Cache-Control": "no-store" }));

  return {
    app,
    clock,
    reset() {
      renderings.clear();
      failures.clear();
      clock.reset();
    },
    save: () => ({ renderings: [...renderings] }),
    restore(state) {
      const read = readSaved("frontend", saved, state);
      renderings.clear();
      for (const [path, count] of read.renderings) renderings.set(path, count);
    },
  };
}
