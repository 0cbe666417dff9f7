/**
 * Field names as an app sees them.
 *
 * @module
 */

import { remembered } from "./remembered.ts";

/**
 * A name in lower case with `-` for `_`. A Rack or CGI app cannot tell the two apart, so a rule about a
 * name must hold for all its spellings.
 */
export const canonicalName = remembered((name): string => name.toLowerCase().replaceAll("_", "-"));
