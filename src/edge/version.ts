/**
 * Which version of the edge this is. It stands here because a worker has no package.json to read.
 *
 * @module
 */

/** As in package.json. */
export const version = "0.1.0";
