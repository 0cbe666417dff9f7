/**
 * The compressors of the Node rim: zlib's, whose brotli has a level that a page can wait for.
 *
 * @module
 */
import { Duplex } from "node:stream";
import { constants, createBrotliCompress, createGzip } from "node:zlib";
import type { MakeCompressor } from "../www/codecs.ts";

/** Of 0 to 11; the highest, which is the default, takes a hundred times as long for a tenth less. */
const brotliQuality = 5;

/** Makes a compressor of zlib's. Each piece goes on as it comes, which costs a page some bytes a piece. */
export const zlibCompressor: MakeCompressor = (format) =>
  Duplex.toWeb(
    format === "gzip"
      ? createGzip({ flush: constants.Z_SYNC_FLUSH })
      : createBrotliCompress({
          flush: constants.BROTLI_OPERATION_FLUSH,
          params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality },
        }),
  );
