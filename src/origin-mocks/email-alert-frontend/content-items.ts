/**
 * Pages that can be subscribed to, as a content store knows them.
 *
 * @module
 */
import { z } from "zod";
import { type ApiClient, ApiError } from "../common/api-client.ts";
import type { World } from "../world.ts";

const criteria = z.record(z.string(), z.unknown());
const contentItem = z.object({
  base_path: z.string().startsWith("/"),
  title: z.string(),
  content_id: z.string(),
  description: z.string().nullish(),
  document_type: z.string().nullish(),
  schema_name: z.string().nullish(),
  /** Of a sign-up page: what its list matches. */
  details: z
    .object({ subscriber_list: z.object({ tags: criteria.nullish(), links: criteria.nullish() }).nullish() })
    .nullish(),
  links: z
    .object({ child_taxons: z.array(z.object({ base_path: z.string(), title: z.string() })).nullish() })
    .nullish(),
});

/** What the page is called on which people sign up to what a page is about. */
export const signupSuffix = "/email-signup";

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

/** The world in place of a content store: its pages, and a sign-up page wherever a list is about a page. */
export function fromWorld({
  pages,
  subscriberLists,
}: Pick<World, "pages" | "subscriberLists">): FindContentItem {
  return async (basePath) => {
    const common = { base_path: basePath, content_id: await idOf(basePath) };
    const page = pages.find(({ path }) => path === basePath);
    if (page) {
      const { title, summary: description, documentType = "guide" } = page;
      return { ...common, title, description, document_type: documentType };
    }
    const list = subscriberLists.find(({ url }) => url !== null && url + signupSuffix === basePath);
    if (!list) throw new ApiError("There is no such page", 404);
    const { title, description, tags } = list;
    return {
      ...common,
      title,
      description,
      schema_name: "email_alert_signup",
      details: { subscriber_list: { tags } },
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
