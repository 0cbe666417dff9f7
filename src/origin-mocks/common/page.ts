/**
 * The layout of every page a mock shows, after the GOV.UK Design System (govuk-frontend 6), and the
 * style sheet and fonts behind it.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** Text that is already escaped, as made by hono's `html` tag. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Reads a file of govuk-frontend's `dist/govuk`; undefined when there is none. */
export type ReadAsset = (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;

/** One page. */
export interface PageOptions {
  readonly title: string;
  /** What the header calls this service. */
  readonly service: string;
  /** Where the service name in the header leads. */
  readonly home?: string;
  /** What stands under the header bar, as {@link serviceNavigation} makes it. */
  readonly navigation?: Html;
  readonly main: Html;
  /** English by default. */
  readonly language?: Language;
}

/** The languages of a page's frame. */
export type Language = "en" | "cy";

const frame = {
  en: {
    skip: "Skip to main content",
    footer: "This is a mock for development and tests. It is not a service of the government.",
  },
  cy: {
    skip: "Neidio i’r prif gynnwys",
    footer: "Ffug wasanaeth ar gyfer datblygu a phrofi yw hwn. Nid yw’n wasanaeth gan y llywodraeth.",
  },
};

/** One entry of the service navigation: a link, or plain text without `href`. */
export interface NavigationItem {
  readonly text: string;
  readonly href?: string;
}

/**
 * A whole HTML document in the GOV.UK layout. Everything put into it is escaped by `html`. It has no
 * crown and no script: it must not pass for the real GOV.UK, and it works without JavaScript.
 *
 * @example
 * c.html(page({ title: "Sign in", service: "Demonstration", main: html`<h1 class="govuk-heading-l">Sign in</h1>` }));
 */
export function page(options: PageOptions): Html {
  const { language = "en" } = options;
  const words = frame[language];
  return html`<!DOCTYPE html>
<html lang="${language}" class="govuk-template">
<head>
<meta charset="utf-8">
<title>${options.title} – ${options.service}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="theme-color" content="#1d70b8">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/govuk-frontend.min.css">
</head>
<body class="govuk-template__body">
<a href="#main-content" class="govuk-skip-link">${words.skip}</a>
<header class="govuk-template__header">
<div class="govuk-header"><div class="govuk-header__container govuk-width-container"><div class="govuk-header__logo">
<a href="${options.home ?? "/"}" class="govuk-header__homepage-link"><span class="govuk-header__product-name">${options.service}</span></a>
</div></div></div>
${options.navigation ?? ""}
</header>
<div class="govuk-width-container">
<main class="govuk-main-wrapper" id="main-content">${options.main}</main>
</div>
<footer class="govuk-template__footer"><div class="govuk-footer"><div class="govuk-width-container">
<p class="govuk-body-s govuk-!-margin-bottom-2">${words.footer}</p>
</div></div></footer>
</body>
</html>`;
}

/**
 * The Design System's service navigation, to be given to {@link page} as `navigation`.
 *
 * @param label what a screen reader calls it
 */
export function serviceNavigation(label: string, items: readonly NavigationItem[]): Html {
  return html`<div class="govuk-service-navigation"><div class="govuk-width-container"><div class="govuk-service-navigation__container">
<nav aria-label="${label}" class="govuk-service-navigation__wrapper"><ul class="govuk-service-navigation__list">
${items.map((item) => html`<li class="govuk-service-navigation__item">${navigationEntry(item)}</li>`)}
</ul></nav>
</div></div></div>`;
}

function navigationEntry({ text, href }: NavigationItem): Html {
  return href === undefined
    ? html`<span class="govuk-service-navigation__text">${text}</span>`
    : html`<a class="govuk-service-navigation__link" href="${href}">${text}</a>`;
}

const mediaTypes: Record<string, string> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  woff2: "font/woff2",
  woff: "font/woff",
  svg: "image/svg+xml",
  png: "image/png",
};

/**
 * Serves `/assets/*` from govuk-frontend, where its style sheet looks for its fonts.
 *
 * @example app.use("/assets/*", assets(readAsset));
 */
export function assets(read: ReadAsset): MiddlewareHandler {
  return async (c: Context) => {
    const name = c.req.path.slice("/assets/".length);
    const path = name.startsWith("govuk-frontend.") ? name : `assets/${name}`;
    const type = mediaTypes[name.split(".").at(-1) ?? ""];
    const isPlain = /^[a-z0-9/._-]+$/i.test(name) && !name.includes("..");
    const body = type && isPlain ? await read(path) : undefined;
    if (!body || !type) return c.text("Not found", 404);
    return c.body(body, 200, { "Content-Type": type, "Cache-Control": "public, max-age=86400" });
  };
}
