/**
 * The pages the edge answers with itself. They need nothing from anywhere: style and text are inside.
 *
 * @module
 */
import { html } from "hono/html";
import texts from "./pages.json" with { type: "json" };

/** The errors the edge has a page for. */
export type ErrorPage = keyof typeof texts;

/** One page: its status, and the document. */
export interface SyntheticPage {
  readonly status: number;
  readonly document: string;
}

const style = `
body{margin:0;font:400 1.1875rem/1.32 arial,sans-serif;color:#0b0c0c;background:#fff}
header{background:#1d70b8;color:#fff}
header p{margin:0;padding:.9rem 0;font-weight:700;font-size:1.5rem}
header p,main{max-width:60rem;margin:0 auto;padding-left:1rem;padding-right:1rem}
main{padding-top:2.5rem;padding-bottom:3rem}
h1{margin:0 0 2rem;font-size:2rem;line-height:1.1}
p,li{max-width:44rem}
code{font-size:1rem;overflow-wrap:anywhere}
`;

/** The status that goes with the page for an error. */
export function statusOf(kind: ErrorPage): number {
  return texts[kind].status;
}

/**
 * The page for an error.
 *
 * @param requestId shown, so that a person can quote it and an operator can find it in the log
 */
export async function errorPage(kind: ErrorPage, requestId: string): Promise<SyntheticPage> {
  const { status, title, what, next } = texts[kind];
  const document = await html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – GOV.UK</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header><p>GOV.UK</p></header>
<main>
<h1>${title}</h1>
<p>${what}</p>
<p>${next}</p>
<p>If you report this problem, quote this reference: <code>${requestId}</code></p>
</main>
</body>
</html>`;
  return { status, document: String(document) };
}
