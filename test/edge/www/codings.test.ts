import { expect, test } from "vitest";
import { acceptedCoding } from "../../../src/edge/www/accept-encoding.ts";
import { compressedFilesSchema, isCompressedFile } from "../../../src/edge/www/compressed-files.ts";

const suffixes = new Set(compressedFilesSchema.parse(undefined));

const urls: [target: string, compressed: boolean][] = [
  ["/a.tar.gz", true],
  ["/a.png?v=1", false],
  ["/a?file=b.png", true],
  ["/a.PNG", false],
  ["/png", false],
  ["png", false],
  ["/a.svg", false],
  ["/a.png/", false],
  ["/a.xpng", false],
  ["/", false],
];

test.each(urls)("whether %s is compressed already: %s", (target, expected) => {
  expect(isCompressedFile(target, suffixes)).toBe(expected);
});

const values: [value: string | null, coding: "br" | "gzip" | null][] = [
  [null, null],
  ["", null],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["GZIP", "gzip"],
  ["BR;q=0.1, gzip;q=1.0", "br"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0.000, gzip ; q=0", null],
  ["br ; q=0.001", "br"],
  ["gzip;q=0.5", "gzip"],
  ["identity", null],
  ["*", null],
  ["deflate, zstd", null],
  ["x-br, brotli, gzipped", null],
  ["br-x", null],
];

test.each(values)("of %j %s is left", (value, coding) => {
  expect(acceptedCoding(value)).toBe(coding);
});

test("www.gov.uk's suffixes", () => {
  const listed = "jpeg jpg png gif gz tgz bz2 tbz zip flv pdf mp3 ogg".split(" ");
  expect(listed.filter((suffix) => !isCompressedFile(`/a.${suffix}`, suffixes))).toEqual([]);
  expect(suffixes.size).toBe(listed.length);
});
