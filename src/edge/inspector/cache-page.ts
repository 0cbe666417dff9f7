/**
 * The cache as a picture: URLs, the variants of each, and what can be purged.
 *
 * @module
 */
import { html } from "hono/html";
import { selectionWords } from "../observe/in-words.ts";
import { maskedTarget } from "../observe/mask.ts";
import type { StoredView } from "../observe/story.ts";
import type { Desk } from "./desk.ts";
import { freshnessBar, freshnessWords } from "./freshness.ts";
import { type Html, inspectorPage, size } from "./layout.ts";

type Stored = NonNullable<ReturnType<Desk["stored"]>>;

/**
 * The page.
 *
 * @param stored null where the store cannot tell
 * @param purgesParts whether a part of a URL can be purged alone
 */
export function cachePage(stored: Stored | null, purgesParts: boolean): Html {
  return inspectorPage({
    title: "What is stored",
    at: "cache",
    main: stored === null ? html`<p>This store cannot say what it holds.</p>` : listing(stored, purgesParts),
  });
}

function listing(stored: Stored, purgesParts: boolean): Html {
  const bytes = stored.flatMap(({ variants }) => variants).reduce((sum, one) => sum + one.bytes, 0);
  const keys = [...new Set(stored.flatMap(({ variants }) => variants.flatMap((one) => one.surrogateKeys)))];
  return html`<p>${stored.length} URLs, ${size(bytes)} of bodies.</p>
${purgeForm({ everything: "yes" }, "everything")}
${keys.length === 0 ? "" : html`<h2>Surrogate keys</h2><ul class="tree">${keys.slice(0, 100).map((key) => html`<li><code>${key}</code> ${purgeForm({ surrogateKey: key }, `the key ${key}`)}</li>`)}</ul>`}
<h2>URLs</h2>
${purgesParts ? "" : html`<p class="hint">Other processes share this store, and are told of whole URLs: to purge a part of one purges all of it.</p>`}
${stored.length === 0 ? html`<p>Nothing is stored. Open a page of the site twice.</p>` : html`<ul class="tree">${stored.map(node)}</ul>`}`;
}

function node({ key, count, variants }: Stored[number]): Html {
  return html`<li><details open><summary><code>${maskedTarget(key)}</code>, ${count === 1 ? "1 variant" : `${count} variants`}</summary>
${purgeForm({ url: key }, maskedTarget(key))}
<ul>${byVary(variants).map(([vary, those]) => branch(key, vary, those))}</ul>
</details></li>`;
}

/** The variants under one Vary list. */
function branch(url: string, vary: string, those: readonly StoredView[]): Html {
  const named = vary === "" ? "what is the same for everybody" : `all by ${vary}`;
  return html`<li><b>${vary === "" ? "The same for everybody" : `By ${vary.replaceAll(",", ", ")}`}</b>, ${those.length === 1 ? "one" : those.length}
${purgeForm({ url, vary }, `${named}, of ${maskedTarget(url)}`)}
<ul>${those.slice(0, 50).map((one) => leaf(url, vary, one))}</ul></li>`;
}

function leaf(url: string, vary: string, one: StoredView): Html {
  const what =
    one.kind === "pass"
      ? `requests pass (${one.reason})`
      : `${one.status}, ${size(one.bytes)}, given ${one.hits === 1 ? "once" : `${one.hits} times`}`;
  return html`<li>${selectionWords(one)}: ${what}<br>${one.kind === "pass" ? "" : freshnessBar(one)}${freshnessWords(one)}
${purgeForm({ url, vary, variant: `${one.id}` }, `the one for ${selectionWords(one)}, of ${maskedTarget(url)}`)}</li>`;
}

function byVary(variants: readonly StoredView[]): [vary: string, those: StoredView[]][] {
  const groups = Map.groupBy(variants, ({ selectedBy }) => selectedBy.map(({ name }) => name).join(","));
  return [...groups];
}

function purgeForm(what: Readonly<Record<string, string>>, named: string): Html {
  // What the others purge is beside them.
  const hidden = what.everything ? "" : html` class="hidden"`;
  return html`<form class="line" method="post" action="/__edge/cache/purge">
${Object.entries(what).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="warn" name="soft" value="">Purge<span${hidden}> ${named}</span></button>
<button class="second" name="soft" value="yes">Purge softly<span${hidden}> ${named}: it may be served stale</span></button>
</form>`;
}
