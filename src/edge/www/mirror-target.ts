/**
 * What a page is called in a mirror: a bucket of files, which knows neither routes nor folders.
 *
 * @module
 */
import * as z from "zod";

const documents =
  "atom chm css csv diff doc docx dot dxf eps gif gml html ico ics jpeg jpg JPG js json kml odp ods odt pdf PDF " +
  "png ppt pptx ps rdf rtf sch txt wsdl xls xlsm xlsx xlt xml xsd xslt zip svg woff woff2";

/** How names in a mirror are made. */
export const mirrorTargetSchema = z.strictObject({
  /** Suffixes, without the dot, of what is a file, as `.html` is; all else gets that (VCL: recv, rule 21). */
  files: z
    .array(z.string().regex(/^[A-Za-z0-9]+$/, "expected a suffix without its dot"))
    .default(documents.split(" ")),
  /** The file that is the home page. */
  home: z
    .string()
    .regex(/^\/[A-Za-z0-9_-]+\.html$/, "expected a file such as /index.html")
    .default("/index.html"),
});

/** Makes the names of pages in a mirror. @param target path and query, as the app would have got them */
export type NameInMirror = (target: string) => string;

/**
 * The names of pages in a mirror, without the prefix that each mirror puts before them. Runs of slashes
 * become one, except after a colon, where an address within the path has two. Nothing leads out of the
 * prefix: dot segments are resolved, however they are spelt.
 *
 * @example
 * const nameOf = namesInMirror(mirrorTargetSchema.parse({}));
 * nameOf("/"); // "/index.html"
 * nameOf("/vat-rates//x?page=2"); // "/vat-rates/x.html?page=2"
 */
export function namesInMirror(settings: z.output<typeof mirrorTargetSchema>): NameInMirror {
  const files = new Set([...settings.files, "html"]);
  return (target) => {
    const end = target.search(/[?#]/);
    const [path, rest] = end < 0 ? [target, ""] : [target.slice(0, end), target.slice(end)];
    const resolved = withoutRuns(withoutDotSegments(`/${path}`));
    if (resolved === "/") return settings.home + rest;
    const suffix = /\.([A-Za-z0-9]+)$/.exec(resolved)?.[1] ?? "";
    return `${files.has(suffix) ? resolved : `${resolved}.html`}${rest}`;
  };
}

function withoutRuns(path: string): string {
  return path.replace(/(?<!:)\/{2,}/g, "/");
}

/** What some server may take for a division of a path. */
const division = /\/|\\|%2f|%5c/i;

/**
 * RFC 3986 §5.2.4. A backslash, and a slash that is encoded, only count where something behind them is a
 * dot segment: a bucket has such letters in names.
 */
function withoutDotSegments(path: string): string {
  if (!path.split(division).some((segment) => isDots(segment))) return path;
  const kept: string[] = [];
  const segments = path.split(division).slice(1);
  for (const segment of segments) {
    const dots = dotsOf(segment);
    if (dots === "..") kept.pop();
    else if (dots !== ".") kept.push(segment);
  }
  const isFolder = isDots(segments.at(-1) ?? "");
  return `/${kept.join("/")}${isFolder && kept.length > 0 ? "/" : ""}`;
}

function isDots(segment: string): boolean {
  const dots = dotsOf(segment);
  return dots === "." || dots === "..";
}

function dotsOf(segment: string): string {
  return segment.replaceAll(/%2e/gi, ".");
}
