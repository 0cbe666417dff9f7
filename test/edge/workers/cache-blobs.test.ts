/** Bytes in the Cache API: real inside workerd. */
import { expect, test } from "vitest";
import { cacheBlobs, type PlatformCache } from "../../../src/edge/workers/cache-blobs.ts";
import { freshName, platform } from "../../support/platform.ts";

const { openCache } = await platform();

/** Blobs, and the URLs and fields that the platform was given. */
function watched() {
  const name = freshName();
  const given: [url: string, cacheControl: string | null, type: string | null][] = [];
  const blobs = cacheBlobs(async () => {
    const cache = await openCache(name);
    const put: PlatformCache["put"] = async (url, response) => {
      const { headers } = response;
      given.push([url, headers.get("cache-control"), headers.get("content-type")]);
      await cache.put(url, response);
    };
    return { put, match: (url) => cache.match(url), delete: (url) => cache.delete(url) };
  });
  return { blobs, given };
}

const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);

test("what was put comes back byte for byte, under its own key alone", async () => {
  const { blobs } = watched();
  await blobs.set("r-1", bytes, 60);
  await blobs.set("r-2", new Uint8Array([1]), 60);
  expect(await blobs.get("r-1")).toEqual(bytes);
  expect(await blobs.get("r-2")).toEqual(new Uint8Array([1]));
  expect(await blobs.get("r-3")).toBeNull();
});

test("what is put again takes the place of what was there, and what is deleted is gone", async () => {
  const { blobs } = watched();
  await blobs.set("k", bytes, 60);
  await blobs.set("k", new Uint8Array([2]), 60);
  expect(await blobs.get("k")).toEqual(new Uint8Array([2]));
  await blobs.delete("k");
  await blobs.delete("k");
  expect(await blobs.get("k")).toBeNull();
});

test("what is kept in another cache is not found", async () => {
  const [one, other] = [watched(), watched()];
  await one.blobs.set("k", bytes, 60);
  expect(await other.blobs.get("k")).toBeNull();
});

test("the platform is told the key, how long, and nothing else", async () => {
  const { blobs, given } = watched();
  await blobs.set("r-0123", bytes, 86_400);
  expect(given).toEqual([
    ["https://stored.govuk-edge.invalid/r-0123", "public, max-age=86400", "application/octet-stream"],
  ]);
});
