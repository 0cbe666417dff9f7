/**
 * Signing up to what a page is about: the page says for which, or is the sign-up page of another.
 *
 * @module
 */
import { ApiError } from "../common/api-client.ts";
import { type ContentItem, type FindContentItem, signupSuffix } from "./content-items.ts";
import { paths, type Route } from "./routes.ts";
import type { NewList } from "./upstream.ts";
import * as views from "./views/signup.ts";
import { pathWith, type Visit } from "./visit.ts";

/** By which of a page's links a list of emails finds what belongs to it; others are found by the page's own id. */
const linksOf: Readonly<Record<string, string>> = {
  taxon: "taxon_tree",
  topic: "topics",
  organisation: "organisations",
  person: "people",
  ministerial_role: "roles",
  topical_event: "topical_events",
  service_manual_topic: "service_manual_topics",
};

/** All of them. Their forms may be on any page of the website, so they are taken without a token. */
export function signupRoutes(findContentItem: FindContentItem): readonly Route[] {
  /** Asked first: which page. One that is none leads home. */
  const aboutPage = (answer: (visit: Visit, page: ContentItem) => Response | Promise<Response>) => {
    return async (visit: Visit): Promise<Response> => {
      const link = visit.get("link");
      if (!isPath(link)) return visit.redirect("/");
      return answer(visit, await findContentItem(link, visit.headers));
    };
  };

  /** A branch with branches of its own is asked about first. */
  const begin = aboutPage((visit, page) => {
    const branches = page.links?.child_taxons ?? [];
    if (page.document_type === "taxon" && branches.length > 0)
      return visit.page(views.choose(page, branches));
    return visit.redirect(pathWith(`${signupSuffix}/confirm`, { link: page.base_path }));
  });

  const signupPage = async (visit: Visit): Promise<ContentItem> => {
    const page = await findContentItem(`/${visit.get("page") ?? ""}${signupSuffix}`, visit.headers);
    if (page.schema_name !== "email_alert_signup") throw new ApiError("The page is no sign-up page", 404);
    return page;
  };

  return [
    { method: "GET", path: signupSuffix, handler: begin },
    {
      method: "GET",
      path: `${signupSuffix}/confirm`,
      handler: aboutPage((visit, page) =>
        visit.page(views.confirm(page, { action: signupSuffix, link: page.base_path })),
      ),
    },
    {
      method: "POST",
      path: signupSuffix,
      handler: aboutPage((visit, page) => toQuestions(visit, listAbout(page))),
      open: true,
    },
    {
      method: "GET",
      path: `/:page{.+}${signupSuffix}`,
      handler: async (visit) => {
        const page = await signupPage(visit);
        return visit.page(views.confirm(page, { action: page.base_path }));
      },
    },
    {
      method: "POST",
      path: `/:page{.+}${signupSuffix}`,
      handler: async (visit) => toQuestions(visit, listOfSignupPage(await signupPage(visit))),
      open: true,
    },
  ];
}

/** How often, and to which address. */
async function toQuestions(visit: Visit, wanted: NewList): Promise<Response> {
  const { slug } = await visit.upstream.findOrCreateList(wanted);
  return visit.redirect(pathWith(paths.newSubscription, { topic_id: slug }));
}

/** The same list as that of the page's own button, unless the page stands for what is linked to it. */
function listAbout({ base_path: url, title, content_id, description, document_type }: ContentItem): NewList {
  const link = linksOf[document_type ?? ""];
  return link === undefined
    ? { url, title, content_id, description: description ?? "" }
    : { url, title, links: { [link]: [content_id] } };
}

function listOfSignupPage({ base_path, title, details }: ContentItem): NewList {
  const { tags, links } = details?.subscriber_list ?? {};
  const url = base_path.slice(0, -signupSuffix.length);
  return { url, title, ...(tags && { tags }), ...(links && { links }) };
}

/** A path of this website, as Ruby's URI takes it. */
function isPath(link: string | undefined): link is string {
  return link !== undefined && /^\/(?!\/)[^\s<>"{}|\\^`\p{Cc}]*$/u.test(link);
}
