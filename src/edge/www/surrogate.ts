/**
 * The fields by which an app speaks to the CDN alone.
 *
 * @module
 */
import { type Fields, withoutFields } from "../fields/fields.ts";

const surrogateFields: ReadonlySet<string> = new Set(["surrogate-control", "surrogate-key"]);

/** The fields without those that are for the CDN: they end here, as at Fastly. */
export function withoutSurrogateFields(fields: Fields): Fields {
  return withoutFields(fields, surrogateFields);
}
