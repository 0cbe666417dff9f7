/**
 * What the edge answers with itself, before anything is looked up or asked.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import type { ErrorPage } from "./pages.ts";

/** An answer of the edge's own, as data: whoever composes it adds what every answer has. */
export interface OwnAnswer {
  readonly status: number;
  readonly fields: Fields;
  /** The page that is the body; null for an empty one. */
  readonly page: ErrorPage | null;
}
