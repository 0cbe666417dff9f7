/**
 * Links in pages, and addresses in sitemaps.
 *
 * @module
 */
import { Parser } from "htmlparser2";
import { fieldValue } from "../edge/fields/fields.ts";
import type { Answer } from "./ask.ts";

/** Where a page leads by GET: its links, and where it redirects to. */
export function linksIn({ status, fields, text }: Answer, base: URL): URL[] {
  const location = status >= 300 && status < 400 ? fieldValue(fields, "location") : null;
  const found = location === null ? [] : [location];
  let from = base;
  const type = fieldValue(fields, "content-type") ?? "";
  if (/html/i.test(type)) {
    const parser = new Parser({
      onopentag(name, attributes) {
        const { href } = attributes;
        if (href === undefined) return;
        if (name === "base") from = URL.parse(href, base) ?? base;
        // With a script, such a link is sent by another method; it is not for reading.
        if ((name === "a" || name === "area") && isPlain(attributes["data-method"])) found.push(href);
      },
    });
    parser.end(text);
  }
  return found.flatMap((href) => {
    const url = URL.parse(href, from);
    return url && /^https?:$/.test(url.protocol) ? [withoutFragment(url)] : [];
  });
}

function isPlain(method: string | undefined): boolean {
  return method === undefined || method.toLowerCase() === "get";
}

/** A URL as it is asked for: without a fragment, and without a password, which no request here carries. */
export function withoutFragment(url: URL): URL {
  const plain = new URL(url);
  plain.hash = "";
  plain.username = "";
  plain.password = "";
  return plain;
}

/** What a sitemap names. */
export interface Sitemap {
  readonly pages: readonly string[];
  /** Sitemaps that it is an index of. */
  readonly sitemaps: readonly string[];
}

/** Reads a sitemap, or an index of sitemaps; null when the text is neither. */
export function readSitemap(text: string): Sitemap | null {
  const pages: string[] = [];
  const sitemaps: string[] = [];
  let isSitemap = false;
  const inside: string[] = [];
  let address = "";
  const isAddress = () => inside.at(-1) === "loc";
  const parser = new Parser(
    {
      onopentagname(name) {
        const local = localName(name);
        isSitemap ||= local === "urlset" || local === "sitemapindex";
        inside.push(local);
        address = "";
      },
      ontext(part) {
        if (isAddress()) address += part;
      },
      onclosetag() {
        // A `loc` of an image or a video stands deeper, and is no page.
        const [holder, kind] = [inside.at(-2), isAddress() ? address.trim() : ""];
        inside.pop();
        if (kind === "") return;
        if (holder === "url") pages.push(kind);
        if (holder === "sitemap") sitemaps.push(kind);
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  return isSitemap ? { pages, sitemaps } : null;
}

function localName(name: string): string {
  return (name.split(":").at(-1) ?? name).toLowerCase();
}
