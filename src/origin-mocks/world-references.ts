/**
 * What in a world refers to something else in it, and what may stand there only once.
 *
 * @module
 */
import type { World } from "./world.ts";

/** Something that is wrong, where, and what to do. */
export interface WorldProblem {
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly remedy: string;
}

/** Everything that is wrong between the parts of a world; each part by itself is right. */
export function referenceProblems(world: World): WorldProblem[] {
  return [
    ...duplicates(world),
    ...tokensOfNobody(world),
    ...lostSubscriptions(world),
    ...signonReferences(world),
  ];
}

/** Where each value was seen first: it may stand nowhere else. */
function duplicates({
  people,
  clients,
  apiUsers,
  applications,
  pages,
  subscriberLists,
  ...world
}: World): WorldProblem[] {
  const { signon, subscribers } = world;
  const tokens = apiUsers.flatMap((user, nth) =>
    user.tokens.map(({ token }, at) => [token, ["apiUsers", nth, "tokens", at, "token"]] as const),
  );
  const emails = (
    name: string,
    rows: readonly { readonly email: string }[],
    parents: readonly string[] = [],
  ) => rows.map(({ email }, nth) => [email.toLowerCase(), [...parents, name, nth, "email"]] as const);
  const uids = (name: string, rows: readonly { readonly uid: string }[], parents: readonly string[] = []) =>
    rows.map(({ uid }, nth) => [uid, [...parents, name, nth, "uid"]] as const);
  const users = signon?.users ?? [];
  return [
    twice(
      "person",
      people.map(({ id }, nth) => [id, ["people", nth, "id"]]),
    ),
    twice("person", emails("people", people)),
    twice(
      "client",
      clients.map(({ ClientID }, nth) => [ClientID, ["clients", nth, "ClientID"]]),
    ),
    twice(
      "application",
      applications.map(({ name }, nth) => [name, ["applications", nth, "name"]]),
    ),
    twice("application", uids("applications", applications)),
    twice("user", [...uids("apiUsers", apiUsers), ...uids("users", users, ["signon"])]),
    twice("user", [...emails("apiUsers", apiUsers), ...emails("users", users, ["signon"])]),
    twice(
      "API user",
      apiUsers.map(({ name }, nth) => [name, ["apiUsers", nth, "name"]]),
    ),
    twice("token", tokens, true),
    twice(
      "page",
      pages.map(({ path }, nth) => [path, ["pages", nth, "path"]]),
    ),
    twice(
      "list",
      subscriberLists.map(({ title }, nth) => [title, ["subscriberLists", nth, "title"]]),
    ),
    twice(
      "subscriber",
      subscribers.map(({ address }, nth) => [address.toLowerCase(), ["subscribers", nth, "address"]]),
    ),
    ...(["organisations", "organisationsFeed"] as const).map((name) =>
      twice(
        "organisation",
        (signon?.[name] ?? []).map(({ slug }, nth) => [slug, ["signon", name, nth, "slug"]]),
      ),
    ),
  ].flat();
}

type Place = readonly [value: string, path: readonly (string | number)[]];

function twice(what: string, places: readonly Place[], isSecret = false): WorldProblem[] {
  const seen = new Set<string>();
  return places.flatMap(([value, path]) => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    const shown = isSecret ? "this one" : JSON.stringify(value);
    return {
      path,
      problem: `another ${what} has ${shown} already`,
      remedy: "Give each its own, or remove one.",
    };
  });
}

function tokensOfNobody({ apiUsers, applications, signon }: World): WorldProblem[] {
  const names = [...applications, ...(signon?.applications ?? [])].map(({ name }) => name);
  const unknown = (name: string, path: WorldProblem["path"]) =>
    missing("application", name, names, path, "Add it to applications, or name one of");
  return [
    ...apiUsers.flatMap(({ tokens }, nth) =>
      tokens.flatMap(({ application }, at) =>
        unknown(application, ["apiUsers", nth, "tokens", at, "application"]),
      ),
    ),
    ...(signon?.users ?? []).flatMap(({ permissions }, nth) =>
      Object.keys(permissions).flatMap((name) =>
        unknown(name, ["signon", "users", nth, "permissions", name]),
      ),
    ),
  ];
}

function lostSubscriptions({ subscribers, subscriberLists }: World): WorldProblem[] {
  const titles = subscriberLists.map(({ title }) => title);
  return subscribers.flatMap(({ subscriptions }, nth) =>
    subscriptions.flatMap(({ list }, at) =>
      missing(
        "list",
        list,
        titles,
        ["subscribers", nth, "subscriptions", at, "list"],
        "Add it to subscriberLists, or name one of",
      ),
    ),
  );
}

function signonReferences({ signon }: World): WorldProblem[] {
  if (!signon) return [];
  const slugs = signon.organisations.map(({ slug }) => slug);
  const add = "Add it to signon.organisations, or name one of";
  const unknown = (slug: string | null, path: WorldProblem["path"]) =>
    slug === null ? [] : missing("organisation", slug, slugs, ["signon", ...path], add);
  return [
    ...signon.users.flatMap(({ organisation }, nth) => unknown(organisation, ["users", nth, "organisation"])),
    ...signon.organisations.flatMap(({ parent }, nth) => unknown(parent, ["organisations", nth, "parent"])),
    ...Object.entries(signon.parentFixes).flatMap(([child, parent]) =>
      [child, parent].flatMap((slug) => unknown(slug, ["parentFixes", child])),
    ),
  ];
}

function missing(
  what: string,
  name: string,
  known: readonly string[],
  path: WorldProblem["path"],
  add: string,
): WorldProblem[] {
  if (known.includes(name)) return [];
  const shown = known.map((each) => JSON.stringify(each)).join(", ");
  return [
    {
      path,
      problem: `there is no ${what} ${JSON.stringify(name)}`,
      remedy: `${add} ${shown || "them (there are none)"}.`,
    },
  ];
}
