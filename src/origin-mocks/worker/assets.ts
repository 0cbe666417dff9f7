/**
 * The style sheet and fonts of the pages, bundled into the worker: there are no files beside it.
 *
 * @module
 */

import bold from "govuk-frontend/dist/govuk/assets/fonts/bold-b542beb274-v2.woff2";
import light from "govuk-frontend/dist/govuk/assets/fonts/light-94a07e06a1-v2.woff2";
import styles from "govuk-frontend/dist/govuk/govuk-frontend.min.css";
import type { ReadAsset } from "../common/page.ts";

const files = new Map<string, string | ArrayBuffer>([
  ["govuk-frontend.min.css", styles],
  ["assets/fonts/light-94a07e06a1-v2.woff2", light],
  ["assets/fonts/bold-b542beb274-v2.woff2", bold],
]);

/** Reads one of them; undefined when there is none of that name. */
export const readAsset: ReadAsset = async (path) => {
  const found = files.get(path);
  return typeof found === "string" ? new TextEncoder().encode(found) : found && new Uint8Array(found);
};
