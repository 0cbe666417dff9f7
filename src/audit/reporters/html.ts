/**
 * The report as one HTML page, in the style of the GOV.UK Design System: without scripts, and without
 * anything from elsewhere.
 *
 * @module
 */
import { html, raw } from "hono/html";
import type { AuditReport } from "../audit.ts";
import type { PageReport } from "../finding.ts";
import { counted } from "../words.ts";
import { type Html, pageSection, tag, verdictWords } from "./html-parts.ts";
import { reportStyle } from "./style.ts";
import { caveatOf, countsOf, leftOutSentences, summaryOf, verdicts, worstFirst } from "./summary.ts";

/** The report in HTML. @param when it was made, in words */
export async function htmlReport(report: AuditReport, when: string): Promise<string> {
  const pages = worstFirst(report);
  const accused = pages.filter(({ findings }) => findings.length > 0);
  const others = pages.filter(({ findings }) => findings.length === 0);
  const caveat = caveatOf(report);
  const document = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${titleOf(report)} – govuk-edge audit</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>${raw(reportStyle)}</style>
</head>
<body>
<a href="#main" class="skip">Skip to main content</a>
<header><p>govuk-edge audit</p></header>
<main id="main">
<h1>${titleOf(report)}</h1>
<p>${summaryOf(report)} Made ${when}.</p>
${caveat === null ? "" : html`<p class="warning">${caveat}</p>`}
${figures(report)}
${accused.length === 0 ? "" : contents(accused)}
${accused.map(pageSection)}
${others.length === 0 ? "" : rest(others)}
${leftOutPart(report)}
</main>
</body>
</html>
`;
  return String(await document);
}

function titleOf(report: AuditReport): string {
  const { leak } = countsOf(report);
  return leak === 0 ? "No page leaks" : `${counted(leak, "page")} ${leak === 1 ? "leaks" : "leak"}`;
}

function figures(report: AuditReport): Html {
  const counts = countsOf(report);
  return html`<table><caption>Pages by verdict</caption>
<thead><tr><th scope="col">Verdict</th><th scope="col">Pages</th></tr></thead>
<tbody>${verdicts.map((verdict) => html`<tr><th scope="row">${tag(verdict)}</th><td class="number">${counts[verdict]}</td></tr>`)}</tbody></table>`;
}

function contents(pages: readonly PageReport[]): Html {
  return html`<nav aria-label="Pages with findings"><h2>Pages with findings</h2>
<ol>${pages.map(({ url, verdict }, nth) => html`<li><a href="#page-${nth}">${url}</a> (${verdictWords[verdict].toLowerCase()})</li>`)}</ol></nav>`;
}

function rest(pages: readonly PageReport[]): Html {
  return html`<section><h2>Other pages</h2>
<table><caption>Pages without findings, and why</caption>
<thead><tr><th scope="col">Page</th><th scope="col">Reason</th></tr></thead>
<tbody>${pages.map(({ url, verdict, reason }) => html`<tr><td>${tag(verdict)} ${url}</td><td>${reason}</td></tr>`)}</tbody></table></section>`;
}

function leftOutPart(report: AuditReport): Html {
  const sentences = leftOutSentences(report);
  if (sentences.length === 0) return html``;
  return html`<section><h2>Left out</h2>${sentences.map((sentence) => html`<p>${sentence}</p>`)}</section>`;
}
