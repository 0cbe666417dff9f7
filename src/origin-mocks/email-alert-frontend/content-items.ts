/**
 * Pages that can be subscribed to, as a content store knows them.
 *
 * @module
 */
import { z } from "zod";
import { type ApiClient, ApiError } from "../common/api-client.ts";
import type { DemonstrationPage } from "../world.ts";

const contentItem = z.object({
  base_path: z.string().startsWith("/"),
  title: z.string(),
  content_id: z.string(),
  description: z.string().nullish(),
});

/** What is known of a page. */
export type ContentItem = z.infer<typeof contentItem>;

/** Finds a page by its path. @throws {ApiError} with status 404 when there is none */
export type FindContentItem = (basePath: string, incoming: Headers) => Promise<ContentItem>;

/** Pages of a real content store. */
export function fromContentStore(ask: ApiClient): FindContentItem {
  return async (basePath, incoming) => {
    const path = basePath
      .split("/")
      .map((part) => encodeURIComponent(part.toWellFormed()))
      .join("/");
    const answer = contentItem.safeParse(await ask("GET", `/content${path}`, { incoming }));
    if (!answer.success) throw new ApiError("The content store gave an answer that cannot be used");
    return answer.data;
  };
}

/** The pages of the world, in place of a content store. */
export function fromPages(pages: readonly DemonstrationPage[]): FindContentItem {
  return async (basePath) => {
    const page = pages.find(({ path }) => path === basePath);
    if (!page) throw new ApiError("There is no such page", 404);
    return {
      base_path: page.path,
      title: page.title,
      content_id: await idOf(page.path),
      description: page.summary,
    };
  };
}

/** The same id for the same path, always (RFC 9562 section 5.8). */
async function idOf(path: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(path)));
  const hex = Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join("-");
}
