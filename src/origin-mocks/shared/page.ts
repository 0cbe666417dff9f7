/**
 * The layout of every page a mock shows, after the GOV.UK Design System (govuk-frontend 6), and the
 * style sheet and fonts behind it.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { html, raw } from "hono/html";
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
  /** What stands in the header on the right: links, who is signed in. */
  readonly navigation?: Html;
  readonly main: Html;
}

/** A whole HTML document in the GOV.UK layout. Everything put into it is escaped by `html`. */
export function page(options: PageOptions): Html {
  return html`<!DOCTYPE html>
<html lang="en" class="govuk-template govuk-template--rebranded">
<head>
<meta charset="utf-8">
<title>${options.title} – ${options.service}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/govuk-frontend.min.css">
</head>
<body class="govuk-template__body">
<a href="#main-content" class="govuk-skip-link">Skip to main content</a>
<header class="govuk-template__header">
<div class="govuk-header"><div class="govuk-header__container govuk-width-container">
<div class="govuk-header__logo"><a href="${options.home ?? "/"}" class="govuk-header__homepage-link govuk-header__link">${options.service}</a></div>
</div></div>
${options.navigation ?? ""}
</header>
<div class="govuk-width-container">
<main class="govuk-main-wrapper" id="main-content">${options.main}</main>
</div>
<footer class="govuk-footer"><div class="govuk-width-container">
<p class="govuk-body-s">This is a mock for development and tests. It is not a service of the government.</p>
</div></footer>
</body>
</html>`;
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
 * Serves `/assets/*` from govuk-frontend; other requests go on.
 *
 * @example app.use("/assets/*", assets(readAsset));
 */
export function assets(read: ReadAsset): MiddlewareHandler {
  return async (c: Context) => {
    const name = c.req.path.slice("/assets/".length);
    const path = name.startsWith("govuk-frontend.") ? name : `assets/${name}`;
    const body = /^[a-z0-9/._-]+$/i.test(name) && !name.includes("..") ? await read(path) : undefined;
    const type = mediaTypes[name.split(".").at(-1) ?? ""];
    if (!body || !type) return c.text("Not found", 404);
    return c.body(body, 200, { "Content-Type": type, "Cache-Control": "public, max-age=86400" });
  };
}

/** For the rare text that is known to be HTML already. */
export const trusted = raw;
